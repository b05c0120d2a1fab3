// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/canvas/canvas_p.h"

#include "widgets/canvas/boxtool.h"
#include "widgets/canvas/pantool.h"
#include "widgets/canvas/polygontool.h"
#include "widgets/canvas/selecttool.h"

#include <QAccessible>

#include <algorithm>
#include <cmath>
#include <cstring>

namespace trainyard::widgets {
namespace {
constexpr qint64 kPixelsAtOnce = 3'000'000; ///< a larger image is prepared on another thread
constexpr std::size_t kMostLive = 500;      ///< changed shapes shown live until their tiles are there
} // namespace

Canvas::Private::Private(Canvas &owner)
    : q(owner) {
    imagePool.setMaxThreadCount(1);
}

Canvas::Private::Layer *Canvas::Private::layer(int id) {
    const auto found = std::find_if(layers.begin(), layers.end(), [id](const Layer &l) { return l.id == id; });
    return found == layers.end() ? nullptr : &*found;
}

const Canvas::Private::Layer *Canvas::Private::layer(int id) const {
    return const_cast<Private *>(this)->layer(id);
}

void Canvas::Private::resetTiles(const Layer &l) {
    tiles.forget(l.id);
    TilePlane &plane = tiles.plane(l.id);
    plane.layer = l.prepared;
    plane.style = l.style;
    plane.visible = l.visible;
    plane.zoom = view.zoom;
}

void Canvas::Private::setImage(const QImage &picture, std::shared_ptr<const media::Image> deep, QSize size,
                               bool keepView) {
    const unsigned turn = ++imageTurn;
    const bool same = keepView && imageSize == size && !size.isEmpty();
    imageSize = size;
    image = picture;
    deepImage = std::move(deep);
    live.clear();
    newShapes.clear();
    hovered.reset();
    vertex.reset();
    if (tool != nullptr) {
        tool->cancel();
    }
    const bool hadSelection = !selection.empty();
    selection.clear();
    layers.clear();
    tiles.removeLayers();
    tiles.setPyramid({});
    if (!same) {
        setView(fittedView(), true);
    }
    const auto take = [this](std::shared_ptr<const ImagePyramid> pyramid) {
        if (image.isNull() && !pyramid->levels.empty()) {
            image = pyramid->levels.front();
        }
        tiles.setPyramid(std::move(pyramid));
        tiles.setView(view);
        tiles.pump();
        q.update();
    };
    if (static_cast<qint64>(size.width()) * size.height() <= kPixelsAtOnce) {
        take(ImagePyramid::make(deepImage ? toQImage(*deepImage) : picture));
    } else {
        imagePool.clear();
        imagePool.start([this, take, turn, picture, pixels = deepImage] {
            auto pyramid = ImagePyramid::make(pixels ? toQImage(*pixels) : picture);
            QMetaObject::invokeMethod(&tiles, [this, take, turn, pyramid] {
                if (turn == imageTurn) {
                    take(pyramid);
                }
            });
        });
    }
    if (hadSelection) {
        Q_EMIT q.selectionChanged();
    }
    updateDescription();
    q.update();
}

void Canvas::Private::updateWithout() {
    auto without = std::make_shared<std::unordered_set<std::int64_t>>();
    for (const auto &[key, item] : live) {
        if (item.state != Live::State::Settling) {
            without->insert(key);
        }
    }
    if (tiles.has(editLayer)) {
        tiles.plane(editLayer).without = std::move(without);
    }
}

void Canvas::Private::settle() {
    bool changed = false;
    for (auto it = live.begin(); it != live.end();) {
        if (it->second.state == Live::State::Settling &&
            tiles.cleanAt(editLayer, annotation::bounds(it->second.shape.shape))) {
            it = live.erase(it);
            changed = true;
        } else {
            ++it;
        }
    }
    if (changed) {
        q.update();
    }
}

CanvasView Canvas::Private::fittedView() const {
    CanvasView next = view;
    next.device = QSize(static_cast<int>(std::lround(q.width() * view.ratio)),
                        static_cast<int>(std::lround(q.height() * view.ratio)));
    if (imageSize.isEmpty() || next.device.isEmpty()) {
        return next;
    }
    const double margin = 16 * view.ratio;
    const double w = std::max(16.0, next.device.width() - 2 * margin),
                 h = std::max(16.0, next.device.height() - 2 * margin);
    next.zoom =
        std::clamp(std::min(w / imageSize.width(), h / imageSize.height()), CanvasView::kMinZoom, CanvasView::kMaxZoom);
    next.offsetX = std::round((next.device.width() - imageSize.width() * next.zoom) / 2);
    next.offsetY = std::round((next.device.height() - imageSize.height() * next.zoom) / 2);
    return next;
}

void Canvas::Private::setView(CanvasView next, bool fit) {
    fitted = fit;
    if (!imageSize.isEmpty()) {
        // Some of the image stays in sight.
        const double keep = 48 * next.ratio;
        const auto hold = [keep](double offset, double length, double room) {
            const double least = std::min(keep, length);
            return std::clamp(offset, least - length, std::max(least - length, room - least));
        };
        next.offsetX = std::round(hold(next.offsetX, imageSize.width() * next.zoom, next.device.width()));
        next.offsetY = std::round(hold(next.offsetY, imageSize.height() * next.zoom, next.device.height()));
    }
    if (next == view) {
        return;
    }
    view = next;
    tiles.setView(view);
    tiles.pump();
    q.update();
    Q_EMIT q.viewChanged();
}

QString Canvas::Private::valueAt(annotation::Point at) const {
    if (at.x < 0 || at.y < 0 || at.x >= imageSize.width() || at.y >= imageSize.height()) {
        return {};
    }
    const int x = static_cast<int>(at.x), y = static_cast<int>(at.y);
    QStringList parts;
    if (deepImage) {
        const std::uint8_t *row = deepImage->row(y);
        for (int c = 0; c < deepImage->channels; ++c) {
            const std::ptrdiff_t index = static_cast<std::ptrdiff_t>(x) * deepImage->channels + c;
            std::uint16_t value = 0;
            if (deepImage->bits == 16) {
                std::memcpy(&value, row + 2 * index, sizeof value);
            } else {
                value = row[index];
            }
            parts << QString::number(value);
        }
    } else if (!image.isNull()) {
        const QRgb value = image.pixel(x, y);
        parts << QString::number(qRed(value)) << QString::number(qGreen(value)) << QString::number(qBlue(value));
        if (image.isGrayscale()) {
            parts = QStringList(parts.first());
        }
    }
    return parts.join(QLatin1Char(' '));
}

void Canvas::Private::updateCursor() {
    if (panning) {
        q.setCursor(Qt::ClosedHandCursor);
    } else if (space) {
        q.setCursor(Qt::OpenHandCursor);
    } else {
        q.setCursor(tool != nullptr ? tool->cursor() : QCursor(Qt::ArrowCursor));
    }
}

void Canvas::Private::updateDescription() {
    std::size_t count = 0;
    for (const Layer &l : layers) {
        count += l.visible && l.prepared ? l.prepared->size() : 0;
    }
    QString text =
        imageSize.isEmpty() ? Canvas::tr("No image") : Canvas::tr("%n shape(s)", nullptr, static_cast<int>(count));
    if (selection.size() == 1) {
        const CanvasShape *shape = current(selection.front());
        text += QStringLiteral(", ") +
                Canvas::tr("selected: %1")
                    .arg(shape != nullptr && !shape->label.isEmpty() ? shape->label : Canvas::tr("one shape"));
    } else if (!selection.empty()) {
        text += QStringLiteral(", ") + Canvas::tr("%n selected", nullptr, static_cast<int>(selection.size()));
    }
    if (text != q.accessibleDescription()) {
        q.setAccessibleDescription(text);
    }
}

void Canvas::Private::keepSelectionValid() {
    const auto gone = std::erase_if(selection, [this](ShapeRef ref) { return current(ref) == nullptr; });
    if (hovered && current(*hovered) == nullptr) {
        hovered.reset();
    }
    if (gone > 0) {
        vertex.reset();
        Q_EMIT q.selectionChanged();
    }
    updateDescription();
}

const CanvasShape *Canvas::Private::current(ShapeRef ref) const {
    if (ref.layer == editLayer) {
        if (const auto found = live.find(ref.key); found != live.end()) {
            return &found->second.shape;
        }
    }
    return q.shape(ref);
}

Canvas::Canvas(QWidget *parent)
    : QWidget(parent)
    , m(std::make_unique<Private>(*this)) {
    setObjectName(QStringLiteral("canvas"));
    setAccessibleName(tr("Image canvas"));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setMinimumSize(160, 120);
    m->view.ratio = devicePixelRatioF();
    connect(&m->tiles, &TileStore::tileReady, this, [this] {
        m->settle();
        update();
    });
    addTool(std::make_unique<SelectTool>(*this));
    addTool(std::make_unique<PanTool>(*this));
    addTool(std::make_unique<BoxTool>(*this));
    addTool(std::make_unique<PolygonTool>(*this));
    setTool(QStringLiteral("select"));
    m->updateDescription();
}

Canvas::~Canvas() {
    m->tool = nullptr;
    m->imagePool.clear();
    m->imagePool.waitForDone();
}

void Canvas::setImage(std::shared_ptr<const media::Image> image, bool keepView) {
    const QSize size = image ? QSize(image->width, image->height) : QSize();
    m->setImage({}, std::move(image), size, keepView);
}

void Canvas::setImage(const QImage &image, bool keepView) {
    m->setImage(image, {}, image.size(), keepView);
}
void Canvas::clearImage() {
    m->setImage({}, {}, {}, false);
}
QSize Canvas::imageSize() const {
    return m->imageSize;
}

void Canvas::setMessage(const QString &message) {
    m->message = message;
    update();
}

void Canvas::setLayers(std::vector<ShapeLayer> layers) {
    m->layers.clear();
    m->tiles.removeLayers();
    m->live.clear();
    m->newShapes.clear();
    for (ShapeLayer &given : layers) {
        m->layers.push_back(
            {given.id, given.name, given.style, given.visible, PreparedLayer::make(std::move(given.shapes))});
        m->resetTiles(m->layers.back());
    }
    m->keepSelectionValid();
    m->tiles.setView(m->view);
    m->tiles.pump();
    update();
}

void Canvas::setLayer(ShapeLayer given) {
    Private::Layer made{given.id, given.name, given.style, given.visible, PreparedLayer::make(std::move(given.shapes))};
    if (Private::Layer *old = m->layer(made.id)) {
        *old = made;
    } else {
        m->layers.push_back(made);
    }
    if (made.id == m->editLayer) {
        m->live.clear();
        m->newShapes.clear();
    }
    m->resetTiles(made);
    m->keepSelectionValid();
    m->tiles.pump();
    update();
}

void Canvas::removeLayer(int id) {
    std::erase_if(m->layers, [id](const Private::Layer &l) { return l.id == id; });
    m->tiles.remove(id);
    if (id == m->editLayer) {
        m->live.clear();
        m->newShapes.clear();
    }
    m->keepSelectionValid();
    update();
}

void Canvas::setLayerVisible(int id, bool visible) {
    if (Private::Layer *l = m->layer(id)) {
        l->visible = visible;
        m->tiles.plane(id).visible = visible;
        m->tiles.pump();
        m->updateDescription();
        update();
    }
}

void Canvas::setEditLayer(int id) {
    if (m->editLayer != id) {
        m->tool->cancel();
        dropPending();
        m->editLayer = id;
    }
}

int Canvas::editLayer() const {
    return m->editLayer;
}

void Canvas::updateShapes(int id, const std::vector<CanvasShape> &changed, const std::vector<std::int64_t> &removed) {
    Private::Layer *l = m->layer(id);
    if (l == nullptr) {
        return;
    }
    const auto touchOld = [&](std::int64_t key) {
        if (const auto index = l->prepared->find(key)) {
            m->tiles.touch(id, l->prepared->boundsAt(*index));
        }
    };
    for (const CanvasShape &shape : changed) {
        touchOld(shape.key);
        m->tiles.touch(id, annotation::bounds(shape.shape));
    }
    for (const std::int64_t key : removed) {
        touchOld(key);
    }
    l->prepared = l->prepared->changed(changed, removed);
    m->tiles.plane(id).layer = l->prepared;
    if (id == m->editLayer) {
        for (const std::int64_t key : removed) {
            m->live.erase(key);
        }
        for (const CanvasShape &shape : changed) {
            const auto found = m->live.find(shape.key);
            if (found != m->live.end() && found->second.state == Private::Live::State::Lifted) {
                continue; // in the person's hand: what they drag counts
            }
            if (found != m->live.end() || changed.size() <= kMostLive) {
                m->live[shape.key] = {shape, Private::Live::State::Settling};
            }
        }
        if (!changed.empty()) {
            m->newShapes.clear();
        }
        m->updateWithout();
    }
    m->keepSelectionValid();
    m->tiles.pump();
    m->settle();
    update();
}

void Canvas::dropPending() {
    for (auto it = m->live.begin(); it != m->live.end();) {
        if (it->second.state == Private::Live::State::Waiting) {
            if (const CanvasShape *kept = shape({m->editLayer, it->first})) {
                it->second = {*kept, Private::Live::State::Settling};
                m->tiles.touch(m->editLayer, annotation::bounds(kept->shape));
                ++it;
                continue;
            }
            it = m->live.erase(it);
        } else {
            ++it;
        }
    }
    m->newShapes.clear();
    m->updateWithout();
    m->tiles.pump();
    m->settle();
    update();
}

const CanvasShape *Canvas::shape(ShapeRef ref) const {
    const Private::Layer *l = m->layer(ref.layer);
    if (l == nullptr || !l->prepared) {
        return nullptr;
    }
    const auto index = l->prepared->find(ref.key);
    return index ? &l->prepared->at(*index) : nullptr;
}

std::size_t Canvas::shapeCount(int id) const {
    const Private::Layer *l = m->layer(id);
    return l != nullptr && l->prepared ? l->prepared->size() : 0;
}

const std::vector<ShapeRef> &Canvas::selection() const {
    return m->selection;
}

std::vector<std::int64_t> Canvas::selectedKeys() const {
    std::vector<std::int64_t> keys;
    for (const ShapeRef &ref : m->selection) {
        if (ref.layer == m->editLayer) {
            keys.push_back(ref.key);
        }
    }
    return keys;
}

void Canvas::setSelection(std::vector<ShapeRef> selection) {
    std::erase_if(selection, [this](ShapeRef ref) { return m->current(ref) == nullptr; });
    if (selection == m->selection) {
        return;
    }
    m->selection = std::move(selection);
    m->vertex.reset();
    m->updateDescription();
    update();
    Q_EMIT selectionChanged();
}

void Canvas::setSelectedKeys(const std::vector<std::int64_t> &keys) {
    std::vector<ShapeRef> refs;
    refs.reserve(keys.size());
    for (const std::int64_t key : keys) {
        refs.push_back({m->editLayer, key});
    }
    setSelection(std::move(refs));
}

std::vector<ShapeRef> Canvas::shapesAt(annotation::Point at, double tolerance) const {
    struct Hit {
        ShapeRef ref;
        double area;
    };
    std::vector<Hit> hits;
    const double reach = m->view.imageLength(tolerance);
    const annotation::Rect around{at.x - reach, at.y - reach, at.x + reach, at.y + reach};
    // Upper layers first, so that of equal areas the one that is seen wins.
    for (auto l = m->layers.rbegin(); l != m->layers.rend(); ++l) {
        if (!l->visible || !l->prepared) {
            continue;
        }
        const auto test = [&](const CanvasShape &shape) {
            if (!shape.hidden && annotation::hits(shape.shape, at, reach)) {
                hits.push_back({{l->id, shape.key}, annotation::area(shape.shape)});
            }
        };
        for (const std::size_t index : l->prepared->touching(around)) {
            const CanvasShape &shape = l->prepared->at(index);
            if (l->id != m->editLayer || !m->live.contains(shape.key)) {
                test(shape);
            }
        }
        if (l->id == m->editLayer) {
            for (const auto &[key, item] : m->live) {
                test(item.shape);
            }
        }
    }
    std::stable_sort(hits.begin(), hits.end(), [](const Hit &a, const Hit &b) { return a.area < b.area; });
    std::vector<ShapeRef> out;
    out.reserve(hits.size());
    for (const Hit &hit : hits) {
        out.push_back(hit.ref);
    }
    return out;
}

std::vector<ShapeRef> Canvas::shapesIn(annotation::Rect rect) const {
    std::vector<ShapeRef> out;
    const Private::Layer *l = m->layer(m->editLayer);
    if (l == nullptr || !l->visible || !l->prepared) {
        return out;
    }
    for (const std::size_t index : l->prepared->touching(rect)) {
        const CanvasShape &shape = l->prepared->at(index);
        if (!shape.hidden && annotation::intersects(shape.shape, rect)) {
            out.push_back({l->id, shape.key});
        }
    }
    return out;
}

void Canvas::setHovered(std::optional<ShapeRef> ref) {
    if (ref != m->hovered) {
        m->hovered = ref;
        update();
        Q_EMIT hoveredChanged();
    }
}

const annotation::Shape *Canvas::currentShape(std::int64_t key) const {
    const CanvasShape *found = m->current({m->editLayer, key});
    return found != nullptr ? &found->shape : nullptr;
}

void Canvas::liftShapes(const std::vector<std::int64_t> &keys) {
    for (const std::int64_t key : keys) {
        const CanvasShape *found = m->current({m->editLayer, key});
        if (found == nullptr) {
            continue;
        }
        const CanvasShape copy = *found;
        if (!m->live.contains(key)) {
            m->tiles.touch(m->editLayer, annotation::bounds(copy.shape));
        }
        m->live[key] = {copy, Private::Live::State::Lifted};
    }
    m->updateWithout();
    m->tiles.pump();
    update();
}

void Canvas::setLiveShape(std::int64_t key, const annotation::Shape &shape) {
    if (const auto found = m->live.find(key); found != m->live.end()) {
        found->second.shape.shape = shape;
        update();
    }
}

void Canvas::cancelLift() {
    for (auto &[key, item] : m->live) {
        if (item.state == Private::Live::State::Lifted) {
            if (const CanvasShape *kept = shape({m->editLayer, key})) {
                item = {*kept, Private::Live::State::Settling};
                m->tiles.touch(m->editLayer, annotation::bounds(kept->shape));
            }
        }
    }
    m->updateWithout();
    m->tiles.pump();
    m->settle();
    update();
}

void Canvas::commitEdits(std::vector<ShapeEdit> edits) {
    std::erase_if(edits, [](const ShapeEdit &edit) { return edit.before == edit.after; });
    std::vector<std::int64_t> keys;
    for (const ShapeEdit &edit : edits) {
        keys.push_back(edit.key);
    }
    liftShapes(keys);
    for (const ShapeEdit &edit : edits) {
        if (const auto found = m->live.find(edit.key); found != m->live.end()) {
            found->second.shape.shape = edit.after;
            found->second.state = Private::Live::State::Waiting;
        }
    }
    cancelLift(); // what was lifted and has not changed
    if (!edits.empty()) {
        Q_EMIT shapesEdited(edits);
    }
}

void Canvas::commitNewShape(const annotation::Shape &shape) {
    m->newShapes.push_back(shape);
    update();
    Q_EMIT shapeCreated(shape);
}

void Canvas::requestDelete(const std::vector<std::int64_t> &keys) {
    if (!keys.empty()) {
        Q_EMIT deleteRequested(keys);
    }
}

void Canvas::setActiveVertex(std::optional<annotation::VertexIndex> vertex) {
    m->vertex = vertex;
    update();
}

std::optional<annotation::VertexIndex> Canvas::activeVertex() const {
    return m->vertex;
}
void Canvas::toolChanged() {
    update();
}

void Canvas::addTool(std::unique_ptr<CanvasTool> tool) {
    m->tools.push_back(std::move(tool));
}

bool Canvas::setTool(const QString &name) {
    const auto found =
        std::find_if(m->tools.begin(), m->tools.end(), [&](const auto &tool) { return tool->name() == name; });
    if (found == m->tools.end()) {
        return false;
    }
    if (m->tool != found->get()) {
        if (m->tool != nullptr) {
            m->tool->deactivate();
        }
        setHovered({});
        m->tool = found->get();
        m->tool->activate();
        m->updateCursor();
        update();
        Q_EMIT toolSwitched(name);
    }
    return true;
}

QString Canvas::toolName() const {
    return m->tool->name();
}
CanvasTool *Canvas::tool() const {
    return m->tool;
}

void Canvas::setDrawColour(const QColor &colour) {
    m->drawColour = colour;
    update();
}

QColor Canvas::drawColour() const {
    return m->drawColour;
}

bool Canvas::isDrawn() {
    m->tiles.pump();
    return m->tiles.complete() && std::none_of(m->live.begin(), m->live.end(), [](const auto &entry) {
        return entry.second.state == Private::Live::State::Settling;
    });
}

} // namespace trainyard::widgets

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/label/labelplace.h"

#include "app/label/classespanel.h"
#include "app/label/objectspanel.h"
#include "app/label/predictionpanel.h"
#include "app/window/remember.h"
#include "app/window/ui.h"
#include "widgets/canvas/canvas.h"
#include "widgets/gallery/galleryview.h"
#include "widgets/palette/elidedlabel.h"

#include <QActionGroup>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QSplitter>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace trainyard::app {

namespace {

constexpr int kTruthLayer = 1;
constexpr int kSideWidth = 248;
constexpr double kPasteShift = 12; ///< image pixels, so that a copy does not hide its original

constexpr std::array kTools{std::pair{"label.toolSelect", "select"}, std::pair{"label.toolBox", "box"},
                            std::pair{"label.toolPolygon", "polygon"}, std::pair{"label.toolPan", "pan"}};

} // namespace

LabelPlace::LabelPlace(AppServices &services, QWidget *parent)
    : Place(parent), m_services(services), m_canvas(named(new widgets::Canvas(this), "canvas"_L1))
    , m_strip(named(new widgets::FilmStrip(this), "filmStrip"_L1)), m_classes(new ClassesPanel(services, this))
    , m_objects(new ObjectsPanel(services, this)), m_prediction(new PredictionPanel(services, this)), m_name(named(new widgets::ElidedLabel(this), "labelName"_L1))
    , m_pixel(muted(this)), m_zoom(muted(this)) {
    buildLayout();
    connectActions();
    connectCanvas();
    setFirst(m_canvas);
    m_strip->setSources(&m_services.thumbnails, &m_services.items);
    m_strip->setThumbnailSize(72);
    m_strip->setSingleSelection(true);
    m_canvas->setWheelZooms(m_services.settings.get(preferences::kWheelZooms));
    words([this] {
        setAccessibleName(tr("Label"));
        m_canvas->setAccessibleName(tr("Image"));
        m_strip->setAccessibleName(tr("Film strip"));
        showStatus();
    });
    connect(&m_services.settings, &Settings::changed, this, [this](const QString &key) {
        if (key == QLatin1StringView(preferences::kWheelZooms.key))
            m_canvas->setWheelZooms(m_services.settings.get(preferences::kWheelZooms));
    });
    connect(&m_services.navigation, &Navigation::itemWanted, this, [this](qint64 item, const QList<qint64> &among) {
        openItem(item, {among.begin(), among.end()});
    });
    connect(&m_services.filter, &DataFilter::keysChanged, this, &LabelPlace::followFilter);
    connect(&m_services.items, &ItemStore::arrived, this, [this](const std::vector<qint64> &keys) {
        m_strip->refresh(keys);
        if (keys.empty() || std::find(keys.begin(), keys.end(), m_current) != keys.end()) {
            showImage();
            showShapes();
        }
    });
    connect(&m_services.images, &ImageService::ready, this, [this](qint64 key) {
        if (key == m_current)
            showImage();
    });
    connect(&m_services.images, &ImageService::failed, this, [this](qint64 key, const Error &error) {
        if (key != m_current)
            return;
        m_canvas->clearImage();
        m_canvas->setMessage(m_services.words.of(error));
    });
    connect(&m_services.project, &ProjectService::failed, m_canvas, [this] { m_canvas->dropPending(); });
    connect(&m_services.project, &ProjectService::classesChanged, this, [this] {
        if (!m_class.isValid() || m_services.project.findClass(m_class) == nullptr)
            setDrawClass(m_services.project.classes().empty() ? dataset::ClassId{} : m_services.project.classes().front().id);
        showShapes();
    });
    connect(&m_services.project, &ProjectService::closed, this, [this] {
        m_keys.clear();
        m_ownKeys = false;
        m_current = 0;
        m_imageShown = 0;
        m_class = {};
        m_waiting.reset();
        m_canvas->clearImage();
        m_strip->setKeys({});
    });
    connect(m_strip, &widgets::GalleryView::currentChanged, this, [this](qint64 key) {
        if (key > 0 && key != m_current)
            show(key);
    });
    connect(m_classes, &ClassesPanel::classChosen, this, [this](dataset::ClassId cls) { takeClass(cls); });
    connect(m_classes, &ClassesPanel::classAdded, this, [this](dataset::ClassId cls) {
        setDrawClass(cls);
        if (const auto shape = std::exchange(m_waiting, std::nullopt))
            create(*shape);
    });
    connect(m_objects, &ObjectsPanel::selected, this,
            [this](const std::vector<qint64> &keys) { m_canvas->setSelectedKeys({keys.begin(), keys.end()}); });
}

void LabelPlace::buildLayout() {
    auto *middle = new QWidget(this);
    auto *column = new QVBoxLayout(middle);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_canvas, 1);
    auto *status = new QWidget(middle);
    status->setFixedHeight(28);
    auto *line = new QHBoxLayout(status);
    line->setContentsMargins(12, 0, 12, 0);
    line->setSpacing(16);
    m_pixel->setObjectName(u"pixelStatus"_s);
    m_zoom->setObjectName(u"zoomStatus"_s);
    line->addWidget(m_name, 1);
    line->addWidget(m_pixel);
    line->addWidget(m_zoom);
    column->addWidget(status);
    column->addWidget(separator(middle));
    column->addWidget(m_strip);

    auto *side = named(new QSplitter(Qt::Vertical, this), "labelSide"_L1);
    side->setHandleWidth(1);
    side->setChildrenCollapsible(false);
    side->addWidget(m_classes);
    side->addWidget(m_objects);
    side->addWidget(m_prediction);
    side->setMinimumWidth(kSideWidth);
    rememberSizes(side, m_services);

    auto *splitter = named(new QSplitter(this), "labelSplitter"_L1);
    splitter->setHandleWidth(1);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(middle);
    splitter->addWidget(side);
    splitter->setStretchFactor(0, 1);
    splitter->setSizes({1000, kSideWidth});
    rememberSizes(splitter, m_services);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(buildTools());
    row->addWidget(separator(this, Qt::Vertical));
    row->addWidget(splitter, 1);
}

QWidget *LabelPlace::buildTools() {
    auto *strip = new QWidget(this);
    strip->setObjectName(u"toolStrip"_s);
    auto *column = new QVBoxLayout(strip);
    column->setContentsMargins(6, 8, 6, 8);
    column->setSpacing(4);
    const auto add = [&](QLatin1StringView id) {
        QToolButton *button = actionButton(m_services.actions.action(id), strip);
        button->setIconSize({22, 22});
        button->setFixedSize(36, 36);
        column->addWidget(button);
    };
    auto *group = new QActionGroup(this);
    for (const auto &[id, tool] : kTools) {
        QAction *action = m_services.actions.action(QLatin1StringView(id));
        action->setCheckable(true);
        group->addAction(action);
        add(QLatin1StringView(id));
    }
    column->addSpacing(12);
    for (const QLatin1StringView id : {"edit.undo"_L1, "edit.redo"_L1})
        add(id);
    column->addSpacing(12);
    for (const QLatin1StringView id : {"label.fit"_L1, "label.zoomIn"_L1, "label.zoomOut"_L1, "label.showShapes"_L1})
        add(id);
    column->addStretch(1);
    for (const QLatin1StringView id : {"label.previous"_L1, "label.next"_L1})
        add(id);
    return strip;
}

void LabelPlace::connectActions() {
    ActionRegistry &actions = m_services.actions;
    actions.attach(Scope::Label, this);
    const auto on = [&](QLatin1StringView id, const std::function<void()> &act) {
        connect(actions.action(id), &QAction::triggered, this, act);
    };
    on("label.next"_L1, [this] { step(1); });
    on("label.previous"_L1, [this] { step(-1); });
    on("label.nextUnlabelled"_L1, [this] { stepUnlabelled(); });
    for (const auto &[id, tool] : kTools)
        on(QLatin1StringView(id), [this, tool = QLatin1StringView(tool)] { m_canvas->setTool(tool); });
    on("label.delete"_L1, [this] { deleteSelected(); });
    on("label.copy"_L1, [this] { copySelected(); });
    on("label.paste"_L1, [this] { paste(m_copied, 0, "annotation.paste"); });
    on("label.duplicate"_L1, [this] {
        copySelected();
        paste(m_copied, kPasteShift, "annotation.duplicate");
    });
    on("label.copyPrevious"_L1, [this] { copyPrevious(); });
    on("label.selectAll"_L1, [this] {
        std::vector<std::int64_t> keys;
        if (const ItemBrief *item = brief())
            for (const dataset::Annotation &annotation : item->annotations)
                keys.push_back(annotation.id.value);
        m_canvas->setSelectedKeys(keys);
    });
    on("label.acceptPrediction"_L1, [this] { m_prediction->accept(); });
    on("label.fit"_L1, [this] { m_canvas->fit(); });
    on("label.actualSize"_L1, [this] { m_canvas->actualSize(); });
    on("label.zoomIn"_L1, [this] { m_canvas->zoomIn(); });
    on("label.zoomOut"_L1, [this] { m_canvas->zoomOut(); });
    QAction *shapes = actions.action("label.showShapes"_L1);
    shapes->setCheckable(true);
    shapes->setChecked(true);
    connect(shapes, &QAction::toggled, this, [this](bool shown) { m_canvas->setLayerVisible(kTruthLayer, shown); });
    on("label.addClass"_L1, [this] { m_classes->startAdding(); });
    on("label.renameClass"_L1, [this] { m_classes->startRenaming(); });
    on("label.deleteClass"_L1, [this] { m_classes->deleteCurrent(); });
    on("label.colourClass"_L1, [this] { m_classes->chooseColour(); });
    for (int i = 1; i <= 10; ++i)
        on(QLatin1StringView(u"label.class%1"_s.arg(i).toLatin1().constData()), [this, i] { takeDigit(i % 10); });
}

void LabelPlace::connectCanvas() {
    using widgets::Canvas;
    connect(m_canvas, &Canvas::shapeCreated, this, &LabelPlace::create);
    connect(m_canvas, &Canvas::shapesEdited, this, &LabelPlace::edit);
    connect(m_canvas, &Canvas::deleteRequested, this, [this](const std::vector<std::int64_t> &keys) {
        std::vector<dataset::AnnotationId> ids;
        for (const std::int64_t key : keys)
            ids.push_back({key});
        m_services.edits.deleteShapes(ids);
    });
    connect(m_canvas, &Canvas::copyRequested, this, &LabelPlace::copySelected);
    connect(m_canvas, &Canvas::pasteRequested, this, [this] { paste(m_copied, 0, "annotation.paste"); });
    connect(m_canvas, &Canvas::duplicateRequested, this, [this] {
        copySelected();
        paste(m_copied, kPasteShift, "annotation.duplicate");
    });
    connect(m_canvas, &Canvas::classDigitPressed, this, &LabelPlace::takeDigit);
    connect(m_canvas, &Canvas::selectionChanged, this, [this] {
        const auto keys = m_canvas->selectedKeys();
        m_objects->setSelected({keys.begin(), keys.end()});
    });
    connect(m_canvas, &Canvas::toolSwitched, this, &LabelPlace::showTool);
    connect(m_canvas, &Canvas::cursorMoved, this, [this](QPointF image, const QString &value) {
        m_pixel->setText(value.isEmpty()
                             ? QString()
                             : u"%1, %2   %3"_s.arg(static_cast<int>(image.x())).arg(static_cast<int>(image.y())).arg(value));
    });
    connect(m_canvas, &Canvas::cursorLeft, this, [this] { m_pixel->clear(); });
    connect(m_canvas, &Canvas::viewChanged, this,
            [this] { m_zoom->setText(percentText(m_canvas->view().zoom / m_canvas->view().ratio, 0)); });
    showTool(m_canvas->toolName());
}

void LabelPlace::showTool(const QString &name) {
    for (const auto &[id, tool] : kTools)
        if (name == QLatin1StringView(tool))
            m_services.actions.action(QLatin1StringView(id))->setChecked(true);
}

void LabelPlace::enter() {
    followFilter();
    m_canvas->setFocus();
}

void LabelPlace::followFilter() {
    if (m_ownKeys)
        return;
    m_keys = m_services.filter.keys();
    m_strip->setKeys(m_keys);
    if (m_keys.empty())
        return;
    const bool there = std::find(m_keys.begin(), m_keys.end(), m_current) != m_keys.end();
    if (m_current == 0)
        show(m_keys.front());
    else if (there)
        m_strip->setCurrentKey(m_current);
    showStatus();
}

void LabelPlace::openItem(qint64 key, const std::vector<qint64> &among) {
    m_ownKeys = !among.empty();
    m_keys = m_ownKeys ? among : m_services.filter.keys();
    m_strip->setKeys(m_keys);
    show(key);
}

void LabelPlace::step(int by) {
    if (m_keys.empty())
        return;
    const auto at = std::find(m_keys.begin(), m_keys.end(), m_current);
    const auto index = at == m_keys.end() ? 0 : std::distance(m_keys.begin(), at) + by;
    if (index >= 0 && index < static_cast<std::ptrdiff_t>(m_keys.size()))
        show(m_keys[static_cast<std::size_t>(index)]);
}

void LabelPlace::stepUnlabelled() {
    m_services.project.read<std::vector<dataset::ItemId>>(
        this,
        [query = m_services.filter.query()](dataset::Project &project) -> Result<std::vector<dataset::ItemId>> {
            TRY(const dataset::Query unlabelled, dataset::Query::parse("not labelled"));
            return project.ids(query.isEmpty() ? unlabelled : query.andAlso(unlabelled));
        },
        [this](const Result<std::vector<dataset::ItemId>> &open) {
            if (!open)
                return;
            std::set<qint64> wanted;
            for (const dataset::ItemId id : *open)
                wanted.insert(id.value);
            const auto at = std::find(m_keys.begin(), m_keys.end(), m_current);
            const auto start = at == m_keys.end() ? m_keys.begin() : at + 1;
            auto found = std::find_if(start, m_keys.end(), [&](qint64 key) { return wanted.contains(key); });
            if (found == m_keys.end())
                found = std::find_if(m_keys.begin(), start, [&](qint64 key) { return wanted.contains(key); });
            if (found == m_keys.end() || *found == m_current)
                m_services.notices.info(tr("Every other image in view has a label."));
            else
                show(*found);
        });
}

void LabelPlace::show(qint64 key) {
    m_current = key;
    m_waiting.reset();
    if (m_strip->currentKey() != key)
        m_strip->setCurrentKey(key);
    showImage();
    showShapes();
    prefetch();
    showStatus();
}

void LabelPlace::showImage() {
    if (m_current == 0 || m_imageShown == m_current)
        return;
    const ItemBrief *item = brief();
    if (item == nullptr)
        return;
    if (const ImagePointer image = m_services.images.get(m_current, item->file)) {
        m_canvas->setImage(image);
        m_imageShown = m_current;
        showShapes();
    } else {
        m_canvas->clearImage();
        m_canvas->setMessage(tr("Loading…"));
        m_imageShown = 0;
    }
    showStatus();
}

void LabelPlace::showShapes() {
    const ItemBrief *item = brief();
    if (item == nullptr)
        return;
    widgets::ShapeLayer layer;
    layer.id = kTruthLayer;
    layer.visible = m_services.actions.action("label.showShapes"_L1)->isChecked();
    for (const dataset::Annotation &annotation : item->annotations) {
        if (annotation::kindOf(annotation.shape) == annotation::ShapeKind::ImageLabel)
            continue;
        const dataset::ClassInfo *info = m_services.project.findClass(annotation.cls);
        layer.shapes.push_back({annotation.id.value, annotation.shape, info ? QColor::fromRgb(info->rgb) : QColor(Qt::gray),
                                info ? text(info->name) : QString(), annotation.locked, annotation.hidden, annotation.crowd});
    }
    if (m_imageShown == m_current) {
        m_canvas->setLayer(std::move(layer));
        m_canvas->setEditLayer(kTruthLayer);
        if (!m_selectWhenThere.empty()) {
            m_canvas->setSelectedKeys({m_selectWhenThere.begin(), m_selectWhenThere.end()});
            m_selectWhenThere.clear();
        }
    }
    m_objects->setItem(*item);
    m_prediction->setItem(item);
    m_classes->setImageClass(item->imageClass);
}

void LabelPlace::showStatus() {
    const ItemBrief *item = m_current == 0 ? nullptr : brief();
    if (item == nullptr) {
        m_name->setWhole({});
        return;
    }
    const auto at = std::find(m_keys.begin(), m_keys.end(), m_current);
    const QString place = at == m_keys.end() ? QString()
                                             : u"   "_s + tr("%1 of %2").arg(countText(std::distance(m_keys.begin(), at) + 1),
                                                                             countText(static_cast<qint64>(m_keys.size())));
    const QString size = item->item.width > 0 ? u"   %1 × %2"_s.arg(item->item.width).arg(item->item.height) : QString();
    m_name->setWhole(text(item->item.name) + size + place);
}

void LabelPlace::prefetch() {
    const auto at = std::find(m_keys.begin(), m_keys.end(), m_current);
    if (at == m_keys.end())
        return;
    for (const int by : {1, 2, -1}) {
        const auto index = std::distance(m_keys.begin(), at) + by;
        if (index < 0 || index >= static_cast<std::ptrdiff_t>(m_keys.size()))
            continue;
        const qint64 key = m_keys[static_cast<std::size_t>(index)];
        if (const ItemBrief *item = m_services.items.find(key))
            m_services.images.prefetch(key, item->file);
    }
}

void LabelPlace::takeDigit(int digit) {
    for (const dataset::ClassInfo &info : m_services.project.classes())
        if (info.digit == digit) {
            takeClass(info.id);
            return;
        }
    m_classes->startAdding();
}

void LabelPlace::setDrawClass(dataset::ClassId cls) {
    m_class = cls;
    m_classes->setDrawClass(cls);
    if (const dataset::ClassInfo *info = m_services.project.findClass(cls))
        m_canvas->setDrawColour(QColor::fromRgb(info->rgb));
}

void LabelPlace::takeClass(dataset::ClassId cls) {
    setDrawClass(cls);
    if (m_current == 0)
        return;
    const auto selected = m_canvas->selectedKeys();
    const QString tool = m_canvas->toolName();
    if (!selected.empty()) {
        std::vector<dataset::Annotation> changed;
        for (const std::int64_t key : selected)
            if (const dataset::Annotation *annotation = annotationOf(key); annotation && annotation->cls != cls) {
                changed.push_back(*annotation);
                changed.back().cls = cls;
            }
        m_services.edits.updateShapes(std::move(changed), "annotation.class");
        return;
    }
    // Without a selection the select tool means the whole image; a drawing tool only changes what it draws next.
    if (tool == u"select"_s || tool == u"pan"_s) {
        const ItemBrief *item = brief();
        if (item != nullptr)
            m_services.edits.setImageClass({item->item.id}, item->imageClass == cls ? dataset::ClassId{} : cls);
    }
}

const dataset::Annotation *LabelPlace::annotationOf(qint64 key) const {
    if (const ItemBrief *item = brief())
        for (const dataset::Annotation &annotation : item->annotations)
            if (annotation.id.value == key)
                return &annotation;
    return nullptr;
}

void LabelPlace::create(const annotation::Shape &shape) {
    if (!m_class.isValid()) {
        m_waiting = shape;
        m_classes->startAdding();
        return;
    }
    dataset::Annotation made;
    made.item = {m_current};
    made.cls = m_class;
    made.shape = shape;
    m_services.edits.addShapes({made}, "annotation.add", this, [this](const std::vector<dataset::AnnotationId> &ids) {
        for (const dataset::AnnotationId id : ids)
            m_selectWhenThere.push_back(id.value);
    });
}

void LabelPlace::edit(const std::vector<widgets::ShapeEdit> &edits) {
    std::vector<dataset::Annotation> changed;
    for (const widgets::ShapeEdit &wish : edits)
        if (const dataset::Annotation *annotation = annotationOf(wish.key)) {
            changed.push_back(*annotation);
            changed.back().shape = wish.after;
        }
    m_services.edits.updateShapes(std::move(changed));
}

void LabelPlace::deleteSelected() {
    // A vertex that was touched last goes before its shape does: the tool knows.
    if (m_canvas->activeVertex()) {
        QKeyEvent press(QEvent::KeyPress, Qt::Key_Delete, Qt::NoModifier);
        if (m_canvas->tool()->keyPress(press))
            return;
    }
    std::vector<dataset::AnnotationId> ids;
    for (const std::int64_t key : m_canvas->selectedKeys())
        ids.push_back({key});
    m_services.edits.deleteShapes(std::move(ids));
}

void LabelPlace::copySelected() {
    m_copied.clear();
    for (const std::int64_t key : m_canvas->selectedKeys())
        if (const dataset::Annotation *annotation = annotationOf(key))
            m_copied.push_back(*annotation);
}

void LabelPlace::paste(const std::vector<dataset::Annotation> &shapes, double shift, std::string_view act) {
    if (m_current == 0)
        return;
    std::vector<dataset::Annotation> made;
    for (const dataset::Annotation &shape : shapes) {
        dataset::Annotation copy = shape;
        copy.id = {};
        copy.item = {m_current};
        const double by = shape.item.value == m_current && shift == 0 ? kPasteShift : shift;
        copy.shape = annotation::translated(shape.shape, by, by);
        made.push_back(std::move(copy));
    }
    m_services.edits.addShapes(std::move(made), act, this, [this](const std::vector<dataset::AnnotationId> &ids) {
        for (const dataset::AnnotationId id : ids)
            m_selectWhenThere.push_back(id.value);
    });
}

void LabelPlace::copyPrevious() {
    const auto at = std::find(m_keys.begin(), m_keys.end(), m_current);
    if (at == m_keys.end() || at == m_keys.begin())
        return;
    if (const ItemBrief *before = m_services.items.find(*(at - 1))) {
        std::vector<dataset::Annotation> shapes;
        for (const dataset::Annotation &annotation : before->annotations)
            if (annotation::kindOf(annotation.shape) != annotation::ShapeKind::ImageLabel)
                shapes.push_back(annotation);
        paste(shapes, 0, "annotation.copy_previous");
    }
}

} // namespace trainyard::app

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/data/dataplace.h"

#include "app/data/facetpanel.h"
#include "app/data/inspectorpanel.h"
#include "app/data/splitpanel.h"
#include "app/data/statisticspage.h"
#include "app/window/remember.h"
#include "app/window/ui.h"
#include "core/dataset/versions.h"
#include "widgets/gallery/galleryview.h"
#include "widgets/palette/elidedlabel.h"
#include "widgets/palette/emptystate.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QSlider>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace trainyard::app {

namespace {
constexpr int kStep = 24; ///< of the thumbnail size by keys
constexpr int kFacetsWidth = 232;
constexpr int kInspectorWidth = 264;
} // namespace

DataPlace::DataPlace(AppServices &services, QWidget *parent)
    : Place(parent), m_services(services), m_facets(new FacetPanel(services, this))
    , m_gallery(named(new widgets::GalleryView(this), "gallery"_L1)), m_empty(new widgets::EmptyState)
    , m_inspector(new InspectorPanel(services, this)), m_split(new SplitPanel(services, this))
    , m_statistics(new StatisticsPage(services, this)), m_views(new QStackedWidget(this))
    , m_size(named(new QSlider(Qt::Horizontal, this), "thumbnailSize"_L1)), m_count(new widgets::ElidedLabel(this)) {
    m_empty->setObjectName(u"dataEmpty"_s);
    m_gallery->setSources(&m_services.thumbnails, &m_services.items);
    m_gallery->setThumbnailSize(m_services.settings.get(preferences::kThumbnailSize));
    m_gallery->setOverlaysShown(m_services.settings.get(preferences::kOverlays));
    m_gallery->setEmptyWidget(m_empty);
    m_views->addWidget(m_gallery);
    m_views->addWidget(m_statistics);
    m_split->hide();

    auto *middle = new QWidget(this);
    auto *column = new QVBoxLayout(middle);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(buildToolBar());
    column->addWidget(separator(middle));
    column->addWidget(m_split);
    column->addWidget(m_views, 1);

    auto *splitter = named(new QSplitter(this), "dataSplitter"_L1);
    splitter->setHandleWidth(1);
    splitter->addWidget(m_facets);
    splitter->addWidget(middle);
    splitter->addWidget(m_inspector);
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({kFacetsWidth, 700, kInspectorWidth});
    splitter->setChildrenCollapsible(false);
    rememberSizes(splitter, m_services);
    auto *all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->addWidget(splitter);

    setFirst(m_gallery);
    words([this] {
        setAccessibleName(tr("Data"));
        m_gallery->setAccessibleName(tr("Images"));
        m_size->setAccessibleName(tr("Thumbnail size"));
        m_size->setToolTip(tr("Thumbnail size (Ctrl with the wheel)"));
        showEmpty();
        showCount();
    });
    connectActions();
    connect(&m_services.filter, &DataFilter::keysChanged, this, &DataPlace::showKeys);
    connect(&m_services.filter, &DataFilter::culpritKnown, this, &DataPlace::showEmpty);
    connect(&m_services.items, &ItemStore::arrived, this, [this](const std::vector<qint64> &keys) { m_gallery->refresh(keys); });
    connect(m_gallery, &widgets::GalleryView::selectionChanged, this, [this] {
        m_inspector->show(m_gallery->selectedKeys());
        showCount();
    });
    connect(m_gallery, &widgets::GalleryView::activated, this,
            [this](qint64 key) { m_services.navigation.openItem(key); });
    connect(m_gallery, &widgets::GalleryView::digitPressed, this, &DataPlace::giveClass);
    connect(m_gallery, &widgets::GalleryView::thumbnailSizeChanged, this, [this](int size) {
        const QSignalBlocker quiet(m_size);
        m_size->setValue(size);
        m_services.settings.set(preferences::kThumbnailSize, size);
    });
    connect(m_gallery, &widgets::GalleryView::menuRequested, this, [this](QPoint at) {
        auto *menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        for (const dataset::ClassInfo &info : m_services.project.classes())
            connect(menu->addAction(text(info.name)), &QAction::triggered, this,
                    [this, id = info.id] { m_services.edits.setImageClass(selection(), id); });
        menu->addSeparator();
        for (const QLatin1StringView id : {"data.removeClass"_L1, "data.tag"_L1, "data.openInLabel"_L1})
            menu->addAction(m_services.actions.action(id));
        menu->popup(at);
    });
    connect(m_empty, &widgets::EmptyState::clicked, this, [this] {
        if (m_services.filter.isActive())
            m_services.filter.dropCulprit();
        else
            m_services.actions.action("project.openFolder"_L1)->trigger();
    });
    connect(m_size, &QSlider::valueChanged, this, [this](int size) {
        m_gallery->setThumbnailSize(size);
        m_services.settings.set(preferences::kThumbnailSize, size);
    });
}

QWidget *DataPlace::buildToolBar() {
    auto *bar = new QWidget(this);
    bar->setFixedHeight(44);
    auto *row = new QHBoxLayout(bar);
    row->setContentsMargins(12, 4, 12, 4);
    row->setSpacing(4);
    ActionRegistry &actions = m_services.actions;
    for (const QLatin1StringView id : {"data.grid"_L1, "data.statistics"_L1}) {
        QAction *action = actions.action(id);
        action->setCheckable(true);
        row->addWidget(actionButton(action, bar, Qt::ToolButtonTextBesideIcon));
    }
    actions.action("data.grid"_L1)->setChecked(true);
    row->addSpacing(12);
    m_count->setObjectName(u"dataCount"_s);
    m_count->setProperty("muted", true);
    m_count->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    row->addWidget(m_count, 1);
    row->addWidget(actionButton(actions.action("data.clearFilter"_L1), bar));
    row->addWidget(actionButton(actions.action("data.split"_L1), bar, Qt::ToolButtonIconOnly));
    row->addWidget(actionButton(actions.action("data.version"_L1), bar));
    row->addWidget(actionButton(actions.action("data.tag"_L1), bar));
    row->addSpacing(8);
    QAction *overlays = actions.action("data.overlays"_L1);
    overlays->setCheckable(true);
    overlays->setChecked(m_services.settings.get(preferences::kOverlays));
    row->addWidget(actionButton(overlays, bar));
    m_size->setRange(64, 384);
    m_size->setMinimumWidth(64);
    m_size->setMaximumWidth(110);
    m_size->setValue(m_services.settings.get(preferences::kThumbnailSize));
    row->addWidget(m_size);
    return bar;
}

void DataPlace::connectActions() {
    ActionRegistry &actions = m_services.actions;
    actions.attach(Scope::Data, this);
    const auto on = [&](QLatin1StringView id, const std::function<void()> &act) {
        connect(actions.action(id), &QAction::triggered, this, act);
    };
    on("data.openInLabel"_L1, [this] {
        if (const qint64 key = m_gallery->currentKey(); key > 0)
            m_services.navigation.openItem(key);
    });
    on("data.selectAll"_L1, [this] { m_gallery->selectAll(); });
    on("data.selectNone"_L1, [this] { m_gallery->clearSelection(); });
    on("data.larger"_L1, [this] { m_size->setValue(m_size->value() + kStep); });
    on("data.smaller"_L1, [this] { m_size->setValue(m_size->value() - kStep); });
    connect(actions.action("data.overlays"_L1), &QAction::toggled, this, [this](bool shown) {
        m_gallery->setOverlaysShown(shown);
        m_services.settings.set(preferences::kOverlays, shown);
    });
    on("data.tag"_L1, [this] { m_inspector->editTag(); });
    on("data.removeClass"_L1, [this] { m_services.edits.setImageClass(selection(), {}); });
    on("data.split"_L1, [this] { m_split->setVisible(!m_split->isVisible()); });
    on("data.version"_L1, [this] { freezeVersion(); });
    on("data.clearFilter"_L1, [this] { m_services.filter.clear(); });
    const auto view = [this](bool statistics) {
        m_views->setCurrentIndex(statistics ? 1 : 0);
        m_services.actions.action("data.grid"_L1)->setChecked(!statistics);
        m_services.actions.action("data.statistics"_L1)->setChecked(statistics);
        if (statistics)
            m_statistics->refresh();
        remember(m_services, u"dataStatistics"_s, statistics);
    };
    connect(&m_services.project, &ProjectService::opened, this,
            [this, view] { view(remembered(m_services, u"dataStatistics"_s).toBool()); });
    on("data.grid"_L1, [view] { view(false); });
    on("data.statistics"_L1, [view] { view(true); });
    for (int i = 1; i <= 10; ++i)
        on(QLatin1StringView(u"data.class%1"_s.arg(i).toLatin1().constData()), [this, i] { giveClass(i % 10); });
}

void DataPlace::enter() {
    m_gallery->setFocus();
    if (m_views->currentIndex() == 1)
        m_statistics->refresh();
}

std::vector<dataset::ItemId> DataPlace::selection() const {
    std::vector<dataset::ItemId> items;
    for (const qint64 key : m_gallery->selectedKeys())
        items.push_back({key});
    return items;
}

void DataPlace::giveClass(int digit) {
    for (const dataset::ClassInfo &info : m_services.project.classes())
        if (info.digit == digit) {
            m_services.edits.setImageClass(selection(), info.id);
            return;
        }
    m_services.notices.post({Severity::Info,
                             [digit] { return tr("No class has the digit %1 yet. Add classes in Label.").arg(digit); }, {},
                             {{[] { return tr("Open Label"); }, [this] { m_services.navigation.go(u"label"_s); }}}, u"noClass"_s});
}

void DataPlace::freezeVersion() {
    m_services.project.write<dataset::VersionInfo>(
        this,
        [query = m_services.filter.query()](dataset::Project &project) { return dataset::createVersion(project, {}, query); },
        [this](const Result<dataset::VersionInfo> &version) {
            if (!version) {
                m_services.notices.error(m_services.words.of(version.error()));
                return;
            }
            m_services.notices.info(tr("Frozen: %Ln image(s).", nullptr, static_cast<int>(version->items)) + u' ' +
                                        tr("A training on this version can always be repeated."));
        });
}

void DataPlace::showKeys() {
    m_gallery->setKeys(m_services.filter.keys());
    showEmpty();
    showCount();
    m_services.actions.action("data.clearFilter"_L1)->setEnabled(m_services.filter.isActive());
    if (m_views->currentIndex() == 1)
        m_statistics->refresh();
}

void DataPlace::showEmpty() {
    if (m_services.filter.isActive()) {
        m_empty->setPicture(widgets::EmptyState::Picture::Filter);
        // Kept on one line: a break inside a query reads badly.
        QString culprit = m_services.filter.culprit();
        culprit.replace(u' ', QChar::Nbsp);
        m_empty->setSentence(culprit.isEmpty() ? tr("No image passes all filters together.")
                                               : tr("No image passes the filter  %1").arg(culprit));
        m_empty->setButton(culprit.isEmpty() ? tr("Clear the filters") : tr("Take this filter away"));
        return;
    }
    m_empty->setPicture(widgets::EmptyState::Picture::Images);
    m_empty->setSentence(m_services.filter.isLoaded() ? tr("This project has no images yet.") : tr("Looking for images…"));
    m_empty->setButton(m_services.filter.isLoaded() ? tr("Open a folder…") : QString());
}

void DataPlace::showCount() {
    const qint64 shown = static_cast<qint64>(m_services.filter.keys().size());
    const qint64 all = static_cast<qint64>(m_services.project.itemCount());
    QString said = m_services.filter.isActive() && shown != all
                       ? tr("%1 of %Ln image(s)", nullptr, static_cast<int>(all)).arg(countText(shown))
                       : tr("%Ln image(s)", nullptr, static_cast<int>(shown));
    if (const auto selected = m_gallery->selectedCount(); selected > 0)
        said += u"  ·  "_s + tr("%1 selected").arg(countText(static_cast<qint64>(selected)));
    m_count->setWhole(said);
}

} // namespace trainyard::app

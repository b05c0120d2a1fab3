// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/label/objectspanel.h"

#include "app/window/ui.h"
#include "widgets/theme/theme.h"

#include <QHeaderView>
#include <QLabel>
#include <QSignalBlocker>
#include <QTreeWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace trainyard::app {

namespace {
constexpr int kIdRole = Qt::UserRole;
enum Column { kName, kShown, kLocked };
} // namespace

ObjectsPanel::ObjectsPanel(AppServices &services, QWidget *parent)
    : Panel(parent), m_services(services), m_title(heading(this, 3)), m_list(named(new QTreeWidget(this), "objectList"_L1)) {
    m_list->setColumnCount(3);
    m_list->setHeaderHidden(true);
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setProperty("rail", true);
    m_list->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_list->header()->setStretchLastSection(false);
    m_list->header()->setMinimumSectionSize(24);
    m_list->header()->setSectionResizeMode(kName, QHeaderView::Stretch);
    for (const int column : {kShown, kLocked}) {
        m_list->header()->setSectionResizeMode(column, QHeaderView::Fixed);
        m_list->header()->resizeSection(column, 28);
    }
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(12, 8, 8, 8);
    column->setSpacing(6);
    column->addWidget(m_title);
    column->addWidget(m_list, 1);
    words([this] {
        setAccessibleName(tr("Objects"));
        m_list->setAccessibleName(tr("Objects"));
        setItem(ItemBrief(m_item));
    });
    connect(m_list, &QTreeWidget::itemSelectionChanged, this, [this] {
        std::vector<qint64> keys;
        for (const QTreeWidgetItem *item : m_list->selectedItems())
            keys.push_back(item->data(kName, kIdRole).toLongLong());
        Q_EMIT selected(keys);
    });
    connect(m_list, &QTreeWidget::itemClicked, this,
            [this](QTreeWidgetItem *item, int clicked) { toggle(item->data(kName, kIdRole).toLongLong(), clicked); });
}

void ObjectsPanel::setItem(const ItemBrief &item) {
    std::vector<qint64> keep;
    for (const QTreeWidgetItem *row : m_list->selectedItems())
        keep.push_back(row->data(kName, kIdRole).toLongLong());
    m_item = item;
    const QSignalBlocker quiet(m_list);
    m_list->clear();
    for (const dataset::Annotation &annotation : m_item.annotations) {
        const annotation::ShapeKind kind = annotation::kindOf(annotation.shape);
        if (kind == annotation::ShapeKind::ImageLabel)
            continue;
        const dataset::ClassInfo *info = m_services.project.findClass(annotation.cls);
        const QString kindName = kind == annotation::ShapeKind::Box       ? tr("box")
                                 : kind == annotation::ShapeKind::Polygon ? tr("polygon")
                                 : kind == annotation::ShapeKind::Mask    ? tr("mask")
                                                                          : tr("shape");
        auto *row = new QTreeWidgetItem(m_list);
        row->setText(kName, (info ? text(info->name) : QString()) + u"  ·  "_s + kindName);
        QPixmap dot(12, 12);
        dot.fill(info ? QColor::fromRgb(info->rgb) : QColor(Qt::gray));
        row->setIcon(kName, dot);
        row->setData(kName, kIdRole, QVariant::fromValue<qint64>(annotation.id.value));
        row->setIcon(kShown, widgets::icon(annotation.hidden ? u"view-hidden"_s : u"view-visible"_s));
        row->setToolTip(kShown, annotation.hidden ? tr("Show the shape") : tr("Hide the shape"));
        row->setIcon(kLocked, widgets::icon(annotation.locked ? u"object-locked"_s : u"object-unlocked"_s));
        row->setToolTip(kLocked, annotation.locked ? tr("Unlock the shape") : tr("Lock the shape"));
    }
    m_title->setText(m_list->topLevelItemCount() == 0
                         ? tr("Objects")
                         : tr("Objects  %1").arg(countText(m_list->topLevelItemCount())));
    setSelected(keep);
}

void ObjectsPanel::setSelected(const std::vector<qint64> &keys) {
    const QSignalBlocker quiet(m_list);
    for (int i = 0; i < m_list->topLevelItemCount(); ++i) {
        QTreeWidgetItem *row = m_list->topLevelItem(i);
        row->setSelected(std::find(keys.begin(), keys.end(), row->data(kName, kIdRole).toLongLong()) != keys.end());
    }
}

void ObjectsPanel::toggle(qint64 key, int column) {
    if (column == kName)
        return;
    for (const dataset::Annotation &annotation : m_item.annotations) {
        if (annotation.id.value != key)
            continue;
        dataset::Annotation changed = annotation;
        if (column == kShown)
            changed.hidden = !changed.hidden;
        else
            changed.locked = !changed.locked;
        m_services.edits.updateShapes({changed}, column == kShown ? "annotation.hide" : "annotation.lock");
        return;
    }
}

} // namespace trainyard::app

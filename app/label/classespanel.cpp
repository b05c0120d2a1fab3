// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/label/classespanel.h"

#include "app/window/ui.h"

#include <QColorDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPainter>
#include <QSignalBlocker>
#include <QToolButton>
#include <QTreeWidget>

using namespace Qt::StringLiterals;

namespace trainyard::app {

namespace {

constexpr int kIdRole = Qt::UserRole;
enum Column { kName, kDigit };

QIcon dot(QRgb colour, bool chosen) {
    QPixmap pixmap(32, 32);
    pixmap.setDevicePixelRatio(2);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(QColor::fromRgb(colour));
    painter.drawEllipse(QRectF(3, 3, 10, 10));
    if (chosen) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(QColor::fromRgb(colour), 1.5));
        painter.drawEllipse(QRectF(1, 1, 14, 14));
    }
    return pixmap;
}

} // namespace

ClassesPanel::ClassesPanel(AppServices &services, QWidget *parent)
    : Panel(parent), m_services(services), m_title(heading(this, 3)), m_list(named(new QTreeWidget(this), "classList"_L1))
    , m_new(named(new QLineEdit(this), "newClass"_L1)) {
    m_list->setColumnCount(2);
    m_list->setHeaderHidden(true);
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setProperty("rail", true);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setContextMenuPolicy(Qt::CustomContextMenu);
    m_list->header()->setStretchLastSection(false);
    m_list->header()->setSectionResizeMode(kName, QHeaderView::Stretch);
    m_list->header()->setSectionResizeMode(kDigit, QHeaderView::ResizeToContents);

    auto *top = new QHBoxLayout;
    top->addWidget(m_title, 1);
    for (const QLatin1StringView id : {"label.renameClass"_L1, "label.colourClass"_L1, "label.deleteClass"_L1})
        top->addWidget(actionButton(m_services.actions.action(id), this));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(12, 8, 8, 8);
    column->setSpacing(6);
    column->addLayout(top);
    column->addWidget(m_list, 1);
    column->addWidget(m_new);
    words([this] {
        m_title->setText(tr("Classes"));
        setAccessibleName(tr("Classes"));
        m_list->setAccessibleName(tr("Classes"));
        m_list->setToolTip(tr("Click gives the class to the selected shapes, or to the image; the digit does the same"));
        m_new->setPlaceholderText(tr("Add a class"));
        m_new->setAccessibleName(tr("Add a class"));
        m_new->setToolTip(tr("Type a name and press Enter (C)"));
    });
    connect(m_new, &QLineEdit::returnPressed, this, &ClassesPanel::add);
    connect(m_list, &QTreeWidget::itemClicked, this, [this](QTreeWidgetItem *item) {
        Q_EMIT classChosen(dataset::ClassId{item->data(kName, kIdRole).toLongLong()});
    });
    connect(m_list, &QTreeWidget::itemDoubleClicked, this, [this](QTreeWidgetItem *item) { m_list->editItem(item, kName); });
    connect(m_list, &QTreeWidget::itemChanged, this, [this](QTreeWidgetItem *item) { rename(item); });
    connect(m_list, &QWidget::customContextMenuRequested, this, [this](QPoint at) {
        if (m_list->itemAt(at) == nullptr)
            return;
        m_list->setCurrentItem(m_list->itemAt(at));
        auto *menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        for (const QLatin1StringView id : {"label.renameClass"_L1, "label.colourClass"_L1, "label.deleteClass"_L1})
            menu->addAction(m_services.actions.action(id));
        menu->popup(m_list->viewport()->mapToGlobal(at));
    });
    connect(&m_services.project, &ProjectService::classesChanged, this, [this] {
        fill();
        if (m_adding.isEmpty())
            return;
        for (const dataset::ClassInfo &info : m_services.project.classes())
            if (text(info.name) == m_adding) {
                m_adding.clear();
                Q_EMIT classAdded(info.id);
                return;
            }
    });
    connect(&m_services.project, &ProjectService::closed, this, &ClassesPanel::fill);
}

void ClassesPanel::fill() {
    const QSignalBlocker quiet(m_list);
    const auto *before = currentClass();
    const dataset::ClassId keep = before ? before->id : m_drawClass;
    m_list->clear();
    for (const dataset::ClassInfo &info : m_services.project.classes()) {
        auto *item = new QTreeWidgetItem(m_list);
        item->setText(kName, text(info.name));
        item->setIcon(kName, dot(info.rgb, info.id == m_drawClass));
        item->setData(kName, kIdRole, QVariant::fromValue<qint64>(info.id.value));
        item->setText(kDigit, (info.id == m_imageClass ? u"✓  "_s : QString()) + (info.digit >= 0 ? QString::number(info.digit) : QString()));
        item->setTextAlignment(kDigit, Qt::AlignRight | Qt::AlignVCenter);
        item->setFlags(item->flags() | Qt::ItemIsEditable);
        QFont font = m_list->font();
        font.setBold(info.id == m_imageClass);
        item->setFont(kName, font);
        if (info.id == keep)
            m_list->setCurrentItem(item);
    }
}

void ClassesPanel::setImageClass(dataset::ClassId cls) {
    if (m_imageClass == cls && m_list->topLevelItemCount() == static_cast<int>(m_services.project.classes().size()))
        return;
    m_imageClass = cls;
    fill();
}

void ClassesPanel::setDrawClass(dataset::ClassId cls) {
    m_drawClass = cls;
    fill();
}

const dataset::ClassInfo *ClassesPanel::currentClass() const {
    const QTreeWidgetItem *item = m_list->currentItem();
    return item ? m_services.project.findClass(dataset::ClassId{item->data(kName, kIdRole).toLongLong()}) : nullptr;
}

void ClassesPanel::startAdding() { m_new->setFocus(Qt::ShortcutFocusReason); }

void ClassesPanel::startRenaming() {
    if (QTreeWidgetItem *item = m_list->currentItem())
        m_list->editItem(item, kName);
}

void ClassesPanel::add() {
    const QString name = m_new->text().trimmed();
    if (name.isEmpty())
        return;
    m_new->clear();
    m_adding = name;
    m_services.edits.addClass(name);
}

void ClassesPanel::rename(const QTreeWidgetItem *item) {
    const dataset::ClassInfo *info =
        m_services.project.findClass(dataset::ClassId{item->data(kName, kIdRole).toLongLong()});
    const QString name = item->text(kName).trimmed();
    if (info == nullptr || name == text(info->name))
        return;
    dataset::ClassInfo changed = *info;
    changed.name = utf8(name);
    m_services.edits.updateClass(changed);
    fill();
}

void ClassesPanel::deleteCurrent() {
    const dataset::ClassInfo *info = currentClass();
    if (info == nullptr)
        return;
    const QString name = text(info->name);
    m_services.edits.deleteClass(info->id, true);
    m_services.notices.post({Severity::Info, [name] { return tr("The class “%1” is gone with its labels.").arg(name); }, {},
                             {{[] { return tr("Undo"); }, [this] { m_services.project.undo(); }}}, u"classDeleted"_s});
}

void ClassesPanel::chooseColour() {
    const dataset::ClassInfo *info = currentClass();
    if (info == nullptr)
        return;
    auto *dialog = new QColorDialog(QColor::fromRgb(info->rgb), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QColorDialog::colorSelected, this, [this, id = info->id](const QColor &colour) {
        if (const dataset::ClassInfo *now = m_services.project.findClass(id)) {
            dataset::ClassInfo changed = *now;
            changed.rgb = colour.rgb() & 0xFFFFFFU;
            m_services.edits.updateClass(changed);
        }
    });
    dialog->open();
}

} // namespace trainyard::app

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/settings/keyeditor.h"

#include "app/window/ui.h"
#include "widgets/theme/theme.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTreeWidget>

using namespace Qt::StringLiterals;

namespace trainyard::app {

namespace {
constexpr int kIdRole = Qt::UserRole;
}

KeyEditor::KeyEditor(ActionRegistry &actions, Settings &settings, QWidget *parent)
    : Panel(parent), m_actions(actions), m_settings(settings), m_search(named(new QLineEdit(this), "keySearch"_L1))
    , m_tree(named(new QTreeWidget(this), "keyList"_L1)), m_key(named(new QKeySequenceEdit(this), "keyEdit"_L1))
    , m_reset(named(new QPushButton(this), "keyReset"_L1)), m_said(named(new QLabel(this), "keyMessage"_L1)) {
    widgets::showClearButton(m_search);
    m_tree->setColumnCount(3);
    m_tree->setRootIsDecorated(false);
    m_tree->setUniformRowHeights(true);
    m_tree->setAllColumnsShowFocus(true);
    m_tree->header()->setStretchLastSection(true);
    auto *row = new QHBoxLayout;
    row->setSpacing(12);
    row->addWidget(m_key);
    row->addWidget(m_reset);
    row->addWidget(m_said, 1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addWidget(m_search);
    column->addWidget(m_tree, 1);
    column->addLayout(row);
    words([this] {
        m_search->setPlaceholderText(tr("Search an action"));
        m_search->setAccessibleName(tr("Search an action"));
        m_search->setToolTip(tr("Search an action"));
        m_tree->setAccessibleName(tr("Actions and their keys"));
        m_tree->setHeaderLabels({tr("Action"), tr("Place"), tr("Keys")});
        m_key->setAccessibleName(tr("New key for the chosen action"));
        m_key->setToolTip(tr("Press the new key here"));
        m_reset->setText(tr("As in the key-map"));
        m_reset->setAccessibleName(tr("As in the key-map"));
        m_reset->setToolTip(tr("Take back your own key for this action"));
        fill();
    });
    connect(m_tree->header(), &QHeaderView::sectionResized, this, [this] {
        if (m_tree->isVisible() && QApplication::mouseButtons() != Qt::NoButton)
            m_settings.setSession(u"window"_s, u"columns/keyList"_s, m_tree->header()->saveState());
    });
    connect(m_search, &QLineEdit::textChanged, this, &KeyEditor::fill);
    connect(m_tree, &QTreeWidget::currentItemChanged, this, &KeyEditor::showCurrent);
    connect(m_key, &QKeySequenceEdit::editingFinished, this, &KeyEditor::take);
    connect(m_reset, &QPushButton::clicked, this, [this] { m_settings.clearOwnKeys(currentId()); });
    connect(&m_actions, &ActionRegistry::updated, this, &KeyEditor::fill);
}

QString KeyEditor::currentId() const {
    const QTreeWidgetItem *item = m_tree->currentItem();
    return item == nullptr ? QString() : item->data(0, kIdRole).toString();
}

void KeyEditor::fill() {
    const QString keep = currentId();
    m_tree->clear();
    for (const QAction *action : m_actions.actions()) {
        const ActionSpec &spec = m_actions.spec(action);
        const QString name = ActionRegistry::plainText(spec);
        if (!name.contains(m_search->text(), Qt::CaseInsensitive))
            continue;
        QStringList keys;
        for (const QKeySequence &key : action->shortcuts())
            keys.append(key.toString(QKeySequence::NativeText));
        auto *item = new QTreeWidgetItem({name, groupName(spec.group), keys.join(u", "_s)});
        item->setIcon(0, action->icon());
        item->setData(0, kIdRole, action->objectName());
        if (m_settings.hasOwnKeys(action->objectName())) {
            QFont bold = m_tree->font();
            bold.setBold(true);
            item->setFont(2, bold);
        }
        m_tree->addTopLevelItem(item);
        if (action->objectName() == keep)
            m_tree->setCurrentItem(item);
    }
    if (!m_tree->header()->restoreState(m_settings.session(u"window"_s, u"columns/keyList"_s).toByteArray())) {
        m_tree->resizeColumnToContents(0);
        m_tree->resizeColumnToContents(1);
    }
    showCurrent();
}

void KeyEditor::showCurrent() {
    const QString id = currentId();
    m_key->setEnabled(!id.isEmpty());
    m_reset->setEnabled(!id.isEmpty() && m_settings.hasOwnKeys(id));
    const QSignalBlocker quiet(m_key);
    m_key->setKeySequence(id.isEmpty() ? QKeySequence()
                                       : m_actions.action(QLatin1StringView(id.toLatin1().constData()))->shortcut());
}

void KeyEditor::take() {
    const QString id = currentId();
    if (id.isEmpty())
        return;
    const QString key = m_key->keySequence().toString(QKeySequence::PortableText);
    const QString holder = key.isEmpty() ? QString() : m_actions.holderOf(key, id);
    if (!holder.isEmpty()) {
        m_said->setText(tr("%1 already belongs to “%2”.").arg(m_key->keySequence().toString(QKeySequence::NativeText),
                            m_actions.action(QLatin1StringView(holder.toLatin1().constData()))->text()));
        showCurrent();
        return;
    }
    m_said->clear();
    m_settings.setOwnKeys(id, key.isEmpty() ? QStringList() : QStringList{key});
}

} // namespace trainyard::app

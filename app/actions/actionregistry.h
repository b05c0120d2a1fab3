// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/actions/actiontable.h"

#include <QAction>
#include <QHash>

namespace trainyard::app {

/** Two actions that one key would set off. */
struct KeyConflict {
    QString key;
    QString first;
    QString second;
    friend bool operator==(const KeyConflict &, const KeyConflict &) = default;
};

/**
 * Makes one QAction for each row of the action table and keeps texts, keys and tooltips right when language, key-map
 * or the user's own keys change. A place connects to the actions of its scope and attaches them to its widget.
 */
class ActionRegistry final : public QObject {
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ActionRegistry)
public:
    explicit ActionRegistry(Settings &settings, QObject *parent = nullptr);

    /** The action with this id; asking for one that is not in the table is a mistake in the program and aborts. */
    [[nodiscard]] QAction *action(QLatin1StringView id) const;
    [[nodiscard]] const QList<QAction *> &actions() const { return m_actions; }
    [[nodiscard]] const ActionSpec &spec(const QAction *action) const;
    /** Its words in the language of the moment, without what an action adds while it can be done ("Undo: Draw crack"). */
    [[nodiscard]] static QString plainText(const ActionSpec &spec);

    /** Gives `widget` the actions of a scope: their keys work while it, or a child, has the focus. */
    void attach(Scope scope, QWidget *widget);

    /** The keys in force: the user's own, else the key-map's. */
    [[nodiscard]] QStringList keys(const ActionSpec &spec) const;
    /** What clashes when `map` is chosen, the user's own keys included when `withOwn`. */
    [[nodiscard]] QList<KeyConflict> conflicts(KeyMap map, bool withOwn) const;
    /** The action, other than `id`, that already has `key` where `id` works; empty when none. */
    [[nodiscard]] QString holderOf(const QString &key, const QString &id) const;

    void retranslate();

Q_SIGNALS:
    /** Texts or keys are new: whoever shows them reads them again. */
    void updated();

private:
    void applyKeys();
    void updateTip(QAction *action);
    Settings &m_settings;
    QList<QAction *> m_actions; // in the order of the table
    QHash<QString, QAction *> m_byId;
};

} // namespace trainyard::app

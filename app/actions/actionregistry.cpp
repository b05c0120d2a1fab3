// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/actions/actionregistry.h"

#include "widgets/theme/theme.h"

#include <QCoreApplication>
#include <QWidget>

using namespace Qt::StringLiterals;

namespace trainyard::app {

namespace {

bool scopesMeet(Scope a, Scope b) { return a == b || a == Scope::Global || b == Scope::Global; }

} // namespace

ActionRegistry::ActionRegistry(Settings &settings, QObject *parent) : QObject(parent), m_settings(settings) {
    for (const ActionSpec &spec : actionTable()) {
        auto *action = new QAction(this);
        action->setObjectName(QLatin1StringView(spec.id));
        action->setAutoRepeat(spec.repeats);
        action->setShortcutContext(spec.scope == Scope::Global ? Qt::WindowShortcut : Qt::WidgetWithChildrenShortcut);
        if (*spec.icon != 0)
            action->setIcon(widgets::icon(QLatin1StringView(spec.icon)));
        m_actions.append(action);
        m_byId.insert(action->objectName(), action);
    }
    retranslate();
    applyKeys();
    connect(&m_settings, &Settings::keysChanged, this, &ActionRegistry::applyKeys);
    connect(&m_settings, &Settings::changed, this, [this](const QString &key) {
        if (key == QLatin1StringView(preferences::kKeyMap.key))
            applyKeys();
    });
}

QAction *ActionRegistry::action(QLatin1StringView id) const {
    QAction *action = m_byId.value(QString(id));
    if (action == nullptr)
        qFatal("No action is called %s", id.data());
    return action;
}

const ActionSpec &ActionRegistry::spec(const QAction *action) const {
    return actionTable()[static_cast<std::size_t>(m_actions.indexOf(action))];
}

void ActionRegistry::attach(Scope scope, QWidget *widget) {
    for (qsizetype i = 0; i < m_actions.size(); ++i)
        if (actionTable()[static_cast<std::size_t>(i)].scope == scope)
            widget->addAction(m_actions.at(i));
}

QStringList ActionRegistry::keys(const ActionSpec &spec) const {
    const QString id = QLatin1StringView(spec.id);
    return m_settings.hasOwnKeys(id) ? m_settings.ownKeys(id) : keysOf(spec, m_settings.get(preferences::kKeyMap));
}

QList<KeyConflict> ActionRegistry::conflicts(KeyMap map, bool withOwn) const {
    QList<KeyConflict> found;
    const auto table = actionTable();
    const auto keysIn = [&](const ActionSpec &spec) {
        const QString id = QLatin1StringView(spec.id);
        return withOwn && m_settings.hasOwnKeys(id) ? m_settings.ownKeys(id) : keysOf(spec, map);
    };
    for (std::size_t i = 0; i < table.size(); ++i)
        for (std::size_t j = i + 1; j < table.size(); ++j) {
            if (!scopesMeet(table[i].scope, table[j].scope))
                continue;
            for (const QString &key : keysIn(table[i]))
                for (const QString &other : keysIn(table[j]))
                    if (QKeySequence(key, QKeySequence::PortableText) == QKeySequence(other, QKeySequence::PortableText))
                        found.append({key, QLatin1StringView(table[i].id), QLatin1StringView(table[j].id)});
        }
    return found;
}

QString ActionRegistry::holderOf(const QString &key, const QString &id) const {
    const auto table = actionTable();
    const QAction *mine = m_byId.value(id);
    if (mine == nullptr)
        return {};
    const QKeySequence wanted(key, QKeySequence::PortableText);
    for (const ActionSpec &other : table) {
        if (id == QLatin1StringView(other.id) || !scopesMeet(spec(mine).scope, other.scope))
            continue;
        for (const QString &taken : keys(other))
            if (QKeySequence(taken, QKeySequence::PortableText) == wanted)
                return QLatin1StringView(other.id);
    }
    return {};
}

QString ActionRegistry::plainText(const ActionSpec &spec) { return QCoreApplication::translate("Actions", spec.text); }

void ActionRegistry::retranslate() {
    for (qsizetype i = 0; i < m_actions.size(); ++i) {
        m_actions.at(i)->setText(plainText(actionTable()[static_cast<std::size_t>(i)]));
        updateTip(m_actions.at(i));
    }
    Q_EMIT updated();
}

void ActionRegistry::applyKeys() {
    for (qsizetype i = 0; i < m_actions.size(); ++i) {
        QList<QKeySequence> sequences;
        for (const QString &key : keys(actionTable()[static_cast<std::size_t>(i)]))
            sequences.append(QKeySequence(key, QKeySequence::PortableText));
        m_actions.at(i)->setShortcuts(sequences);
        updateTip(m_actions.at(i));
    }
    Q_EMIT updated();
}

void ActionRegistry::updateTip(QAction *action) {
    QString tip = action->text();
    tip.remove(u'…');
    if (const QList<QKeySequence> keys = action->shortcuts(); !keys.isEmpty())
        tip += u" ("_s + keys.first().toString(QKeySequence::NativeText) + u')';
    action->setToolTip(tip);
}

} // namespace trainyard::app

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAbstractButton>
#include <QAbstractScrollArea>
#include <QAbstractSlider>
#include <QAbstractSpinBox>
#include <QAccessible>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QScrollBar>
#include <QStringList>
#include <QWidget>

namespace trainyard::test {

/** A part that Qt makes for itself inside a control, not a control of ours. */
inline bool isInside(const QWidget *widget) {
    if (widget->objectName().startsWith(QStringLiteral("qt_")) || qobject_cast<const QScrollBar *>(widget) != nullptr) {
        return true;
    }
    for (const QWidget *parent = widget->parentWidget(); parent != nullptr; parent = parent->parentWidget()) {
        if (qobject_cast<const QAbstractSpinBox *>(parent) || qobject_cast<const QComboBox *>(parent) ||
            qobject_cast<const QLineEdit *>(parent)) {
            return !qobject_cast<const QAbstractScrollArea *>(widget) || qobject_cast<const QComboBox *>(parent);
        }
        const auto *area = qobject_cast<const QAbstractScrollArea *>(parent);
        if (area != nullptr && area->viewport() == widget) {
            return true;
        }
    }
    return false;
}

inline bool isControl(const QWidget *widget) {
    if (isInside(widget)) {
        return false;
    }
    if (qobject_cast<const QLabel *>(widget) != nullptr) {
        return false; // its text is its name
    }
    return widget->focusPolicy() != Qt::NoFocus || qobject_cast<const QAbstractButton *>(widget) != nullptr ||
           qobject_cast<const QLineEdit *>(widget) != nullptr ||
           qobject_cast<const QAbstractSlider *>(widget) != nullptr;
}

/** One line for each control under root, root too, that a screen reader or a test cannot name. Empty is right. */
inline QStringList unnamedControls(QWidget *root) {
    QStringList out;
    QList<QWidget *> all = root->findChildren<QWidget *>();
    all.prepend(root);
    for (QWidget *widget : all) {
        if (!isControl(widget)) {
            continue;
        }
        const QString path = QLatin1String(widget->metaObject()->className()) + QStringLiteral(" '") +
                             widget->objectName() + QStringLiteral("' in ") +
                             (widget->parentWidget() != nullptr ? widget->parentWidget()->objectName() : QString());
        QAccessibleInterface *face = QAccessible::queryAccessibleInterface(widget);
        if (face == nullptr || face->text(QAccessible::Name).trimmed().isEmpty()) {
            out << path + QStringLiteral(": no accessible name");
        }
        if (widget->objectName().isEmpty()) {
            out << path + QStringLiteral(": no object name");
        }
    }
    return out;
}

} // namespace trainyard::test

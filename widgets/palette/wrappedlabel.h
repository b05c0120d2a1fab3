// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>

namespace trainyard::widgets {

/**
 * Selectable words over several lines. What is too long for a line, such as a path, is broken like any other text
 * instead of making the window wide; what is copied has no marks of breaks in it.
 */
class WrappedLabel : public QLabel {
    Q_OBJECT
public:
    explicit WrappedLabel(QWidget *parent, const QString &whole = {});
    void setWhole(const QString &whole);
    [[nodiscard]] const QString &whole() const { return m_whole; }

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    void copy() const;
    QString m_whole;
};

} // namespace trainyard::widgets

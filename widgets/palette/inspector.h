// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QWidget>

class QGridLayout;

namespace trainyard::widgets {

/** Rows of a name and a value for the right side of a place. Values can be selected; a value of many is said so. */
class Inspector : public QWidget {
    Q_OBJECT
public:
    explicit Inspector(QWidget *parent = nullptr);
    void clear();
    void addHeading(const QString &text);
    /** Long values are elided in the middle and whole in the tooltip. */
    void addRow(const QString &name, const QString &value);
    /** Owned from now on. */
    void addRow(const QString &name, QWidget *value);
    void addWidget(QWidget *widget);
    /** The one value if all are equal, else a word for several. */
    [[nodiscard]] static QString common(const QStringList &values);

private:
    QGridLayout *m_layout;
    int m_row = 0;
};

} // namespace trainyard::widgets

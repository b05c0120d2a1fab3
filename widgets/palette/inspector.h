// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QWidget>

#include <vector>

class QGridLayout;
class QLabel;

namespace trainyard::widgets {

class ElidedLabel;

/** A line of an Inspector. */
struct InspectorRow {
    enum class Kind { Heading, Value, Control, Wide };
    Kind kind = Kind::Value;
    QString name;
    QString value;             ///< elided in the middle, whole in the tooltip
    QWidget *widget = nullptr; ///< of a Control beside its name, or as Wide as the panel

    static InspectorRow fact(const QString &name, const QString &value) { return {Kind::Value, name, value, nullptr}; }
    static InspectorRow heading(const QString &text) { return {Kind::Heading, text, {}, nullptr}; }
    static InspectorRow control(const QString &name, QWidget *widget) { return {Kind::Control, name, {}, widget}; }
    static InspectorRow wide(QWidget *widget) { return {Kind::Wide, {}, {}, widget}; }
};

/** Rows of a name and a value for the right side of a place. Values can be selected; a value of many is said so. */
class Inspector : public QWidget {
    Q_OBJECT
public:
    explicit Inspector(QWidget *parent = nullptr);
    /**
     * What is shown from now on. Rows that only say something else are told to, not made anew: a selection changes at
     * every key. Widgets become children of the inspector; those that are in no row any more are hidden, and whoever
     * made them may use them again or delete them.
     */
    void setRows(const std::vector<InspectorRow> &rows);
    /** The one value if all are equal, else a word for several. */
    [[nodiscard]] static QString common(const QStringList &values);

private:
    struct Line {
        InspectorRow row;
        QLabel *name = nullptr;
        ElidedLabel *value = nullptr;
    };
    void append(const InspectorRow &row);
    void remove(const Line &line);

    QGridLayout *m_layout;
    std::vector<Line> m_lines;
};

} // namespace trainyard::widgets

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/palette/inspector.h"

#include "widgets/palette/elidedlabel.h"
#include "widgets/theme/theme.h"

#include <QGridLayout>
#include <QLabel>

namespace trainyard::widgets {

Inspector::Inspector(QWidget *parent) : QWidget(parent) {
    setObjectName(QStringLiteral("inspector"));
    setAccessibleName(tr("Inspector"));
    m_layout = new QGridLayout(this);
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setHorizontalSpacing(Theme::space(3));
    m_layout->setVerticalSpacing(Theme::space(2));
    m_layout->setColumnStretch(1, 1);
}

void Inspector::setRows(const std::vector<InspectorRow> &rows) {
    std::size_t same = 0;
    for (; same < std::min(rows.size(), m_lines.size()); ++same) {
        Line &line = m_lines[same];
        if (line.row.kind != rows[same].kind || line.row.widget != rows[same].widget) {
            break;
        }
        if (line.name != nullptr && line.row.name != rows[same].name) {
            line.name->setText(rows[same].name);
        }
        if (line.value != nullptr) {
            line.value->setWhole(rows[same].value);
        }
        line.row = rows[same];
    }
    if (same == m_lines.size() && same == rows.size()) {
        return;
    }
    m_layout->setRowStretch(static_cast<int>(m_lines.size()), 0);
    while (m_lines.size() > same) {
        remove(m_lines.back());
        m_lines.pop_back();
    }
    for (std::size_t i = same; i < rows.size(); ++i) {
        append(rows[i]);
    }
    m_layout->setRowStretch(static_cast<int>(m_lines.size()), 1); // what is left over is below the rows
}

void Inspector::append(const InspectorRow &row) {
    const auto at = static_cast<int>(m_lines.size());
    Line line{row};
    switch (row.kind) {
    case InspectorRow::Kind::Heading:
        line.name = new QLabel(row.name, this);
        line.name->setProperty("section", true);
        line.name->setContentsMargins(0, at > 0 ? Theme::space(3) : 0, 0, Theme::space(1));
        m_layout->addWidget(line.name, at, 0, 1, 2);
        break;
    case InspectorRow::Kind::Wide:
        m_layout->addWidget(row.widget, at, 0, 1, 2);
        break;
    case InspectorRow::Kind::Value:
    case InspectorRow::Kind::Control: {
        QWidget *beside = row.widget;
        if (row.kind == InspectorRow::Kind::Value) {
            beside = line.value = new ElidedLabel(this, row.value);
            line.value->setTextInteractionFlags(Qt::TextSelectableByMouse);
            line.value->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
        }
        line.name = new QLabel(row.name, this);
        line.name->setProperty("muted", true);
        line.name->setBuddy(beside);
        m_layout->addWidget(line.name, at, 0, Qt::AlignLeft | Qt::AlignVCenter);
        m_layout->addWidget(beside, at, 1);
        break;
    }
    }
    if (row.widget != nullptr) {
        row.widget->show();
    }
    m_lines.push_back(line);
}

void Inspector::remove(const Line &line) {
    delete line.name;
    delete line.value;
    if (line.row.widget != nullptr) { // may be the sender of what led here
        m_layout->removeWidget(line.row.widget);
        line.row.widget->hide();
    }
}

QString Inspector::common(const QStringList &values) {
    for (const QString &value : values) {
        if (value != values.first()) {
            return tr("several");
        }
    }
    return values.value(0);
}

} // namespace trainyard::widgets

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

void Inspector::clear() {
    while (QLayoutItem *item = m_layout->takeAt(0)) {
        if (item->widget() != nullptr) {
            item->widget()->hide();
            item->widget()->deleteLater(); // it may be the sender of what led here
        }
        delete item;
    }
    for (int row = 0; row <= m_row; ++row) {
        m_layout->setRowStretch(row, 0);
    }
    m_row = 0;
}

void Inspector::addHeading(const QString &text) {
    auto *label = new QLabel(text, this);
    label->setProperty("section", true);
    label->setContentsMargins(0, m_row > 0 ? Theme::space(3) : 0, 0, Theme::space(1));
    m_layout->addWidget(label, m_row, 0, 1, 2);
    m_layout->setRowStretch(++m_row, 1);
    m_layout->setRowStretch(m_row - 1, 0);
}

void Inspector::addRow(const QString &name, const QString &value) {
    auto *label = new ElidedLabel(this, value);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    addRow(name, label);
}

void Inspector::addRow(const QString &name, QWidget *value) {
    auto *label = new QLabel(name, this);
    label->setProperty("muted", true);
    label->setBuddy(value);
    m_layout->addWidget(label, m_row, 0, Qt::AlignLeft | Qt::AlignVCenter);
    m_layout->addWidget(value, m_row, 1);
    m_layout->setRowStretch(++m_row, 1);
    m_layout->setRowStretch(m_row - 1, 0);
}

void Inspector::addWidget(QWidget *widget) {
    m_layout->addWidget(widget, m_row, 0, 1, 2);
    m_layout->setRowStretch(++m_row, 1);
    m_layout->setRowStretch(m_row - 1, 0);
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

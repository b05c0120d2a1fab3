// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/palette/elidedlabel.h"

#include <algorithm>

namespace trainyard::widgets {
namespace {
constexpr int kLeast = 48; ///< widget units: still shows a few letters
}

ElidedLabel::ElidedLabel(QWidget *parent, const QString &whole)
    : QLabel(parent) {
    setTextFormat(Qt::PlainText);
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Preferred);
    setWhole(whole);
}

void ElidedLabel::setWhole(const QString &whole) {
    if (whole == m_whole && !text().isEmpty()) {
        return;
    }
    m_whole = whole;
    setAccessibleName(whole);
    cut();
    updateGeometry();
}

QSize ElidedLabel::sizeHint() const {
    const QMargins margins = contentsMargins();
    return {fontMetrics().horizontalAdvance(m_whole) + 1 + margins.left() + margins.right(), QLabel::sizeHint().height()};
}

QSize ElidedLabel::minimumSizeHint() const {
    return {std::min(kLeast, sizeHint().width()), QLabel::minimumSizeHint().height()};
}

void ElidedLabel::resizeEvent(QResizeEvent *event) {
    QLabel::resizeEvent(event);
    cut();
}

void ElidedLabel::cut() {
    const QString shown = fontMetrics().elidedText(m_whole, Qt::ElideMiddle, contentsRect().width());
    setText(shown);
    setToolTip(shown == m_whole ? QString() : m_whole);
}

} // namespace trainyard::widgets

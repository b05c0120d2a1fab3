// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/palette/emptystate.h"

#include "widgets/theme/theme.h"

#include <QLabel>
#include <QPainter>
#include <QPainterPath>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace trainyard::widgets {
namespace {

/** Line drawings in the colours of the moment; 120 by 88 units. */
class Drawing : public QWidget {
public:
    explicit Drawing(QWidget *parent)
        : QWidget(parent) {
        setFixedSize(120, 88);
    }
    EmptyState::Picture picture = EmptyState::Picture::Images;

protected:
    void paintEvent(QPaintEvent *) override {
        QPainter p(this);
        p.setRenderHint(QPainter::Antialiasing, true);
        const Theme &theme = Theme::current();
        const QPen line(theme.mutedText, 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin);
        const QPen accent(theme.accent, 2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin);
        using P = EmptyState::Picture;
        const auto frame = [&](const QRectF &r) {
            p.setPen(line);
            p.setBrush(theme.panel);
            p.drawRoundedRect(r, 6, 6);
        };
        switch (picture) {
        case P::Images:
            p.save();
            p.translate(60, 44);
            p.rotate(-8);
            frame({-38, -28, 64, 48});
            p.restore();
            frame({34, 22, 68, 52});
            p.setPen(accent);
            p.setBrush(Qt::NoBrush);
            p.drawPolyline(QPolygonF({{38, 68}, {56, 46}, {68, 60}, {78, 50}, {98, 70}}));
            p.drawEllipse(QPointF(86, 36), 5, 5);
            break;
        case P::Shapes:
            frame({16, 10, 88, 68});
            p.setPen(accent);
            p.setBrush(Qt::NoBrush);
            p.drawRect(QRectF(28, 24, 30, 26));
            p.setPen(line);
            p.drawPolygon(QPolygonF({{66, 40}, {80, 26}, {94, 40}, {88, 62}, {70, 64}}));
            p.setBrush(theme.panel);
            for (const QPointF at : {QPointF(28, 24), QPointF(58, 24), QPointF(58, 50), QPointF(28, 50)}) {
                p.drawRect(QRectF(at.x() - 3, at.y() - 3, 6, 6));
            }
            break;
        case P::Curve: {
            frame({14, 8, 92, 72});
            p.setPen(line);
            p.drawLine(26, 18, 26, 68);
            p.drawLine(26, 68, 96, 68);
            QPainterPath curve(QPointF(30, 22));
            curve.cubicTo(36, 58, 58, 58, 94, 62);
            p.setPen(accent);
            p.setBrush(Qt::NoBrush);
            p.drawPath(curve);
            break;
        }
        case P::Model:
            p.setPen(line);
            p.setBrush(theme.panel);
            p.drawPolygon(QPolygonF({{60, 8}, {94, 26}, {94, 62}, {60, 80}, {26, 62}, {26, 26}}));
            p.setPen(accent);
            p.drawPolyline(QPolygonF({{26, 26}, {60, 44}, {94, 26}}));
            p.drawLine(60, 44, 60, 80);
            break;
        case P::Filter:
            p.setPen(line);
            p.setBrush(theme.panel);
            p.drawPolygon(QPolygonF({{26, 16}, {94, 16}, {68, 46}, {68, 68}, {52, 76}, {52, 46}}));
            p.setPen(accent);
            p.drawLine(34, 24, 86, 24);
            break;
        case P::Problem:
            p.setPen(line);
            p.setBrush(theme.panel);
            p.drawPolygon(QPolygonF({{60, 12}, {98, 76}, {22, 76}}));
            p.setPen(QPen(theme.warning, 3, Qt::SolidLine, Qt::RoundCap));
            p.drawLine(60, 36, 60, 54);
            p.drawPoint(60, 64);
            break;
        }
    }
};

constexpr int kSentenceWidth = 420; ///< widget units
constexpr int kLeastWidth = 200;

} // namespace

EmptyState::EmptyState(QWidget *parent)
    : EmptyState(Picture::Images, {}, {}, parent) {}

EmptyState::EmptyState(Picture picture, const QString &sentence, const QString &button, QWidget *parent)
    : QWidget(parent) {
    setObjectName(QStringLiteral("emptyState"));
    m_picture = new Drawing(this);
    m_sentence = new QLabel(this);
    m_sentence->setWordWrap(true);
    m_sentence->setAlignment(Qt::AlignCenter);
    m_sentence->setProperty("muted", true);
    m_sentence->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_button = new QPushButton(this);
    m_button->setObjectName(QStringLiteral("emptyStateButton"));
    m_button->setProperty("primary", true);
    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(Theme::space(4));
    layout->addStretch(2);
    layout->addWidget(m_picture, 0, Qt::AlignHCenter);
    layout->addWidget(m_sentence, 0, Qt::AlignHCenter);
    layout->addWidget(m_button, 0, Qt::AlignHCenter);
    layout->addStretch(3);
    connect(m_button, &QPushButton::clicked, this, &EmptyState::clicked);
    setPicture(picture);
    setSentence(sentence);
    setButton(button);
}

void EmptyState::setPicture(Picture picture) {
    static_cast<Drawing *>(m_picture)->picture = picture;
    m_picture->update();
}

void EmptyState::setSentence(const QString &sentence) {
    m_sentence->setText(sentence);
    // A box layout that centres a label does not ask it for its height at a width: both are settled here.
    const QRect words = m_sentence->fontMetrics().boundingRect(QRect(0, 0, kSentenceWidth, 4000),
                                                               Qt::AlignCenter | Qt::TextWordWrap, sentence);
    const int wide = std::max(words.width() + 8, kLeastWidth);
    m_sentence->setFixedSize(wide, std::max(words.height(), m_sentence->heightForWidth(wide)));
    setAccessibleName(sentence);
}

void EmptyState::setButton(const QString &text) {
    m_button->setText(text);
    m_button->setAccessibleName(text);
    m_button->setToolTip(text);
    m_button->setVisible(!text.isEmpty());
}

} // namespace trainyard::widgets

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/curvechart_p.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace trainyard::widgets {
namespace {
constexpr int kDrag = 5;   ///< widget units: less is a click
constexpr int kFlat = 12;  ///< a zoom drag lower than this leaves the y axis alone
} // namespace

void CurveChart::Private::zoomAt(QPoint at, double factor, bool alongX, bool alongY) {
    if (alongX) {
        autoX = false;
        plot->xAxis->scaleRange(factor, plot->xAxis->pixelToCoord(at.x()));
    }
    if (alongY) {
        autoY = false;
        plot->yAxis->scaleRange(factor, plot->yAxis->pixelToCoord(at.y()));
    }
    q.dataChanged();
    Q_EMIT q.viewChanged();
}

void CurveChart::Private::pan(QPoint by) {
    const auto shift = [](QCPAxis *axis, double from, double to) {
        const double a = axis->pixelToCoord(from), b = axis->pixelToCoord(to);
        if (axis->scaleType() == QCPAxis::stLogarithmic) {
            axis->scaleRange(1, 1);
            axis->setRange(axis->range().lower * (a / b), axis->range().upper * (a / b));
        } else {
            axis->moveRange(a - b);
        }
    };
    const QPoint origin = plot->axisRect()->rect().center();
    if (by.x() != 0) {
        autoX = false;
        shift(plot->xAxis, origin.x(), origin.x() + by.x());
    }
    if (by.y() != 0 && !autoY) {
        shift(plot->yAxis, origin.y(), origin.y() + by.y());
    }
    q.dataChanged();
    Q_EMIT q.viewChanged();
}

void CurveChart::Private::finishBand(QPoint at) {
    const QRect area = plot->axisRect()->rect();
    const QRect band = QRect(pressed, at).normalized().intersected(area);
    overlay->band = {};
    overlay->update();
    if (band.width() < kDrag) {
        return;
    }
    autoX = false;
    const double x0 = plot->xAxis->pixelToCoord(band.left()), x1 = plot->xAxis->pixelToCoord(band.right());
    if (band.height() >= kFlat) {
        autoY = false;
        plot->yAxis->setRange(plot->yAxis->pixelToCoord(band.bottom()), plot->yAxis->pixelToCoord(band.top()));
    }
    plot->xAxis->setRange(x0, x1);
    q.dataChanged();
    Q_EMIT q.viewChanged();
}

void CurveChart::Private::stepHair(int direction) {
    const CurveData *data = nullptr;
    for (const CurveSeries &one : curves->series) {
        if (one.visible && one.data && one.data->size() > 0) {
            data = one.data.get();
            break;
        }
    }
    if (data == nullptr) {
        return;
    }
    const QCPRange seen = plot->xAxis->range();
    // By points where they can be told apart, else by a hundredth of the view.
    const double from = hair.value_or(direction > 0 ? seen.lower : seen.upper);
    const std::size_t count = data->lowerBound(seen.upper) - data->lowerBound(seen.lower);
    double to = from + direction * seen.size() / 100;
    if (count <= 200) {
        const std::size_t at = data->lowerBound(from);
        if (direction > 0) {
            const std::size_t next = at < data->size() && data->point(at).x <= from ? at + 1 : at;
            to = data->point(std::min(next, data->size() - 1)).x;
        } else {
            to = data->point(at > 0 ? at - 1 : 0).x;
        }
    }
    setHair(std::clamp(to, seen.lower, seen.upper), true);
}

bool CurveChart::Private::mouse(QEvent *event) {
    const auto type = event->type();
    if (type == QEvent::Leave) {
        setHair({}, true);
        return false;
    }
    if (type == QEvent::Wheel) {
        auto *wheel = static_cast<QWheelEvent *>(event);
        if (!(wheel->modifiers() & Qt::ControlModifier)) {
            return false; // scrolls what is around
        }
        const double factor = std::pow(0.85, wheel->angleDelta().y() / 120.0);
        zoomAt(wheel->position().toPoint(), factor, true, !(wheel->modifiers() & Qt::ShiftModifier));
        wheel->accept();
        return true;
    }
    auto *mouse = static_cast<QMouseEvent *>(event);
    const QPoint at = mouse->position().toPoint();
    switch (type) {
    case QEvent::MouseButtonPress:
        q.setFocus(Qt::MouseFocusReason);
        if (mouse->button() == Qt::MiddleButton || (mouse->button() == Qt::LeftButton && space)) {
            panning = true;
        } else if (mouse->button() == Qt::LeftButton && plot->axisRect()->rect().contains(at)) {
            banding = true;
        }
        pressed = last = at;
        return true;
    case QEvent::MouseMove:
        if (panning) {
            pan(at - last);
            last = at;
        } else if (banding) {
            const QRect area = plot->axisRect()->rect();
            QRect band = QRect(pressed, at).normalized().intersected(area);
            if (band.height() < kFlat) {
                band.setTop(area.top());
                band.setBottom(area.bottom());
            }
            overlay->band = std::abs(at.x() - pressed.x()) >= kDrag ? band : QRect();
            overlay->update();
        }
        if (plot->axisRect()->rect().contains(at)) {
            setHair(plot->xAxis->pixelToCoord(at.x()), true);
        } else if (hair) {
            setHair({}, true);
        }
        return true;
    case QEvent::MouseButtonRelease:
        if (banding) {
            banding = false;
            finishBand(at);
        }
        panning = false;
        return true;
    case QEvent::MouseButtonDblClick:
        banding = panning = false;
        if (!autoX || !autoY) {
            q.resetView();
            return true;
        }
        event->ignore();
        return false; // nothing to show again: the card around may take it
    default: return false;
    }
}

bool CurveChart::eventFilter(QObject *watched, QEvent *event) {
    if (watched == m->plot) {
        switch (event->type()) {
        case QEvent::MouseButtonPress:
        case QEvent::MouseMove:
        case QEvent::MouseButtonRelease:
        case QEvent::MouseButtonDblClick:
        case QEvent::Wheel:
        case QEvent::Leave:
            if (m->mouse(event)) {
                return true;
            }
            if (event->type() == QEvent::Wheel || event->type() == QEvent::MouseButtonDblClick) {
                event->ignore(); // not for the plot itself: it goes on to the parents
                return true;
            }
            break;
        case QEvent::Resize:
        case QEvent::Show: dataChanged(); break;
        default: break;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void CurveChart::keyPressEvent(QKeyEvent *event) {
    const bool shift = event->modifiers() & Qt::ShiftModifier;
    const QRect area = m->plot->axisRect()->rect();
    switch (event->key()) {
    case Qt::Key_Left: shift ? m->pan({area.width() / 10, 0}) : m->stepHair(-1); return;
    case Qt::Key_Right: shift ? m->pan({-area.width() / 10, 0}) : m->stepHair(1); return;
    case Qt::Key_Plus:
    case Qt::Key_Equal: m->zoomAt(area.center(), 0.8, true, false); return;
    case Qt::Key_Minus: m->zoomAt(area.center(), 1.25, true, false); return;
    case Qt::Key_Home: resetView(); return;
    case Qt::Key_Space: m->space = true; return;
    case Qt::Key_Escape:
        if (m->hair) {
            m->setHair({}, true);
            return;
        }
        break;
    default: break;
    }
    QWidget::keyPressEvent(event);
}

void CurveChart::keyReleaseEvent(QKeyEvent *event) {
    if (event->key() == Qt::Key_Space && !event->isAutoRepeat()) {
        m->space = false;
    }
    QWidget::keyReleaseEvent(event);
}

void CurveChart::changeEvent(QEvent *event) {
    if (m->plot != nullptr && (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange ||
                               event->type() == QEvent::FontChange)) {
        m->style();
        dataChanged();
    }
    QWidget::changeEvent(event);
}

void CurveChart::resizeEvent(QResizeEvent *event) {
    QWidget::resizeEvent(event);
    dataChanged();
}

} // namespace trainyard::widgets

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/theme/theme.h"

#include <QAction>
#include <QFile>
#include <QIconEngine>
#include <QLineEdit>
#include <QPainter>
#include <QSvgRenderer>

#include <utility>

// Q_INIT_RESOURCE declares a function of the global namespace.
static void loadIconResources() { Q_INIT_RESOURCE(icons); }

namespace trainyard::widgets {
namespace {

/** Draws one of our own line drawings in the text colour of the moment, so that a live icon follows the theme. */
class DrawnIcon : public QIconEngine {
public:
    explicit DrawnIcon(QByteArray svg, QColor fixed = {}) : m_svg(std::move(svg)), m_fixed(fixed) {}
    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State) override {
        const Theme &theme = Theme::current();
        const QColor colour = mode == QIcon::Disabled ? theme.disabledText : m_fixed.isValid() ? m_fixed : theme.text;
        QByteArray svg = m_svg;
        svg.replace("currentColor", colour.name().toLatin1());
        QSvgRenderer renderer(svg);
        renderer.render(painter, rect);
    }
    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect(QPoint(), size), mode, state);
        return pixmap;
    }
    [[nodiscard]] QIconEngine *clone() const override { return new DrawnIcon(m_svg, m_fixed); }

private:
    QByteArray m_svg;
    QColor m_fixed;
};

QIcon drawn(const QString &name, const QColor &fixed) {
    static const bool loaded = [] {
        loadIconResources();
        return true;
    }();
    Q_UNUSED(loaded)
    QFile file(QStringLiteral(":/trainyard/icons/%1.svg").arg(name));
    return file.open(QIODevice::ReadOnly) ? QIcon(new DrawnIcon(file.readAll(), fixed)) : QIcon();
}

} // namespace

QIcon icon(const QString &name) { return QIcon::hasThemeIcon(name) ? QIcon::fromTheme(name) : drawn(name, {}); }

QIcon icon(const QString &name, const QColor &colour) { return drawn(name, colour); }

void showClearButton(QLineEdit *line) {
    line->setClearButtonEnabled(true);
    // Qt takes the icon of the moment and keeps it; ours is drawn anew in every look.
    if (auto *clear = line->findChild<QAction *>(QStringLiteral("_q_qlineeditclearaction"))) {
        clear->setIcon(drawn(QStringLiteral("edit-clear"), {}));
    }
}

} // namespace trainyard::widgets

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QIcon>
#include <QString>

class QApplication;
class QLineEdit;

namespace trainyard::widgets {

/** The colours of one look, and the sizes that both looks share. A value: widgets read Theme::current() when they
 * paint. */
struct Theme {
    bool isDark = false;
    QColor window;   ///< behind everything
    QColor panel;    ///< rails, bars, cards
    QColor base;     ///< fields and lists
    QColor border;   ///< hair lines between areas; decoration only
    QColor hover;    ///< under the pointer
    QColor selected; ///< behind a selected row; text on it keeps the text colour
    QColor text;
    QColor mutedText; ///< second line, axis numbers; still 4.5:1 on window, panel and base
    QColor disabledText;
    QColor accent;     ///< the one accent: links, focus, primary button, selection frame
    QColor onAccent;   ///< text on the accent
    QColor accentText; ///< text and thin lines in the accent's hue, 4.5:1 on window, panel and base
    QColor good;       ///< states, always beside a word or a sign, never alone
    QColor warning;
    QColor bad;
    QColor grid;     ///< grid lines of charts
    QColor canvas;   ///< the same in both looks
    QColor onCanvas; ///< text on the canvas

    [[nodiscard]] static Theme light();
    [[nodiscard]] static Theme dark();
    /** The theme that applyTheme() was last given; light before. GUI thread. */
    [[nodiscard]] static const Theme &current();

    static constexpr int kRadius = 6;
    static constexpr int kBasePixels = 13; ///< text size
    /** Distances in steps of 4 px. */
    [[nodiscard]] static constexpr int space(int steps) { return 4 * steps; }

    friend bool operator==(const Theme &, const Theme &) = default;
};

/**
 * Fusion, palette, one style sheet, the icon theme. Live: may be called again at any time; the look that is there
 * already costs nothing. GUI thread.
 */
void applyTheme(QApplication &application, const Theme &theme);

/** WCAG 2.1 contrast ratio of two opaque colours, 1 to 21. */
[[nodiscard]] double contrastRatio(const QColor &first, const QColor &second);

/** A colour-blind-safe set of 20, Okabe-Ito first, for classes; the index may be any number. The same in both looks. */
[[nodiscard]] QColor classColour(int index);
/** Colours of lines on the chart's background in the given look, by a stable index. */
[[nodiscard]] QColor seriesColour(int index, const Theme &theme = Theme::current());

/** One of our own drawings in one colour, for signs whose colour says something. */
[[nodiscard]] QIcon icon(const QString &name, const QColor &colour);

/** The cross that empties a line of text, in the colours of the moment. */
void showClearButton(QLineEdit *line);

/** An icon by its freedesktop name: the Breeze theme's, else our own drawing in the text colour of the moment. */
[[nodiscard]] QIcon icon(const QString &name);

} // namespace trainyard::widgets

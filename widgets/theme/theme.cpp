// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/theme/theme.h"

#include <QApplication>
#include <QFont>
#include <QPalette>
#include <QPixmapCache>
#include <QStandardPaths>
#include <QStyle>
#include <QStyleFactory>

#include <array>
#include <cmath>

namespace trainyard::widgets {
namespace {

Theme &currentTheme() {
    static Theme theme = Theme::light();
    return theme;
}

double linear(double channel) { // sRGB to linear light, WCAG 2.1 "relative luminance"
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

double luminance(const QColor &colour) {
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF());
}

QPalette paletteOf(const Theme &theme) {
    QPalette p;
    const auto all = [&p](QPalette::ColorRole role, const QColor &colour) { p.setColor(role, colour); };
    all(QPalette::Window, theme.window);
    all(QPalette::WindowText, theme.text);
    all(QPalette::Base, theme.base);
    all(QPalette::AlternateBase, theme.panel);
    all(QPalette::Text, theme.text);
    all(QPalette::Button, theme.panel);
    all(QPalette::ButtonText, theme.text);
    all(QPalette::BrightText, theme.bad);
    all(QPalette::ToolTipBase, theme.panel);
    all(QPalette::ToolTipText, theme.text);
    all(QPalette::PlaceholderText, theme.mutedText);
    all(QPalette::Highlight, theme.accent);
    all(QPalette::HighlightedText, theme.onAccent);
    all(QPalette::Link, theme.accentText);
    all(QPalette::LinkVisited, theme.accentText);
    all(QPalette::Light, theme.panel);
    all(QPalette::Midlight, theme.hover);
    all(QPalette::Mid, theme.border);
    all(QPalette::Dark, theme.border);
    all(QPalette::Shadow, theme.isDark ? QColor(0, 0, 0) : theme.border);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::HighlightedText}) {
        p.setColor(QPalette::Disabled, role, theme.disabledText);
    }
    p.setColor(QPalette::Disabled, QPalette::Highlight, theme.border);
    return p;
}

/** Words in @ are replaced by the theme's colours. */
constexpr const char *kStyleSheet = R"(
* { outline: none; }
QToolTip { background: @panel; color: @text; border: 1px solid @border; padding: 4px; }
QMenu { background: @panel; border: 1px solid @border; border-radius: 6px; padding: 4px; }
QMenu::item { padding: 6px 24px 6px 8px; border-radius: 4px; }
QMenu::item:selected { background: @selected; }
QMenu::item:disabled { color: @disabled; }
QMenu::separator { height: 1px; background: @border; margin: 4px 8px; }
QMenu::icon { padding-left: 4px; }
QMenuBar { background: @window; }
QMenuBar::item { padding: 4px 8px; border-radius: 4px; background: transparent; }
QMenuBar::item:selected { background: @hover; }
QPushButton { background: @panel; border: 1px solid @border; border-radius: 6px; padding: 5px 12px;
    min-height: 16px; }
QPushButton:hover { background: @hover; }
QPushButton:pressed { background: @selected; }
QPushButton:focus { border-color: @accent; }
QPushButton:disabled { color: @disabled; background: @window; }
QPushButton:checked { background: @selected; border-color: @accent; }
QPushButton[primary="true"] { background: @accent; color: @onaccent; border-color: @accent; font-weight: 600; }
QPushButton[primary="true"]:hover { background: @accenthover; border-color: @accenthover; }
QPushButton[primary="true"]:focus { border: 2px solid @text; padding: 4px 11px; }
QPushButton[primary="true"]:disabled { background: @border; color: @muted; border-color: @border; }
QPushButton[link="true"] { background: transparent; border: none; color: @accenttext; padding: 2px 0;
    text-align: left; }
QPushButton[link="true"]:hover, QPushButton[link="true"]:focus { text-decoration: underline; }
QToolButton { background: transparent; border: 1px solid transparent; border-radius: 6px; padding: 4px; }
QToolButton:hover { background: @hover; }
QToolButton:pressed, QToolButton:checked { background: @selected; }
QToolButton:focus { border-color: @accent; }
QToolButton[section="true"] { font-weight: 600; text-align: left; padding-left: 0; }
QToolButton[section="true"]:checked { background: transparent; }
QToolButton[section="true"]:hover { background: @hover; }
#placeBar QToolButton { font-size: 11px; padding: 4px 0; }
QToolButton[option="true"] { border-color: @border; padding: 4px 8px; }
QToolButton[option="true"]:checked { border-color: @accent; }
QToolButton[option="true"]:focus { border-color: @accent; }
QToolButton::menu-indicator { image: none; }
QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox, QDoubleSpinBox, QComboBox {
    background: @base; border: 1px solid @border; border-radius: 6px; padding: 4px 8px; min-height: 18px;
    selection-background-color: @accent; selection-color: @onaccent; }
QLineEdit:hover, QSpinBox:hover, QDoubleSpinBox:hover, QComboBox:hover { border-color: @muted; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus,
QComboBox:on { border-color: @accent; }
QLineEdit:disabled, QSpinBox:disabled, QDoubleSpinBox:disabled, QComboBox:disabled { color: @disabled;
    background: @window; }
QLineEdit[problem="true"], QSpinBox[problem="true"], QDoubleSpinBox[problem="true"], QComboBox[problem="true"] {
    border-color: @bad; }
QComboBox::drop-down { border: none; width: 20px; }
QComboBox::down-arrow { image: url(:/trainyard/icons/arrow-down-@look.svg); width: 14px; height: 14px; }
QComboBox QAbstractItemView { background: @panel; border: 1px solid @border; padding: 4px;
    selection-background-color: @selected; selection-color: @text; }
QSpinBox::up-button, QDoubleSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::down-button {
    border: none; width: 16px; margin-right: 2px; background: transparent; }
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow { image: url(:/trainyard/icons/arrow-up-@look.svg); width: 12px;
    height: 12px; }
QSpinBox::down-arrow, QDoubleSpinBox::down-arrow {
    image: url(:/trainyard/icons/arrow-down-@look.svg); width: 12px; height: 12px; }
QCheckBox, QRadioButton { spacing: 8px; }
QCheckBox::indicator, QRadioButton::indicator { width: 14px; height: 14px; border: 1px solid @muted;
    background: @base; }
QCheckBox::indicator { border-radius: 4px; }
QRadioButton::indicator { border-radius: 8px; }
QCheckBox::indicator:checked { background: @accent; border-color: @accent;
    image: url(:/trainyard/icons/check-@look.svg); }
QRadioButton::indicator:checked { background: @accent; border-color: @accent;
    image: url(:/trainyard/icons/radio-@look.svg); }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { border-color: @border; background: @window; }
QCheckBox::indicator:focus, QRadioButton::indicator:focus { border: 2px solid @accent; }
QSlider::groove:horizontal { height: 4px; border-radius: 2px; background: @border; }
QSlider::sub-page:horizontal { height: 4px; border-radius: 2px; background: @accent; }
QSlider::handle:horizontal { width: 14px; height: 14px; margin: -5px 0; border-radius: 7px; background: @accent; }
QSlider::handle:horizontal:focus { border: 2px solid @text; width: 10px; height: 10px; }
QSlider:disabled { color: @disabled; }
QProgressBar { background: @border; border: none; border-radius: 3px; max-height: 6px; min-height: 6px;
    text-align: right; }
QProgressBar::chunk { background: @accent; border-radius: 3px; }
QTabBar { qproperty-drawBase: 0; }
QTabBar::tab { background: transparent; color: @muted; padding: 6px 12px; border: none;
    border-bottom: 2px solid transparent; }
QTabBar::tab:hover { color: @text; }
QTabBar::tab:selected { color: @text; border-bottom-color: @accent; }
QTabBar::tab:focus { color: @accenttext; }
QTabWidget::pane { border: none; border-top: 1px solid @border; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: @scroll; border-radius: 3px; margin: 3px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover { background: @muted; }
QScrollBar::handle:disabled { background: transparent; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QAbstractScrollArea { border: none; }
QAbstractItemView { background: @base; alternate-background-color: @panel; selection-background-color: @selected;
    selection-color: @text; border: none; }
QTextBrowser[page="true"] { background: transparent; border: none; padding: 0; }
QTreeView::item, QTableView::item { padding: 4px; }
QAbstractItemView[rail="true"] { background: transparent; }
QAbstractItemView::item:hover { background: @hover; }
QAbstractItemView::item:selected { background: @selected; color: @text; }
QHeaderView::section { background: @window; color: @muted; border: none; border-bottom: 1px solid @border;
    padding: 4px 8px; }
QSplitter::handle { background: @border; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
QDockWidget { titlebar-close-icon: none; }
QDockWidget::title { background: @window; padding: 6px 8px; }
QGroupBox { border: 1px solid @border; border-radius: 6px; margin-top: 10px; padding: 8px; }
QGroupBox::title { subcontrol-origin: margin; left: 8px; padding: 0 4px; }
QStatusBar::item { border: none; }
QLabel[muted="true"] { color: @muted; }
QLabel[heading="true"] { font-size: 16px; font-weight: 600; }
QLabel[section="true"] { color: @muted; font-weight: 600; }
QWidget[card="true"] { background: @panel; border: 1px solid @border; border-radius: 6px; }
QWidget[card="true"]:focus { border-color: @accent; }
)";

QString styleSheetOf(const Theme &theme) {
    QString sheet = QString::fromLatin1(kStyleSheet);
    const QColor scroll = theme.isDark ? theme.border.lighter(125) : theme.border.darker(112);
    const QColor accentHover = theme.isDark ? theme.accent.lighter(108) : theme.accent.darker(108);
    // Longer words first: @accent is the beginning of @accenttext.
    const std::pair<const char *, QString> words[] = {
        {"@accenthover", accentHover.name()},
        {"@accenttext", theme.accentText.name()},
        {"@accent", theme.accent.name()},
        {"@onaccent", theme.onAccent.name()},
        {"@panel", theme.panel.name()},
        {"@window", theme.window.name()},
        {"@base", theme.base.name()},
        {"@border", theme.border.name()},
        {"@hover", theme.hover.name()},
        {"@selected", theme.selected.name()},
        {"@text", theme.text.name()},
        {"@muted", theme.mutedText.name()},
        {"@disabled", theme.disabledText.name()},
        {"@bad", theme.bad.name()},
        {"@scroll", scroll.name()},
        {"@look", theme.isDark ? QStringLiteral("dark") : QStringLiteral("light")},
    };
    for (const auto &[word, value] : words) {
        sheet.replace(QLatin1String(word), value);
    }
    return sheet;
}

} // namespace

Theme Theme::light() {
    Theme t;
    t.isDark = false;
    t.window = QColor(0xF5, 0xF6, 0xF8);
    t.panel = QColor(0xFF, 0xFF, 0xFF);
    t.base = QColor(0xFF, 0xFF, 0xFF);
    t.border = QColor(0xD9, 0xDC, 0xE2);
    t.hover = QColor(0xEC, 0xEE, 0xF2);
    t.selected = QColor(0xDD, 0xE7, 0xFC);
    t.text = QColor(0x1D, 0x1F, 0x23);
    t.mutedText = QColor(0x5B, 0x60, 0x69);
    t.disabledText = QColor(0xA0, 0xA4, 0xAC);
    t.accent = QColor(0x2F, 0x6F, 0xEB);
    t.onAccent = QColor(0xFF, 0xFF, 0xFF);
    t.accentText = QColor(0x24, 0x59, 0xC7);
    t.good = QColor(0x1E, 0x7B, 0x45);
    t.warning = QColor(0x8F, 0x5A, 0x00);
    t.bad = QColor(0xC2, 0x2F, 0x2F);
    t.grid = QColor(0xE8, 0xEA, 0xEE);
    t.canvas = QColor(0x26, 0x28, 0x2C);
    t.onCanvas = QColor(0xD6, 0xD8, 0xDC);
    return t;
}

Theme Theme::dark() {
    Theme t;
    t.isDark = true;
    t.window = QColor(0x1E, 0x1F, 0x22);
    t.panel = QColor(0x27, 0x28, 0x2C);
    t.base = QColor(0x1A, 0x1B, 0x1D);
    t.border = QColor(0x3B, 0x3D, 0x43);
    t.hover = QColor(0x31, 0x33, 0x38);
    t.selected = QColor(0x2A, 0x3A, 0x58);
    t.text = QColor(0xE6, 0xE7, 0xEA);
    t.mutedText = QColor(0xA9, 0xAD, 0xB5);
    t.disabledText = QColor(0x6C, 0x70, 0x78);
    t.accent = QColor(0x6A, 0xA1, 0xFF);
    t.onAccent = QColor(0x0E, 0x1A, 0x30);
    t.accentText = QColor(0x85, 0xB2, 0xFF);
    t.good = QColor(0x62, 0xC4, 0x8B);
    t.warning = QColor(0xE5, 0xB0, 0x55);
    t.bad = QColor(0xF2, 0x8B, 0x82);
    t.grid = QColor(0x35, 0x37, 0x3C);
    t.canvas = QColor(0x26, 0x28, 0x2C);
    t.onCanvas = QColor(0xD6, 0xD8, 0xDC);
    return t;
}

const Theme &Theme::current() {
    return currentTheme();
}

namespace {

/** What both looks share; once for an application. */
void prepare() {
    // Without a desktop's platform theme Qt knows neither where icon themes lie nor which one to take.
    QStringList paths = QIcon::themeSearchPaths();
    for (const QString &folder : QStandardPaths::standardLocations(QStandardPaths::GenericDataLocation)) {
        const QString icons = folder + QStringLiteral("/icons");
        if (!paths.contains(icons)) {
            paths.append(icons);
        }
    }
    QIcon::setThemeSearchPaths(paths);
    QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    QFont font = QApplication::font();
    font.setPixelSize(Theme::kBasePixels);
    QApplication::setFont(font);
}

} // namespace

void applyTheme(QApplication &application, const Theme &theme) {
    // Said by the application itself and not asked of its style: a style sheet puts a nameless wrapper around the style.
    static constexpr const char *kPrepared = "trainyardLook";
    const bool prepared = application.property(kPrepared).toBool();
    if (prepared && theme == Theme::current()) {
        return;
    }
    currentTheme() = theme;
    if (!prepared) {
        prepare();
        application.setProperty(kPrepared, true);
    }
    QIcon::setThemeName(theme.isDark ? QStringLiteral("breeze-dark") : QStringLiteral("breeze"));
    QPixmapCache::clear();
    QApplication::setPalette(paletteOf(theme));
    application.setStyleSheet(styleSheetOf(theme));
}

double contrastRatio(const QColor &first, const QColor &second) {
    const double a = luminance(first), b = luminance(second);
    return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

QColor classColour(int index) {
    // Okabe and Ito's eight without black, then steps between them that differ in lightness as well as in hue.
    static constexpr std::array<unsigned, 20> kColours{
        0xE69F00, 0x56B4E9, 0x009E73, 0xF0E442, 0x0072B2, 0xD55E00, 0xCC79A7, 0x999999, 0x882255, 0x44AA99,
        0xDDCC77, 0x332288, 0xAA4499, 0x88CCEE, 0x117733, 0xCC6677, 0xBBCC33, 0x6699CC, 0xEE8866, 0xFFAABB};
    const int count = static_cast<int>(kColours.size());
    return QColor::fromRgb(0xFF000000U | kColours[static_cast<std::size_t>(((index % count) + count) % count)]);
}

QColor seriesColour(int index, const Theme &theme) {
    static constexpr std::array<unsigned, 8> kLight{0x2F6FEB, 0xC85200, 0x00805C, 0xA63C82,
                                                    0x8A6D00, 0x0E7C9C, 0xB3261E, 0x6B6F78};
    static constexpr std::array<unsigned, 8> kDark{0x6AA1FF, 0xF2994A, 0x3FC8A0, 0xE48AC4,
                                                   0xE2C74F, 0x5CC8E6, 0xF28B82, 0xA9ADB5};
    const auto &set = theme.isDark ? kDark : kLight;
    const int count = static_cast<int>(set.size());
    return QColor::fromRgb(0xFF000000U | set[static_cast<std::size_t>(((index % count) + count) % count)]);
}

} // namespace trainyard::widgets

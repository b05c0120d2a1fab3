// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/palette/wrappedlabel.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QMenu>

namespace trainyard::widgets {
namespace {

constexpr QChar kMayBreak(0x200B); ///< zero-width space
constexpr int kLongest = 16;       ///< characters without a place to break
constexpr char16_t kIdeographs = 0x2E80; ///< from here on lines break between characters anyhow

QString breakable(const QString &text) {
    QString result;
    result.reserve(text.size() + text.size() / 8);
    int run = 0;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text[i];
        result += c;
        run = c.isSpace() || c.unicode() >= kIdeographs ? 0 : run + 1;
        // Never between the halves of a character, nor before a mark that belongs to it.
        const bool joined = c.isHighSurrogate() || (i + 1 < text.size() && text[i + 1].isMark());
        const bool separator = c == u'/' || c == u'\\' || c == u'_';
        if (!joined && (separator || run >= kLongest)) {
            result += kMayBreak;
            run = 0;
        }
    }
    return result;
}

} // namespace

WrappedLabel::WrappedLabel(QWidget *parent, const QString &whole)
    : QLabel(parent) {
    setTextFormat(Qt::PlainText);
    setWordWrap(true);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setWhole(whole);
}

void WrappedLabel::setWhole(const QString &whole) {
    if (whole == m_whole) {
        return;
    }
    m_whole = whole;
    setAccessibleName(whole);
    setText(breakable(whole));
}

void WrappedLabel::keyPressEvent(QKeyEvent *event) {
    if (event->matches(QKeySequence::Copy) && hasSelectedText()) {
        copy();
        event->accept();
        return;
    }
    QLabel::keyPressEvent(event);
}

void WrappedLabel::contextMenuEvent(QContextMenuEvent *event) {
    QMenu menu(this);
    connect(menu.addAction(tr("Copy")), &QAction::triggered, this, &WrappedLabel::copy);
    menu.exec(event->globalPos());
}

void WrappedLabel::copy() const {
    QString chosen = hasSelectedText() ? selectedText() : m_whole;
    QGuiApplication::clipboard()->setText(chosen.remove(kMayBreak));
}

} // namespace trainyard::widgets

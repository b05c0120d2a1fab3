// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/palette/commandpalette.h"

#include "widgets/theme/theme.h"

#include <QAbstractListModel>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QScreen>
#include <QStandardItemModel>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>

namespace trainyard::widgets {
namespace {

constexpr int kGroupRole = Qt::UserRole + 1;
constexpr int kKeysRole = Qt::UserRole + 2;
constexpr int kMost = 200;

/** Text at left, its place muted behind it, the shortcut at right. */
class CommandDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override { return {200, 32}; }
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override {
        const Theme &theme = Theme::current();
        const bool on = option.state & QStyle::State_Selected, enabled = index.flags() & Qt::ItemIsEnabled;
        const QRect r = option.rect.adjusted(4, 1, -4, -1);
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing, true);
        if (on) {
            painter->setPen(Qt::NoPen);
            painter->setBrush(theme.selected);
            painter->drawRoundedRect(r, Theme::kRadius, Theme::kRadius);
        }
        const QString keys = index.data(kKeysRole).toString(), text = index.data(Qt::DisplayRole).toString();
        const int keysWidth = keys.isEmpty() ? 0 : option.fontMetrics.horizontalAdvance(keys) + 12;
        painter->setPen(theme.mutedText);
        painter->drawText(r.adjusted(8, 0, -8, 0), Qt::AlignRight | Qt::AlignVCenter, keys);
        painter->setPen(enabled ? theme.text : theme.disabledText);
        const QRect room = r.adjusted(8, 0, -8 - keysWidth, 0);
        const QString shown = option.fontMetrics.elidedText(text, Qt::ElideRight, room.width());
        painter->drawText(room, Qt::AlignLeft | Qt::AlignVCenter, shown);
        const int used = option.fontMetrics.horizontalAdvance(shown) + 8;
        painter->setPen(theme.mutedText);
        painter->drawText(room.adjusted(used, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter,
                          option.fontMetrics.elidedText(index.data(kGroupRole).toString(), Qt::ElideRight,
                                                        std::max(0, room.width() - used)));
        painter->restore();
    }
};

} // namespace

int CommandPalette::score(const QString &pattern, const QString &text) {
    if (pattern.isEmpty()) {
        return 1;
    }
    const QString p = pattern.toCaseFolded(), t = text.toCaseFolded();
    if (const qsizetype at = t.indexOf(p); at >= 0) {
        // The whole pattern in one piece: the earlier and the nearer to a word's beginning, the better.
        const bool begins = at == 0 || !t[at - 1].isLetterOrNumber();
        return 1000 + (begins ? 500 : 0) + (at == 0 ? 300 : 0) - static_cast<int>(std::min<qsizetype>(at, 200));
    }
    int total = 1, run = 0;
    qsizetype from = 0;
    for (const QChar c : p) {
        if (c.isSpace()) {
            run = 0;
            continue;
        }
        // A word's beginning first, so that "sd" finds "Show data" by its initials.
        qsizetype found = -1;
        if (from < t.size() && t[from] == c && run > 0) {
            found = from;
        } else {
            for (qsizetype i = from; i < t.size(); ++i) {
                if (t[i] == c && (i == 0 || !t[i - 1].isLetterOrNumber())) {
                    found = i;
                    break;
                }
            }
            if (found < 0) {
                found = t.indexOf(c, from);
            }
        }
        if (found < 0) {
            return 0;
        }
        const bool begins = found == 0 || !t[found - 1].isLetterOrNumber();
        run = found == from ? run + 1 : 1;
        total += 10 + (begins ? 20 : 0) + 5 * run - static_cast<int>(std::min<qsizetype>(found - from, 8));
        from = found + 1;
    }
    return std::max(1, total);
}

CommandPalette::CommandPalette(QWidget *parent)
    : QFrame(parent, Qt::Popup) {
    setObjectName(QStringLiteral("commandPalette"));
    setProperty("card", true);
    m_edit = new QLineEdit(this);
    m_edit->setObjectName(QStringLiteral("commandPaletteEdit"));
    m_list = new QListView(this);
    m_list->setObjectName(QStringLiteral("commandPaletteList"));
    m_list->setItemDelegate(new CommandDelegate(m_list));
    m_list->setModel(new QStandardItemModel(m_list));
    m_list->setUniformItemSizes(true);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->viewport()->setAutoFillBackground(false);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Theme::space(2), Theme::space(2), Theme::space(2), Theme::space(2));
    layout->setSpacing(Theme::space(2));
    layout->addWidget(m_edit);
    layout->addWidget(m_list, 1);
    setFocusProxy(m_edit);
    m_edit->installEventFilter(this);
    connect(m_edit, &QLineEdit::textChanged, this, [this] { filter(); });
    connect(m_list, &QListView::clicked, this, [this] { choose(); });
    sayNames();
}

void CommandPalette::sayNames() {
    setAccessibleName(tr("Commands"));
    m_edit->setAccessibleName(tr("Find a command"));
    m_edit->setPlaceholderText(tr("Find a command"));
    m_edit->setToolTip(tr("Some letters of the command; Enter runs it, Esc closes"));
    m_list->setAccessibleName(tr("Commands found"));
    m_list->setToolTip(tr("Enter or a click runs the command"));
}

void CommandPalette::setCommands(std::vector<CommandItem> commands) {
    m_commands = std::move(commands);
    filter();
}

void CommandPalette::openOver(QWidget *window) {
    sayNames(); // in the language of the moment: nobody sees them before
    const int wide = std::clamp(window->width() - 64, 320, 560);
    resize(wide, std::clamp(window->height() - 120, 160, 400));
    move(window->mapToGlobal(QPoint((window->width() - wide) / 2, 48)));
    m_edit->clear();
    filter();
    show();
    m_edit->setFocus(Qt::PopupFocusReason);
}

void CommandPalette::setText(const QString &text) {
    m_edit->setText(text);
}

QStringList CommandPalette::listed() const {
    QStringList ids;
    for (const int row : m_rows) {
        ids << m_commands[static_cast<std::size_t>(row)].id;
    }
    return ids;
}

void CommandPalette::filter() {
    const QString pattern = m_edit->text().trimmed();
    std::vector<std::pair<int, int>> ranked; // score, row
    for (std::size_t i = 0; i < m_commands.size(); ++i) {
        const CommandItem &command = m_commands[i];
        int points = score(pattern, command.text);
        if (points == 0) {
            points = score(pattern, command.group + QLatin1Char(' ') + command.text) / 2;
        }
        if (points > 0) {
            ranked.emplace_back(points - (command.enabled ? 0 : 5000), static_cast<int>(i));
        }
    }
    std::stable_sort(ranked.begin(), ranked.end(), [](const auto &a, const auto &b) { return a.first > b.first; });
    if (ranked.size() > kMost) {
        ranked.resize(kMost);
    }
    auto *model = static_cast<QStandardItemModel *>(m_list->model());
    model->clear();
    m_rows.clear();
    for (const auto &[points, row] : ranked) {
        const CommandItem &command = m_commands[static_cast<std::size_t>(row)];
        auto *item = new QStandardItem(command.text);
        item->setData(command.group, kGroupRole);
        item->setData(command.shortcut.toString(QKeySequence::NativeText), kKeysRole);
        item->setEnabled(command.enabled);
        model->appendRow(item);
        m_rows.push_back(row);
    }
    if (!m_rows.empty()) {
        m_list->setCurrentIndex(model->index(0, 0));
    }
    m_list->setAccessibleDescription(tr("%n command(s)", nullptr, static_cast<int>(m_rows.size())));
}

void CommandPalette::choose() {
    const int row = m_list->currentIndex().row();
    if (row < 0 || row >= static_cast<int>(m_rows.size())) {
        return;
    }
    const CommandItem command = m_commands[static_cast<std::size_t>(m_rows[static_cast<std::size_t>(row)])];
    if (command.enabled) {
        hide();
        Q_EMIT chosen(command.id);
    }
}

bool CommandPalette::eventFilter(QObject *watched, QEvent *event) {
    if (watched == m_edit && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        const int count = static_cast<int>(m_rows.size()), row = m_list->currentIndex().row();
        const auto go = [&](int to) {
            if (count > 0) {
                m_list->setCurrentIndex(m_list->model()->index(std::clamp(to, 0, count - 1), 0));
            }
        };
        switch (key) {
        case Qt::Key_Down:
            go(row + 1 >= count ? 0 : row + 1);
            return true;
        case Qt::Key_Up:
            go(row <= 0 ? count - 1 : row - 1);
            return true;
        case Qt::Key_PageDown:
            go(row + 8);
            return true;
        case Qt::Key_PageUp:
            go(row - 8);
            return true;
        case Qt::Key_Return:
        case Qt::Key_Enter:
            choose();
            return true;
        case Qt::Key_Escape:
            hide();
            return true;
        default:
            break;
        }
    }
    return QFrame::eventFilter(watched, event);
}

} // namespace trainyard::widgets

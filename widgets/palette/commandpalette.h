// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QKeySequence>
#include <QString>

#include <vector>

class QLineEdit;
class QListView;

namespace trainyard::widgets {

struct CommandItem {
    QString id;
    QString text;
    QString group;      ///< the place it belongs to, shown muted
    QKeySequence shortcut;
    bool enabled = true;
};

/** Finds a command by some of its letters. Up, Down, Enter; Esc closes. */
class CommandPalette : public QFrame {
    Q_OBJECT
public:
    explicit CommandPalette(QWidget *parent = nullptr);
    void setCommands(std::vector<CommandItem> commands);
    /** Opens at the top middle of the window given. */
    void openOver(QWidget *window);
    void setText(const QString &text);
    /** Ids as listed now. */
    [[nodiscard]] QStringList listed() const;

    /** 0: no match; more is better. Letters in order; word beginnings and runs count more. */
    [[nodiscard]] static int score(const QString &pattern, const QString &text);

Q_SIGNALS:
    void chosen(const QString &id);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void sayNames();
    void filter();
    void choose();
    std::vector<CommandItem> m_commands;
    std::vector<int> m_rows;
    QLineEdit *m_edit;
    QListView *m_list;
};

} // namespace trainyard::widgets

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLineEdit>
#include <QStringList>

#include <functional>

class QListWidget;

namespace trainyard::widgets {

/** What can stand at the cursor: the part of the text to replace and the words for it. */
struct Completion {
    int from = 0;
    int length = 0;
    QStringList words;
};

/** A line of query text with completion as one types and an underline where it is wrong. Text is taken on Enter. */
class QueryEdit : public QLineEdit {
    Q_OBJECT
public:
    explicit QueryEdit(QWidget *parent = nullptr);
    /** Called at each change of text or cursor: (text, cursor position). */
    void setCompleter(std::function<Completion(const QString &, int)> completer);
    /** column from 0; below 0: no error. The message becomes tooltip and accessible description. */
    void setProblem(int column, const QString &message = {});
    [[nodiscard]] int problemColumn() const { return m_column; }
    [[nodiscard]] QStringList offered() const;

Q_SIGNALS:
    void submitted(const QString &text);

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    void complete();
    void accept(const QString &word);
    std::function<Completion(const QString &, int)> m_completer;
    Completion m_completion;
    QListWidget *m_popup;
    int m_column = -1;
    QString m_tip; ///< while an error is shown: the tooltip without it
    bool m_accepting = false;
};

} // namespace trainyard::widgets

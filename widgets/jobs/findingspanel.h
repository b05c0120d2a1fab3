// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QWidget>

#include <memory>
#include <vector>

namespace trainyard::widgets {

struct FindingItem {
    enum class Severity { Note, Warning, Error };
    QString id;
    Severity severity = Severity::Warning;
    QString text;
    QString subject; ///< the file or run it is about; a link when canJump
    QString fixText; ///< words on the button; empty: no button
    bool canJump = false;
};

/** What was found that a person should know: the worst first, text can be selected, one click to the subject or the
 * fix. */
class FindingsPanel : public QWidget {
    Q_OBJECT
public:
    explicit FindingsPanel(QWidget *parent = nullptr);
    ~FindingsPanel() override;
    void setFindings(std::vector<FindingItem> findings);
    [[nodiscard]] const std::vector<FindingItem> &findings() const;

Q_SIGNALS:
    void jumpRequested(const QString &id);
    void fixRequested(const QString &id);

protected:
    void changeEvent(QEvent *event) override;

private:
    void fill();
    class Private;
    std::unique_ptr<Private> m;
};

} // namespace trainyard::widgets

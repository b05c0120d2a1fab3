// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>
#include <QWidget>

#include <memory>
#include <vector>

namespace trainyard::widgets {

struct JobItem {
    enum class State { Waiting, Running, Done, Failed, Cancelled };
    QString id;
    QString title;         ///< Training defects-3
    QString detail;        ///< epoch 12/40
    State state = State::Running;
    double progress = -1;  ///< 0 to 1; below 0: not known
    double secondsLeft = -1;
    QString error;         ///< why it failed, in words
    QStringList log;       ///< last lines
    bool canCancel = true;
    bool canRetry = false;
};

/** The bottom bar of 28 units: the first running job, how many more, the machine's load. Click or Enter: the list. */
class JobBar : public QWidget {
    Q_OBJECT
public:
    explicit JobBar(QWidget *parent = nullptr);
    ~JobBar() override;

    void setJobs(std::vector<JobItem> jobs);
    [[nodiscard]] const std::vector<JobItem> &jobs() const;
    void setLoad(const QString &text); ///< GPU 0 81 %
    void showList();
    void hideList();
    [[nodiscard]] bool listShown() const;
    [[nodiscard]] QSize sizeHint() const override;

    /** "1 min 20 s left" */
    [[nodiscard]] static QString timeLeft(double seconds);

Q_SIGNALS:
    void cancelRequested(const QString &id);
    void retryRequested(const QString &id);
    /** Jump to what the job works on. */
    void openRequested(const QString &id);

protected:
    void mouseReleaseEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void sayNames();
    void colourTitle();
    class Private;
    std::unique_ptr<Private> m;
};

} // namespace trainyard::widgets

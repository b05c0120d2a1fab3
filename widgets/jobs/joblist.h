// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/jobs/jobbar.h"

#include <QFrame>

class QLabel;
class QScrollArea;
class QVBoxLayout;

namespace trainyard::widgets {

/** The list over the bottom bar: every job with progress, log, cancel and retry. A popup; Esc closes. */
class JobList : public QFrame {
    Q_OBJECT
public:
    explicit JobList(QWidget *parent);
    void setJobs(const std::vector<JobItem> &jobs);
    void openAbove(QWidget *bar);
    /** Says the texts that do not come with the jobs, in the language of the moment. */
    void sayNames();

Q_SIGNALS:
    void closed();
    void cancelRequested(const QString &id);
    void retryRequested(const QString &id);
    void openRequested(const QString &id);

protected:
    void hideEvent(QHideEvent *event) override;

private:
    class Row;
    QScrollArea *m_area;
    QWidget *m_sheet;
    QVBoxLayout *m_layout;
    QLabel *m_none;
    std::vector<Row *> m_rows;
};

} // namespace trainyard::widgets

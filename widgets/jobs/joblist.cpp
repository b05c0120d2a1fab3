// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/jobs/joblist.h"

#include "widgets/palette/wrappedlabel.h"
#include "widgets/theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QToolButton>

#include <algorithm>
#include <cmath>

namespace trainyard::widgets {

class JobList::Row : public QWidget {
public:
    Row(JobList &list, QString id)
        : QWidget(list.m_sheet)
        , m_id(std::move(id))
        , m_list(list) {
        auto *layout = new QVBoxLayout(this);
        layout->setContentsMargins(Theme::space(3), Theme::space(2), Theme::space(3), Theme::space(2));
        layout->setSpacing(Theme::space(1));
        auto *line = new QHBoxLayout;
        line->setSpacing(Theme::space(2));
        m_title = new QLabel(this);
        m_state = new QLabel(this);
        m_state->setProperty("muted", true);
        m_log = new QToolButton(this);
        m_log->setCheckable(true);
        m_cancel = new QPushButton(this);
        m_retry = new QPushButton(this);
        line->addWidget(m_title);
        line->addWidget(m_state, 1);
        line->addWidget(m_log);
        line->addWidget(m_retry);
        line->addWidget(m_cancel);
        layout->addLayout(line);
        m_progress = new QProgressBar(this);
        m_progress->setTextVisible(false);
        layout->addWidget(m_progress);
        m_error = new WrappedLabel(this);
        layout->addWidget(m_error);
        m_text = new QPlainTextEdit(this);
        m_text->setReadOnly(true);
        m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
        m_text->setFixedHeight(140);
        m_text->setVisible(false);
        layout->addWidget(m_text);
        connect(m_log, &QToolButton::toggled, this, [this](bool on) { m_text->setVisible(on); });
        connect(m_cancel, &QPushButton::clicked, this, [this] { Q_EMIT m_list.cancelRequested(m_id); });
        connect(m_retry, &QPushButton::clicked, this, [this] { Q_EMIT m_list.retryRequested(m_id); });
        const std::pair<QWidget *, const char *> names[] = {{m_log, "jobLog"},
                                                            {m_cancel, "jobCancel"},
                                                            {m_retry, "jobRetry"},
                                                            {m_text, "jobText"},
                                                            {m_progress, "jobProgress"}};
        for (const auto &[widget, name] : names) {
            widget->setObjectName(QLatin1String(name) + QLatin1Char('_') + m_id);
        }
    }

    [[nodiscard]] const QString &id() const { return m_id; }

    void set(const JobItem &job) {
        using State = JobItem::State;
        m_title->setText(job.title);
        m_log->setText(JobList::tr("Log"));
        m_cancel->setText(JobList::tr("Cancel"));
        m_retry->setText(JobList::tr("Retry"));
        QStringList words;
        switch (job.state) {
        case State::Waiting:
            words << JobList::tr("waiting");
            break;
        case State::Running:
            words << job.detail << JobBar::timeLeft(job.secondsLeft);
            break;
        case State::Done:
            words << JobList::tr("done") << job.detail;
            break;
        case State::Failed:
            words << JobList::tr("failed");
            break;
        case State::Cancelled:
            words << JobList::tr("cancelled");
            break;
        }
        words.removeAll(QString());
        m_state->setText(words.join(QStringLiteral("  ·  ")));
        m_progress->setVisible(job.state == State::Running);
        m_progress->setRange(0, job.progress < 0 ? 0 : 1000);
        m_progress->setValue(static_cast<int>(std::lround(std::clamp(job.progress, 0.0, 1.0) * 1000)));
        m_error->setWhole(job.error);
        m_error->setVisible(!job.error.isEmpty());
        QPalette palette = m_error->palette();
        palette.setColor(QPalette::WindowText, Theme::current().bad);
        m_error->setPalette(palette);
        m_cancel->setVisible(job.canCancel && (job.state == State::Running || job.state == State::Waiting));
        m_retry->setVisible(job.canRetry && (job.state == State::Failed || job.state == State::Cancelled));
        m_log->setVisible(!job.log.isEmpty());
        const QString log = job.log.join(QLatin1Char('\n'));
        if (log != m_logText) {
            m_logText = log;
            QScrollBar *bar = m_text->verticalScrollBar();
            const bool atEnd = bar->value() >= bar->maximum() - 2;
            m_text->setPlainText(log);
            if (atEnd) {
                bar->setValue(bar->maximum());
            }
        }
        setAccessibleName(job.title + QStringLiteral(", ") + m_state->text());
        m_cancel->setAccessibleName(JobList::tr("Cancel %1").arg(job.title));
        m_cancel->setToolTip(m_cancel->accessibleName());
        m_retry->setAccessibleName(JobList::tr("Retry %1").arg(job.title));
        m_retry->setToolTip(m_retry->accessibleName());
        m_log->setAccessibleName(JobList::tr("Log of %1").arg(job.title));
        m_log->setToolTip(m_log->accessibleName());
        m_text->setAccessibleName(m_log->accessibleName());
        m_progress->setAccessibleName(JobList::tr("Progress of %1").arg(job.title));
    }

protected:
    void mouseDoubleClickEvent(QMouseEvent *) override { Q_EMIT m_list.openRequested(m_id); }

private:
    QString m_id, m_logText;
    JobList &m_list;
    QLabel *m_title, *m_state;
    WrappedLabel *m_error;
    QToolButton *m_log;
    QPushButton *m_cancel, *m_retry;
    QProgressBar *m_progress;
    QPlainTextEdit *m_text;
};

JobList::JobList(QWidget *parent)
    : QFrame(parent, Qt::Popup) {
    setObjectName(QStringLiteral("jobList"));
    setProperty("card", true);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(1, 1, 1, 1);
    m_area = new QScrollArea(this);
    m_area->setObjectName(QStringLiteral("jobListArea"));
    m_area->setWidgetResizable(true);
    m_area->setFrameShape(QFrame::NoFrame);
    m_area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_area->setFocusPolicy(Qt::NoFocus);
    m_sheet = new QWidget;
    m_layout = new QVBoxLayout(m_sheet);
    m_layout->setContentsMargins(0, Theme::space(1), 0, Theme::space(1));
    m_layout->setSpacing(0);
    auto *none = new QLabel(m_sheet);
    none->setProperty("muted", true);
    none->setContentsMargins(Theme::space(3), Theme::space(2), Theme::space(3), Theme::space(2));
    m_none = none;
    m_layout->addWidget(none);
    m_layout->addStretch(1);
    m_area->setWidget(m_sheet);
    layout->addWidget(m_area);
    sayNames();
}

void JobList::sayNames() {
    setAccessibleName(tr("List of jobs"));
    m_area->setAccessibleName(tr("List of jobs"));
    m_none->setText(tr("Nothing is running."));
}

void JobList::setJobs(const std::vector<JobItem> &jobs) {
    // Rows stay while their job does, so that an open log and the focus stay too.
    std::vector<Row *> rows;
    for (std::size_t i = 0; i < jobs.size(); ++i) {
        const auto found = std::find_if(m_rows.begin(), m_rows.end(),
                                        [&](Row *row) { return row != nullptr && row->id() == jobs[i].id; });
        Row *row = found != m_rows.end() ? *found : new Row(*this, jobs[i].id);
        if (found != m_rows.end()) {
            *found = nullptr;
        }
        row->set(jobs[i]);
        if (m_layout->indexOf(row) != static_cast<int>(i) + 1) {
            m_layout->removeWidget(row);
            m_layout->insertWidget(static_cast<int>(i) + 1, row);
        }
        row->show();
        rows.push_back(row);
    }
    for (Row *row : m_rows) {
        if (row != nullptr) {
            row->deleteLater();
            row->hide();
            m_layout->removeWidget(row);
        }
    }
    m_rows = std::move(rows);
    m_none->setVisible(jobs.empty());
}

void JobList::hideEvent(QHideEvent *event) {
    QFrame::hideEvent(event);
    Q_EMIT closed();
}

void JobList::openAbove(QWidget *bar) {
    const int wide = std::clamp(bar->width(), 320, 640);
    m_sheet->adjustSize();
    const int high = std::clamp(m_sheet->sizeHint().height() + 4, 48, 420);
    resize(wide, high);
    move(bar->mapToGlobal(QPoint(Theme::space(2), -high - Theme::space(1))));
    show();
    setFocus(Qt::PopupFocusReason);
}

} // namespace trainyard::widgets

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/jobs/jobbar.h"

#include "widgets/jobs/joblist.h"
#include "widgets/palette/elidedlabel.h"
#include "widgets/theme/theme.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QMouseEvent>
#include <QProgressBar>
#include <QToolButton>

#include <algorithm>
#include <cmath>

namespace trainyard::widgets {

class JobBar::Private {
public:
    std::vector<JobItem> jobs;
    QToolButton *open = nullptr;
    ElidedLabel *title = nullptr;
    ElidedLabel *detail = nullptr;
    QLabel *left = nullptr;
    QProgressBar *progress = nullptr;
    QLabel *more = nullptr;
    QLabel *load = nullptr;
    JobList *list = nullptr;
};

QString JobBar::timeLeft(double seconds) {
    if (seconds < 0 || !std::isfinite(seconds)) {
        return {};
    }
    const auto whole = static_cast<long long>(std::ceil(seconds));
    if (whole < 60) {
        return tr("%1 s left").arg(whole);
    }
    if (whole < 3600) {
        return tr("%1 min %2 s left").arg(whole / 60).arg(whole % 60);
    }
    return tr("%1 h %2 min left").arg(whole / 3600).arg(whole % 3600 / 60);
}

JobBar::JobBar(QWidget *parent)
    : QWidget(parent)
    , m(std::make_unique<Private>()) {
    setObjectName(QStringLiteral("jobBar"));
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_StyledBackground);
    setFixedHeight(28);
    setCursor(Qt::PointingHandCursor);
    m->open = new QToolButton(this);
    m->open->setObjectName(QStringLiteral("jobBarOpen"));
    m->open->setArrowType(Qt::UpArrow);
    m->open->setFocusPolicy(Qt::NoFocus);
    m->open->setAttribute(Qt::WA_TransparentForMouseEvents);
    m->open->setFixedSize(20, 20);
    m->title = new ElidedLabel(this);
    m->title->setObjectName(QStringLiteral("jobBarTitle"));
    m->detail = new ElidedLabel(this);
    m->detail->setProperty("muted", true);
    m->left = new QLabel(this);
    m->left->setProperty("muted", true);
    m->progress = new QProgressBar(this);
    m->progress->setObjectName(QStringLiteral("jobBarProgress"));
    m->progress->setTextVisible(false);
    m->progress->setFixedWidth(120);
    m->progress->setRange(0, 1000);
    m->more = new QLabel(this);
    m->more->setProperty("muted", true);
    m->load = new QLabel(this);
    m->load->setProperty("muted", true);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(Theme::space(2), 0, Theme::space(3), 0);
    layout->setSpacing(Theme::space(3));
    layout->addWidget(m->open);
    layout->addWidget(m->title);
    layout->addWidget(m->detail);
    layout->addWidget(m->left);
    layout->addWidget(m->progress);
    layout->addWidget(m->more);
    layout->addStretch(1);
    layout->addWidget(m->load);
    m->list = new JobList(this);
    connect(m->list, &JobList::cancelRequested, this, &JobBar::cancelRequested);
    connect(m->list, &JobList::retryRequested, this, &JobBar::retryRequested);
    connect(m->list, &JobList::openRequested, this, &JobBar::openRequested);
    // Esc and a click elsewhere close a popup, too.
    connect(m->list, &JobList::closed, this, [this] { m->open->setArrowType(Qt::UpArrow); });
    sayNames();
    setJobs({});
}

void JobBar::sayNames() {
    setAccessibleName(tr("Jobs"));
    setToolTip(tr("Running jobs: click, or press Enter, for the list"));
    m->open->setAccessibleName(tr("Show the jobs"));
    m->open->setToolTip(tr("Show the jobs"));
    m->progress->setAccessibleName(tr("Progress"));
}

JobBar::~JobBar() = default;

void JobBar::setJobs(std::vector<JobItem> jobs) {
    m->jobs = std::move(jobs);
    const auto is = [](JobItem::State state) { return [state](const JobItem &job) { return job.state == state; }; };
    auto first = std::find_if(m->jobs.begin(), m->jobs.end(), is(JobItem::State::Running));
    const auto running = std::count_if(m->jobs.begin(), m->jobs.end(), [](const JobItem &job) {
        return job.state == JobItem::State::Running || job.state == JobItem::State::Waiting;
    });
    const auto failed = std::count_if(m->jobs.begin(), m->jobs.end(), is(JobItem::State::Failed));
    if (first == m->jobs.end()) {
        first = std::find_if(m->jobs.begin(), m->jobs.end(), is(JobItem::State::Waiting));
    }
    const bool any = first != m->jobs.end();
    m->title->setWhole(any          ? first->title
                       : failed > 0 ? tr("%n job(s) failed", nullptr, static_cast<int>(failed))
                                    : tr("No jobs running"));
    m->detail->setWhole(any ? (first->state == JobItem::State::Waiting ? tr("waiting") : first->detail) : QString());
    m->detail->setVisible(!m->detail->whole().isEmpty());
    m->left->setText(any ? timeLeft(first->secondsLeft) : QString());
    m->left->setVisible(!m->left->text().isEmpty());
    m->progress->setVisible(any && first->state == JobItem::State::Running);
    if (any) {
        m->progress->setRange(0, first->progress < 0 ? 0 : 1000);
        m->progress->setValue(static_cast<int>(std::lround(std::clamp(first->progress, 0.0, 1.0) * 1000)));
    }
    m->more->setText(running > 1 ? tr("and %n more", nullptr, static_cast<int>(running - 1)) : QString());
    m->more->setVisible(running > 1);
    QStringList words{m->title->whole(), m->detail->whole(), m->left->text(), m->more->text()};
    words.removeAll(QString());
    setAccessibleDescription(words.join(QStringLiteral(", ")));
    m->list->setJobs(m->jobs);
    colourTitle();
}

const std::vector<JobItem> &JobBar::jobs() const {
    return m->jobs;
}
void JobBar::setLoad(const QString &text) {
    m->load->setText(text);
}

void JobBar::showList() {
    m->list->openAbove(this);
    m->open->setArrowType(Qt::DownArrow);
}

void JobBar::hideList() {
    m->list->hide();
}

bool JobBar::listShown() const {
    return m->list->isVisible();
}
QSize JobBar::sizeHint() const {
    return {600, 28};
}

void JobBar::mouseReleaseEvent(QMouseEvent *event) {
    if (event->button() == Qt::LeftButton && rect().contains(event->position().toPoint())) {
        listShown() ? hideList() : showList();
    }
}

void JobBar::keyPressEvent(QKeyEvent *event) {
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
    case Qt::Key_Up:
        showList();
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

void JobBar::colourTitle() {
    // Failed jobs are said in the colour for it, too.
    const Theme &theme = Theme::current();
    QPalette palette = m->title->palette();
    const bool failed = std::any_of(m->jobs.begin(), m->jobs.end(),
                                    [](const JobItem &j) { return j.state == JobItem::State::Failed; });
    const bool busy = std::any_of(m->jobs.begin(), m->jobs.end(), [](const JobItem &j) {
        return j.state == JobItem::State::Running || j.state == JobItem::State::Waiting;
    });
    palette.setColor(QPalette::WindowText, busy ? theme.text : failed ? theme.bad : theme.mutedText);
    if (palette != m->title->palette()) {
        m->title->setPalette(palette);
    }
}

void JobBar::changeEvent(QEvent *event) {
    if (event->type() == QEvent::PaletteChange) {
        colourTitle();
    } else if (event->type() == QEvent::LanguageChange) {
        sayNames();
        m->list->sayNames();
        setJobs(std::vector<JobItem>(m->jobs));
    }
    QWidget::changeEvent(event);
}

} // namespace trainyard::widgets

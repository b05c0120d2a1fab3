// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/train/trainplace.h"

#include "app/train/newrunpage.h"
#include "app/train/runlistpanel.h"
#include "app/train/runpage.h"
#include "app/window/remember.h"
#include "app/window/ui.h"

#include <QHBoxLayout>
#include <QSplitter>
#include <QStackedWidget>

using namespace Qt::StringLiterals;

namespace trainyard::app {

TrainPlace::TrainPlace(AppServices &services, QWidget *parent)
    : Place(parent), m_services(services), m_list(new RunListPanel(services, this)), m_pages(new QStackedWidget(this))
    , m_new(new NewRunPage(services, this)), m_run(new RunPage(services, this)) {
    m_pages->addWidget(m_new);
    m_pages->addWidget(m_run);
    auto *splitter = named(new QSplitter(this), "trainSplitter"_L1);
    splitter->setHandleWidth(1);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(m_list);
    splitter->addWidget(m_pages);
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({248, 960});
    rememberSizes(splitter, m_services);
    auto *all = new QHBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->addWidget(splitter);
    words([this] { setAccessibleName(tr("Train")); });

    ActionRegistry &actions = m_services.actions;
    actions.attach(Scope::Train, this);
    const auto on = [&](QLatin1StringView id, const std::function<void()> &act) {
        connect(actions.action(id), &QAction::triggered, this, act);
    };
    on("train.new"_L1, [this] {
        m_awaitsRuns = false;
        showNew();
    });
    on("train.start"_L1, [this] { m_new->start(); });
    on("train.pause"_L1, [this] { m_services.runs.pause(m_current); });
    on("train.resume"_L1, [this] { m_services.runs.resume(m_current); });
    on("train.stop"_L1, [this] { m_services.runs.stop(m_current); });
    on("train.delete"_L1, [this] {
        const auto run = m_services.runs.find(m_current);
        if (!run)
            return;
        // Files of a run do not come back: say what goes before it goes.
        m_services.notices.post({Severity::Warning,
                                 [name = run->name] {
                                     return tr("Delete the run %1 with its curves and checkpoints for good? Its model stays.").arg(name);
                                 }, {},
                                 {{[] { return tr("Delete the run"); }, [this, id = run->id] { m_services.runs.remove(id); }},
                                  {[] { return tr("Keep it"); }, [] {}}},
                                 u"deleteRun"_s});
    });
    connect(m_list, &RunListPanel::chosen, this, &TrainPlace::showRun);
    connect(m_list, &RunListPanel::comparedChanged, m_run, &RunPage::setCompared);
    connect(&m_services.runs, &RunService::started, this, &TrainPlace::showRun);
    connect(&m_services.runs, &RunService::listChanged, this, [this] {
        if (std::exchange(m_awaitsRuns, false) && isVisible())
            enter();
        else if (!m_current.isEmpty() && !m_services.runs.find(m_current))
            showNew();
        updateActions();
    });
    connect(&m_services.runs, &RunService::runChanged, this, [this](const QString &id) {
        if (id == m_current)
            updateActions();
    });
    connect(&m_services.project, &ProjectService::closed, this, [this] {
        m_current.clear();
        m_awaitsRuns = true;
        m_pages->setCurrentWidget(m_new);
    });
    connect(&m_services.navigation, &Navigation::runWanted, this, &TrainPlace::showRun);
    updateActions();
}

void TrainPlace::enter() {
    if (m_current.isEmpty() && !m_services.runs.list().empty())
        showRun(m_services.runs.list().front()->id);
    else if (m_pages->currentWidget() == m_new)
        m_new->refresh();
}

void TrainPlace::showRun(const QString &id) {
    if (!m_services.runs.find(id))
        return;
    m_current = id;
    m_run->setRun(id);
    m_list->setCurrent(id);
    m_pages->setCurrentWidget(m_run);
    updateActions();
}

void TrainPlace::showNew() {
    m_current.clear();
    m_list->setCurrent({});
    m_pages->setCurrentWidget(m_new);
    m_new->refresh();
    updateActions();
}

void TrainPlace::updateActions() {
    const auto run = m_services.runs.find(m_current);
    const bool working = run && run->isWorking();
    const bool finished = run && run->state && run->state->status == runs::RunStatus::Finished;
    const auto set = [&](QLatin1StringView id, bool on) { m_services.actions.action(id)->setEnabled(on); };
    set("train.pause"_L1, working);
    set("train.stop"_L1, working);
    set("train.resume"_L1, run && !working && !finished && run->liveness != runs::Liveness::Unknown);
    set("train.delete"_L1, run && !working);
    set("train.start"_L1, m_pages->currentWidget() == m_new && m_new->canStart());
}

} // namespace trainyard::app

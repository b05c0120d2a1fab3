// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/topbar.h"

#include "app/window/ui.h"
#include "widgets/palette/queryedit.h"
#include "widgets/theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace trainyard::app {

TopBar::TopBar(AppServices &services, QWidget *parent)
    : Panel(parent), m_services(services), m_menu(new QMenu(this)), m_menuButton(new QToolButton(this))
    , m_project(new QToolButton(this)), m_query(new widgets::QueryEdit(this)), m_saved(new QLabel(this))
    , m_findings(actionButton(services.actions.action("view.findings"_L1), this, Qt::ToolButtonTextBesideIcon)) {
    setObjectName(u"topBar"_s);
    setAttribute(Qt::WA_StyledBackground);
    setFixedHeight(40);
    m_menuButton->setObjectName(u"menuButton"_s);
    m_menuButton->setIcon(widgets::icon(u"application-menu"_s));
    m_menuButton->setPopupMode(QToolButton::InstantPopup);
    m_menuButton->setAutoRaise(true);
    m_menuButton->setMenu(m_menu);
    m_project->setObjectName(u"projectButton"_s);
    m_project->setAutoRaise(true);
    m_project->setPopupMode(QToolButton::InstantPopup);
    m_project->setToolButtonStyle(Qt::ToolButtonTextOnly);
    m_query->setObjectName(u"queryBox"_s);
    m_query->setMaximumWidth(640);
    m_saved->setObjectName(u"savedTick"_s);
    m_saved->setProperty("muted", true);

    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(8, 4, 12, 4);
    row->setSpacing(8);
    row->addWidget(m_menuButton);
    row->addWidget(m_project);
    row->addStretch(1);
    row->addWidget(m_query, 6);
    row->addStretch(1);
    row->addWidget(m_saved);
    row->addWidget(m_findings);

    words([this] {
        m_menuButton->setAccessibleName(tr("Menu"));
        m_menuButton->setToolTip(tr("Menu"));
        m_query->setAccessibleName(tr("Filter"));
        m_query->setToolTip(tr("Filter the images by a query, or begin with > for a command (Ctrl+K)"));
        m_query->setPlaceholderText(tr("Filter, such as  class = \"crack\" and width > 640,  or  >  for a command"));
        fillMenu();
        showSaved();
        showFindings();
        showProject();
        showUndo();
    });
    m_query->setCompleter([this](const QString &typed, int cursor) {
        widgets::Completion completion;
        if (typed.startsWith(u'>'))
            return completion;
        const auto suggestions = dataset::completeQuery(
            utf8(typed), utf8(typed.left(cursor)).size(),
            [this](std::string_view field) { return m_services.filter.valuesOf(field); });
        for (const dataset::Suggestion &suggestion : suggestions) {
            if (completion.words.isEmpty()) {
                const QByteArray bytes = typed.toUtf8();
                completion.from = static_cast<int>(QString::fromUtf8(bytes.left(static_cast<qsizetype>(suggestion.from))).size());
                completion.length = static_cast<int>(
                    QString::fromUtf8(bytes.mid(static_cast<qsizetype>(suggestion.from),
                                                static_cast<qsizetype>(suggestion.to - suggestion.from))).size());
            }
            completion.words.append(text(suggestion.text));
        }
        return completion;
    });
    connect(m_query, &widgets::QueryEdit::submitted, this, [this](const QString &typed) {
        if (typed.startsWith(u'>')) {
            showFilter();
            Q_EMIT commandWanted(typed.mid(1).trimmed());
        } else if (m_services.filter.setText(typed)) {
            Q_EMIT queryTaken();
        }
    });
    connect(m_query, &QLineEdit::textEdited, this, [this](const QString &typed) {
        if (typed == u">"_s) {
            showFilter();
            Q_EMIT commandWanted({});
        } else if (typed.isEmpty()) {
            m_services.filter.setText({});
        }
    });
    connect(&m_services.filter, &DataFilter::filterChanged, this, &TopBar::showFilter);
    connect(&m_services.project, &ProjectService::savingChanged, this, &TopBar::showSaved);
    connect(&m_services.project, &ProjectService::findingsChanged, this, &TopBar::showFindings);
    connect(&m_services.project, &ProjectService::undoChanged, this, &TopBar::showUndo);
    for (auto signal : {&ProjectService::opened, &ProjectService::closed})
        connect(&m_services.project, signal, this, [this] {
            showProject();
            showSaved();
            showFindings();
            showUndo();
        });
    connect(&m_services.settings, &Settings::recentProjectsChanged, this, &TopBar::showProject);
}

void TopBar::focusQuery() {
    m_query->setFocus(Qt::ShortcutFocusReason);
    m_query->selectAll();
}

void TopBar::fillMenu() {
    m_menu->clear();
    QMenu *section = nullptr;
    std::optional<ActionGroup> last;
    for (QAction *action : m_services.actions.actions()) {
        const ActionSpec &spec = m_services.actions.spec(action);
        if (spec.scope != Scope::Global)
            continue;
        if (last != spec.group) {
            section = m_menu->addMenu(groupName(spec.group));
            last = spec.group;
        }
        section->addAction(action);
    }
}

void TopBar::showFilter() {
    const DataFilter &filter = m_services.filter;
    if (filter.problem()) {
        bool known = false;
        const int column = QString::fromUtf8(filter.problem()->argument("column").data()).toInt(&known);
        m_query->setProblem(known ? std::max(0, column - 1) : 0, m_services.words.of(*filter.problem()));
        return;
    }
    m_query->setProblem(-1);
    if (m_query->text() != filter.queryText())
        m_query->setText(filter.queryText());
}

void TopBar::showSaved() {
    const bool open = m_services.project.isOpen();
    m_saved->setVisible(open);
    if (!open)
        return;
    if (m_services.project.isReadOnly())
        m_saved->setText(tr("read only"));
    else
        m_saved->setText(m_services.project.isSaving() ? tr("saving…") : tr("saved ✓"));
    m_saved->setToolTip(tr("Every act is saved when it is made."));
}

void TopBar::showFindings() {
    const auto count = m_services.project.findings().size();
    m_findings->setVisible(m_services.project.isOpen() && count > 0);
    m_findings->setText(countText(static_cast<qint64>(count)));
    m_findings->setAccessibleName(tr("%n finding(s)", nullptr, static_cast<int>(count)));
}

void TopBar::showProject() {
    const bool open = m_services.project.isOpen();
    m_project->setVisible(open);
    m_query->setVisible(open);
    m_project->setText(m_services.project.name() + u"  ▾"_s);
    m_project->setAccessibleName(tr("Project %1").arg(m_services.project.name()));
    m_project->setToolTip(m_services.project.folderText());
    auto *menu = new QMenu(m_project);
    for (const RecentProject &recent : m_services.settings.recentProjects()) {
        if (recent.folder == m_services.project.folderText())
            continue;
        connect(menu->addAction(recent.name), &QAction::triggered, this,
                [this, folder = recent.folder] { m_services.opening.openPath(folder); });
    }
    menu->addSeparator();
    for (const QLatin1StringView id : {"project.openFolder"_L1, "project.importLabels"_L1, "project.exportLabels"_L1, "project.rescan"_L1, "project.close"_L1})
        menu->addAction(m_services.actions.action(id));
    if (QMenu *old = m_project->menu())
        old->deleteLater();
    m_project->setMenu(menu);
}

void TopBar::showUndo() {
    const auto label = [this](QLatin1StringView id, const std::optional<dataset::NextAct> &next, const QString &plain,
                              const QString &with) {
        QAction *action = m_services.actions.action(id);
        action->setEnabled(next.has_value());
        const QString act = next ? m_services.words.of(text(next->act), next->arguments) : QString();
        action->setText(act.isEmpty() ? plain : with.arg(act));
    };
    label("edit.undo"_L1, m_services.project.nextUndo(), tr("Undo"), tr("Undo: %1"));
    label("edit.redo"_L1, m_services.project.nextRedo(), tr("Redo"), tr("Redo: %1"));
}

} // namespace trainyard::app

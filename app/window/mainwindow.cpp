// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/mainwindow.h"

#include "app/data/dataplace.h"
#include "app/evaluate/evaluateplace.h"
#include "app/label/labelplace.h"
#include "app/models/modelsplace.h"
#include "app/settings/aboutpage.h"
#include "app/settings/keyspage.h"
#include "app/settings/settingspage.h"
#include "app/start/startplace.h"
#include "app/train/trainplace.h"
#include "app/window/exportlabels.h"
#include "app/window/interruptionnotice.h"
#include "app/window/newstoast.h"
#include "app/window/noticebar.h"
#include "app/window/placebar.h"
#include "app/window/topbar.h"
#include "app/window/ui.h"
#include "widgets/jobs/findingspanel.h"
#include "widgets/jobs/jobbar.h"
#include "widgets/palette/commandpalette.h"

#include <QDragEnterEvent>
#include <QFileDialog>
#include <QMimeData>
#include <QScreen>
#include <QStackedWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace trainyard::app {

namespace {
constexpr int kFindingsWidth = 340;

QString lostNotice(const dataset::Source &source) { return u"lost:%1"_s.arg(source.id.value); }

/** The place whose acts they are; empty: everywhere. */
QString placeOfScope(Scope scope) {
    switch (scope) {
    case Scope::Data: return u"data"_s;
    case Scope::Label: return u"label"_s;
    case Scope::Train: return u"train"_s;
    case Scope::Evaluate: return u"evaluate"_s;
    case Scope::Models: return u"models"_s;
    default: return {};
    }
}
} // namespace

MainWindow::MainWindow(AppServices &services, QWidget *parent) : QMainWindow(parent), m_services(services) {
    setObjectName(u"mainWindow"_s);
    setAcceptDrops(true);
    resize(QSize(1280, 800).boundedTo(screen()->availableSize()));
    build();
    connectActions();
    connectServices();
    for (QAction *action : m_services.actions.actions())
        if (m_services.actions.spec(action).scope == Scope::Global)
            addAction(action);
    updatePlaces();
    goTo(u"start"_s);
    const QByteArray geometry = m_services.settings.session(u"window"_s, u"geometry"_s).toByteArray();
    if (!geometry.isEmpty())
        restoreGeometry(geometry);
}

MainWindow::~MainWindow() = default;

void MainWindow::build() {
    auto *central = new QWidget(this);
    auto *columns = new QHBoxLayout(central);
    columns->setContentsMargins(0, 0, 0, 0);
    columns->setSpacing(0);
    m_placeBar = new PlaceBar(m_services.actions, central);
    auto *right = new QVBoxLayout;
    right->setSpacing(0);
    columns->addWidget(m_placeBar);
    columns->addWidget(separator(central, Qt::Vertical));
    columns->addLayout(right, 1);

    m_topBar = new TopBar(m_services, central);
    m_notices = new NoticeBar(m_services.notices, central);
    m_stack = new QStackedWidget(central);
    m_stack->setObjectName(u"places"_s);
    m_findingsSide = new QWidget(central);
    m_findingsSide->setFixedWidth(kFindingsWidth);
    m_findings = named(new widgets::FindingsPanel(m_findingsSide), "findingsPanel"_L1);
    auto *side = new QVBoxLayout(m_findingsSide);
    side->setContentsMargins(12, 12, 12, 12);
    side->addWidget(m_findings);
    m_findingsSide->hide();
    m_jobs = named(new widgets::JobBar(central), "jobBar"_L1);
    m_palette = named(new widgets::CommandPalette(this), "commandPalette"_L1);
    m_palette->hide();

    auto *middle = new QHBoxLayout;
    middle->setSpacing(0);
    middle->addWidget(m_stack, 1);
    middle->addWidget(m_findingsSide);
    right->addWidget(m_topBar);
    right->addWidget(separator(central));
    right->addWidget(m_notices);
    right->addLayout(middle, 1);
    right->addWidget(separator(central));
    right->addWidget(m_jobs);
    setCentralWidget(central);
    new NewsToast(m_services.notices, m_stack);

    addPlace("start"_L1, new StartPlace(m_services, this));
    addPlace("data"_L1, new DataPlace(m_services, this));
    addPlace("label"_L1, new LabelPlace(m_services, this));
    addPlace("train"_L1, new TrainPlace(m_services, this));
    addPlace("evaluate"_L1, new EvaluatePlace(m_services, this));
    addPlace("models"_L1, new ModelsPlace(m_services, this));
    addPlace("settings"_L1, new SettingsPage(m_services, this), false);
    addPlace("keys"_L1, new KeysPage(m_services, this), false);
    addPlace("about"_L1, new AboutPage(this), false);
    addPlace("exportLabels"_L1, new ExportLabelsPage(m_services, this), false);
}

void MainWindow::addPlace(QLatin1StringView id, Place *place, bool inBar) {
    place->setObjectName(QString(id) + u"Place"_s);
    m_stack->addWidget(place);
    m_places.append({id, place, inBar});
    if (inBar)
        connect(m_services.actions.action(QLatin1StringView((QByteArray("go.") + QByteArray(id.data(), id.size())).constData())),
                &QAction::triggered, this, [this, id] { goTo(id); });
}

Place *MainWindow::place(QLatin1StringView id) const {
    for (const PlaceEntry &entry : m_places)
        if (entry.id == id)
            return entry.place;
    return nullptr;
}

QString MainWindow::currentPlace() const {
    for (const PlaceEntry &entry : m_places)
        if (entry.place == m_stack->currentWidget())
            return entry.id;
    return {};
}

bool MainWindow::isShown(const QString &place) const {
    const bool open = m_services.project.isOpen();
    if (place == u"data"_s || place == u"exportLabels"_s)
        return open;
    if (place == u"label"_s || place == u"train"_s)
        return open && m_services.project.itemCount() > 0;
    if (place == u"evaluate"_s || place == u"models"_s)
        return open && !m_services.models.list().empty();
    return true;
}

void MainWindow::updatePlaces() {
    for (const PlaceEntry &entry : m_places)
        if (entry.inBar)
            m_placeBar->setShown(entry.id, isShown(entry.id));
    if (!isShown(currentPlace()))
        goTo(m_services.project.isOpen() ? u"data"_s : u"start"_s);
    const bool open = m_services.project.isOpen();
    for (const QLatin1StringView id : {"project.rescan"_L1, "project.close"_L1, "project.exportLabels"_L1, "view.query"_L1, "view.findings"_L1})
        m_services.actions.action(id)->setEnabled(open);
    setWindowTitle(open ? m_services.project.name() + u" – Trainyard"_s : u"Trainyard"_s);
}

void MainWindow::goTo(const QString &wanted) {
    const QString before = currentPlace();
    if (!isShown(wanted) || (before == wanted && m_stack->currentWidget()->isVisible())) {
        m_placeBar->setCurrent(before); // the act that led here has changed its own mark
        return;
    }
    for (const PlaceEntry &entry : m_places) {
        if (entry.id != wanted)
            continue;
        if (auto *old = qobject_cast<Place *>(m_stack->currentWidget()); old && old != entry.place)
            old->leave();
        m_stack->setCurrentWidget(entry.place);
        m_placeBar->setCurrent(wanted);
        if (entry.inBar) {
            m_before = wanted;
            if (m_services.project.isOpen() && wanted != u"start"_s)
                m_services.settings.setSession(m_services.project.folderText(), u"place"_s, wanted);
        }
        entry.place->enter();
        entry.place->setFocus();
    }
}

void MainWindow::connectActions() {
    const auto on = [this](QLatin1StringView id, const std::function<void()> &act) {
        connect(m_services.actions.action(id), &QAction::triggered, this, act);
    };
    on("project.openFolder"_L1, [this] {
        chooseFolder(tr("Open a folder of images"), [this](const QString &path) { m_services.opening.openPath(path); });
    });
    on("project.openProject"_L1, [this] {
        chooseFolder(tr("Open a project"), [this](const QString &path) { m_services.opening.openPath(path); });
    });
    on("project.importLabels"_L1, [this] {
        chooseFile(tr("Import labels"), tr("Annotations (*.json *.xml);;All files (*)"),
                   [this](const QString &path) { m_services.opening.importLabels(path); });
    });
    on("project.exportLabels"_L1, [this] { goTo(u"exportLabels"_s); });
    on("project.trySample"_L1, [this] { m_services.opening.openSample(); });
    on("project.rescan"_L1, [this] { m_services.opening.rescan(); });
    on("project.close"_L1, [this] { m_services.project.close(); });
    on("app.quit"_L1, [this] { close(); });
    on("edit.undo"_L1, [this] { m_services.project.undo(); });
    on("edit.redo"_L1, [this] { m_services.project.redo(); });
    on("view.query"_L1, [this] { m_topBar->focusQuery(); });
    on("view.palette"_L1, [this] { openPalette({}); });
    on("view.findings"_L1, [this] { m_findingsSide->setVisible(!m_findingsSide->isVisible()); });
    on("view.jobs"_L1, [this] { m_jobs->listShown() ? m_jobs->hideList() : m_jobs->showList(); });
    on("view.fullScreen"_L1, [this] { toggleFullScreen(); });
    on("view.themeSystem"_L1, [this] { m_services.settings.set(preferences::kTheme, ThemeChoice::System); });
    on("view.themeLight"_L1, [this] { m_services.settings.set(preferences::kTheme, ThemeChoice::Light); });
    on("view.themeDark"_L1, [this] { m_services.settings.set(preferences::kTheme, ThemeChoice::Dark); });
    on("view.languageEnglish"_L1, [this] { m_services.settings.set(preferences::kLanguage, LanguageChoice::English); });
    on("view.languageChinese"_L1, [this] { m_services.settings.set(preferences::kLanguage, LanguageChoice::Chinese); });
    const auto page = [this](const QString &id) { goTo(currentPlace() == id ? m_before : id); };
    on("view.settings"_L1, [page] { page(u"settings"_s); });
    on("help.keys"_L1, [page] { page(u"keys"_s); });
    on("help.about"_L1, [page] { page(u"about"_s); });
}

void MainWindow::connectServices() {
    ProjectService &project = m_services.project;
    connect(&project, &ProjectService::opened, this, [this] {
        updatePlaces();
        const QString last =
            m_services.settings.session(m_services.project.folderText(), u"place"_s).toString();
        goTo(!last.isEmpty() && isShown(last) ? last : u"data"_s);
        showFindings();
    });
    connect(&project, &ProjectService::closed, this, [this] {
        m_findingsSide->hide();
        updatePlaces();
    });
    connect(&project, &ProjectService::countChanged, this, &MainWindow::updatePlaces);
    connect(&m_services.models, &ExportService::listChanged, this, &MainWindow::updatePlaces);
    connect(&project, &ProjectService::findingsChanged, this, &MainWindow::showFindings);
    connect(&project, &ProjectService::failed, this,
            [this](const Error &error) { m_services.notices.error([this, error] { return m_services.words.of(error); }); });
    connect(&m_services.runs, &RunService::failed, this,
            [this](const Error &error) { m_services.notices.error([this, error] { return m_services.words.of(error); }); });
    connect(m_notices, &NoticeBar::focusLeft, this, [this] { m_stack->currentWidget()->setFocus(); });
    connect(&project, &ProjectService::undone, this, [this](const dataset::UndoReport &report) {
        if (report.conflicts > 0)
            m_services.notices.post({Severity::Warning,
                                     [] { return tr("Some of it was changed elsewhere since then, and stays as it is now."); }, {}, {}, {}});
        if (currentPlace() == u"label"_s && report.items.size() == 1)
            m_services.navigation.openItem(report.items.front().value);
    });
    connect(&m_services.navigation, &Navigation::placeWanted, this, &MainWindow::goTo);
    connect(&m_services.navigation, &Navigation::itemWanted, this, [this] { goTo(u"label"_s); });
    connect(&m_services.navigation, &Navigation::runWanted, this, [this] { goTo(u"train"_s); });
    connect(&m_services.navigation, &Navigation::modelWanted, this, [this] { goTo(u"models"_s); });
    connect(&m_services.navigation, &Navigation::evaluationWanted, this, [this] { goTo(u"evaluate"_s); });
    connect(&m_services.runs, &RunService::runChanged, this, [this](const QString &id) {
        showLoad();
        const auto run = m_services.runs.find(id);
        if (run && run->findings.size() != m_runFindings[id]) {
            m_runFindings[id] = run->findings.size();
            showFindings();
        }
    });
    connect(&m_services.jobs, &JobService::changed, this, [this] { m_jobs->setJobs(m_services.jobs.items()); });
    connect(m_jobs, &widgets::JobBar::cancelRequested, &m_services.jobs, &JobService::cancel);
    connect(m_jobs, &widgets::JobBar::retryRequested, &m_services.jobs, &JobService::retry);
    connect(m_jobs, &widgets::JobBar::openRequested, this, [this](const QString &id) {
        if (id.startsWith(u"run:"_s))
            m_services.navigation.openRun(id.mid(4));
        else if (id.startsWith(u"export:"_s))
            m_services.navigation.openModel(id.mid(7));
        else
            m_services.jobs.open(id);
    });
    connect(m_topBar, &TopBar::commandWanted, this, &MainWindow::openPalette);
    connect(m_topBar, &TopBar::queryTaken, this, [this] {
        if (currentPlace() != u"label"_s)
            goTo(u"data"_s);
    });
    connect(m_palette, &widgets::CommandPalette::chosen, this, [this](const QString &id) {
        QAction *action = m_services.actions.action(QLatin1StringView(id.toLatin1().constData()));
        if (const QString place = placeOfScope(m_services.actions.spec(action).scope); !place.isEmpty())
            goTo(place);
        action->trigger();
    });
    connect(m_findings, &widgets::FindingsPanel::jumpRequested, this, &MainWindow::jumpToFinding);
    connect(m_findings, &widgets::FindingsPanel::fixRequested, this, &MainWindow::fixFinding);
    new InterruptionNotice(m_services, this);
    connect(&m_services.sources, &SourceWatch::lost, this, &MainWindow::tellLost);
    connect(&m_services.sources, &SourceWatch::found, this, [this](const dataset::Source &source) {
        m_services.notices.withdraw(lostNotice(source));
        m_services.opening.rescan(true);
    });
}

void MainWindow::openPalette(const QString &typed) {
    // Those that work here come first; one of another place leads there.
    const QString here = currentPlace();
    std::vector<widgets::CommandItem> commands;
    for (const bool local : {true, false})
        for (const QAction *action : m_services.actions.actions()) {
            const ActionSpec &spec = m_services.actions.spec(action);
            const QString placeOf = placeOfScope(spec.scope);
            if ((placeOf.isEmpty() || placeOf == here) != local)
                continue;
            const bool reachable = local || isShown(placeOf);
            commands.push_back({action->objectName(), action->text(), groupName(spec.group), action->shortcut(),
                                reachable && action->isEnabled()});
        }
    m_palette->setCommands(std::move(commands));
    m_palette->openOver(this);
    m_palette->setText(typed);
}

void MainWindow::showFindings() {
    std::vector<widgets::FindingItem> items;
    int number = 0;
    for (const Finding &finding : m_services.project.findings()) {
        widgets::FindingItem item;
        item.id = QString::number(number++);
        item.severity = finding.severity == Severity::Error     ? widgets::FindingItem::Severity::Error
                        : finding.severity == Severity::Warning ? widgets::FindingItem::Severity::Warning
                                                                : widgets::FindingItem::Severity::Note;
        item.text = m_services.words.of(finding);
        item.canJump = finding.subject.starts_with("item:") || finding.subject.starts_with("run:");
        if (finding.fix == "source.relink" && !m_services.project.isReadOnly())
            item.fixText = tr("Find them…");
        if (item.canJump)
            item.subject = finding.subject.starts_with("item:") ? tr("Show the image") : tr("Show the run");
        items.push_back(std::move(item));
    }
    for (const auto &run : m_services.runs.list())
        for (const runs::FindingEvent &finding : run->findings) {
            widgets::FindingItem item;
            item.id = u"run:"_s + run->id;
            item.severity = finding.severity == Severity::Error     ? widgets::FindingItem::Severity::Error
                            : finding.severity == Severity::Warning ? widgets::FindingItem::Severity::Warning
                                                                    : widgets::FindingItem::Severity::Note;
            item.text = m_services.words.of(finding.what);
            item.subject = run->name;
            item.canJump = true;
            items.push_back(std::move(item));
        }
    m_findings->setFindings(std::move(items));
}

void MainWindow::showLoad() {
    for (const auto &run : m_services.runs.list())
        if (run->isWorking() && !run->system.empty()) {
            const runs::SystemEvent &now = run->system.back().second;
            m_jobs->setLoad(now.gpu.empty() ? tr("CPU %1").arg(percentText(now.cpu, 0))
                                            : tr("GPU %1").arg(percentText(now.gpu.front().load, 0)));
            return;
        }
    m_jobs->setLoad({});
}

void MainWindow::jumpToFinding(const QString &id) {
    if (id.startsWith(u"run:"_s)) {
        m_services.navigation.openRun(id.mid(4));
        return;
    }
    const auto index = static_cast<std::size_t>(id.toUInt());
    const auto &findings = m_services.project.findings();
    if (index >= findings.size())
        return;
    const QString subject = text(findings[index].subject);
    if (subject.startsWith(u"item:"_s))
        m_services.navigation.openItem(subject.mid(5).toLongLong());
    else if (subject.startsWith(u"run:"_s))
        m_services.navigation.openRun(subject.mid(4));
}

void MainWindow::fixFinding(const QString &id) {
    const auto index = static_cast<std::size_t>(id.toUInt());
    const auto &findings = m_services.project.findings();
    if (index >= findings.size() || findings[index].fix != "source.relink")
        return;
    const QString subject = text(findings[index].subject); // "item:17", or "source:2" of a folder that is gone as a whole
    const qint64 number = subject.section(u':', 1).toLongLong();
    chooseFolder(tr("Where are the files now?"), [this, number, whole = subject.startsWith(u"source:"_s)](const QString &path) {
        if (whole)
            m_services.opening.relinkSource({number}, path);
        else
            m_services.opening.relinkItem(number, path);
    });
}

void MainWindow::tellLost(const dataset::Source &source) {
    Notice notice;
    notice.severity = Severity::Warning;
    notice.id = lostNotice(source);
    notice.text = [folder = QString::fromStdString(displayPath(source.root))] {
        return tr("The folder %1 is not there any more. Its images cannot be shown until it is back; labels are kept.").arg(folder);
    };
    if (!m_services.project.isReadOnly())
        notice.choices.append({[] { return tr("It is elsewhere now…"); }, [this, id = source.id] {
                                   chooseFolder(tr("Where are the files now?"), [this, id](const QString &path) {
                                       m_services.opening.relinkSource(id, path);
                                   });
                               }});
    m_services.notices.post(notice);
}

void MainWindow::chooseFolder(const QString &title, const std::function<void(const QString &)> &taken) {
    auto *dialog = new QFileDialog(this, title);
    dialog->setObjectName(u"folderDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this, taken);
    dialog->open();
}

void MainWindow::chooseFile(const QString &title, const QString &filter,
                            const std::function<void(const QString &)> &taken) {
    auto *dialog = new QFileDialog(this, title, {}, filter);
    dialog->setObjectName(u"fileDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, taken);
    dialog->open();
}

void MainWindow::toggleFullScreen() {
    const bool on = !isFullScreen();
    for (QWidget *bar : {static_cast<QWidget *>(m_placeBar), static_cast<QWidget *>(m_topBar), static_cast<QWidget *>(m_jobs)})
        bar->setVisible(!on);
    on ? showFullScreen() : showNormal();
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event) {
    const QList<QUrl> urls = event->mimeData()->urls();
    if (urls.size() == 1 && urls.first().isLocalFile())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent *event) {
    const QList<QUrl> urls = event->mimeData()->urls();
    if (urls.size() != 1 || !urls.first().isLocalFile())
        return;
    event->acceptProposedAction();
    m_services.opening.openPath(urls.first().toLocalFile());
}

void MainWindow::closeEvent(QCloseEvent *event) {
    m_services.settings.setSession(u"window"_s, u"geometry"_s, saveGeometry());
    QMainWindow::closeEvent(event);
}

void MainWindow::changeEvent(QEvent *event) {
    if (event->type() == QEvent::LanguageChange && m_findings != nullptr)
        showFindings();
    QMainWindow::changeEvent(event);
}

} // namespace trainyard::app

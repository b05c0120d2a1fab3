// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/start/startplace.h"

#include "app/start/bigbutton.h"
#include "app/window/ui.h"
#include "widgets/theme/theme.h"
#include "core/media/thumbnail.h"
#include "widgets/canvas/canvas.h"

#include <QFile>
#include <QFileInfo>
#include <QGridLayout>
#include <QLabel>
#include <QScrollArea>
#include <QVBoxLayout>

#include <array>

using namespace Qt::StringLiterals;

namespace trainyard::app {

namespace {
constexpr int kColumns = 4;
constexpr int kRecentShown = 8;
} // namespace

StartPlace::StartPlace(AppServices &services, QWidget *parent)
    : Place(parent), m_services(services), m_recentTitle(heading(this)), m_recent(new QGridLayout) {
    auto *page = new QWidget;
    page->setMaximumWidth(kPageWidth + 96);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(48, 40, 48, 32);
    column->setSpacing(16);
    auto *title = heading(page, 1);
    auto *line = muted(page);
    column->addWidget(title);
    column->addWidget(line);
    column->addSpacing(8);

    auto *ways = new QHBoxLayout;
    ways->setSpacing(16);
    const auto way = [&](QLatin1StringView action, const QString &icon) {
        auto *button = new BigButton(page);
        button->setObjectName(u"start."_s + action);
        button->setIconName(icon);
        connect(button, &QAbstractButton::clicked, this, [this, action] { m_services.actions.action(action)->trigger(); });
        ways->addWidget(button);
        return button;
    };
    BigButton *folder = way("project.openFolder"_L1, u"folder-open"_s);
    BigButton *labels = way("project.importLabels"_L1, u"document-import"_s);
    BigButton *sample = way("project.trySample"_L1, u"media-playback-start"_s);
    column->addLayout(ways);
    column->addSpacing(16);
    column->addWidget(buildSteps());
    column->addWidget(m_recentTitle);
    m_recent->setSpacing(16);
    for (int i = 0; i < kColumns; ++i)
        m_recent->setColumnStretch(i, 1);
    column->addLayout(m_recent);
    column->addStretch(1);

    auto *scroll = named(new QScrollArea(this), "startScroll"_L1);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidget(page);
    auto *all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->addWidget(scroll);

    words([=, this] {
        title->setText(tr("What would you like to train?"));
        line->setText(tr("Open your pictures, or drop a folder anywhere on this window. Files stay where they are and are never changed."));
        folder->setTexts(tr("Open folder"), tr("Pictures in a folder, with or without labels. Nothing to fill in."));
        labels->setTexts(tr("Import labels"), tr("COCO, Pascal VOC or class folders that another program made."));
        sample->setTexts(tr("Try the sample"), tr("600 pictures of small parts on a belt, made on this machine."));
        m_recentTitle->setText(tr("Recent projects"));
        scroll->setAccessibleName(tr("Start"));
        setAccessibleName(tr("Start"));
        showRecent();
    });
    connect(&m_services.settings, &Settings::recentProjectsChanged, this, &StartPlace::showRecent);
}

QWidget *StartPlace::buildSteps() {
    struct Step {
        const char *icon;
        const char *title;
        const char *line;
    };
    static constexpr std::array kSteps{
        Step{"trainyard-label", QT_TRANSLATE_NOOP("StartPlace", "Label"),
             QT_TRANSLATE_NOOP("StartPlace", "A digit gives a picture its class. Everything is saved when it is done.")},
        Step{"trainyard-train", QT_TRANSLATE_NOOP("StartPlace", "Train"),
             QT_TRANSLATE_NOOP("StartPlace", "One button. The curves grow while you watch, or while you are away.")},
        Step{"trainyard-evaluate", QT_TRANSLATE_NOOP("StartPlace", "Evaluate"),
             QT_TRANSLATE_NOOP("StartPlace", "See which pictures the model gets wrong, and mend what misled it.")},
        Step{"trainyard-models", QT_TRANSLATE_NOOP("StartPlace", "Export"),
             QT_TRANSLATE_NOOP("StartPlace", "An ONNX file that a second program has run and compared.")}};
    m_steps = new QWidget;
    m_steps->setObjectName(u"startSteps"_s);
    auto *grid = new QGridLayout(m_steps);
    grid->setContentsMargins(0, 8, 0, 0);
    grid->setHorizontalSpacing(32);
    grid->setVerticalSpacing(4);
    int place = 0;
    for (const Step &step : kSteps) {
        auto *sign = new QLabel(m_steps);
        auto *title = heading(m_steps, 3);
        auto *line = muted(m_steps);
        line->setWordWrap(true);
        line->setAlignment(Qt::AlignLeft | Qt::AlignTop);
        grid->addWidget(sign, 0, place);
        grid->addWidget(title, 1, place);
        grid->addWidget(line, 2, place);
        grid->setColumnStretch(place, 1);
        ++place;
        const auto draw = [sign, &step] {
            sign->setPixmap(widgets::icon(QLatin1StringView(step.icon), widgets::Theme::current().mutedText)
                                .pixmap(QSize(24, 24), sign->devicePixelRatioF()));
        };
        draw();
        connect(&m_services.look, &Look::changed, sign, draw);
        words([title, line, &step] {
            title->setText(tr(step.title));
            line->setText(tr(step.line));
        });
    }
    return m_steps;
}

void StartPlace::showRecent() {
    while (QLayoutItem *item = m_recent->takeAt(0)) {
        item->widget()->deleteLater();
        delete item;
    }
    const QList<RecentProject> projects = m_services.settings.recentProjects();
    m_recentTitle->setVisible(!projects.isEmpty());
    m_steps->setVisible(projects.isEmpty()); // who has been here before knows the way
    int place = 0;
    for (const RecentProject &project : projects) {
        if (place >= kRecentShown)
            break;
        auto *card = new BigButton;
        card->setObjectName(u"recent.%1"_s.arg(place));
        const bool there = QFileInfo::exists(project.folder);
        card->setTexts(project.name, there ? project.folder : tr("Not there any more"));
        card->setEnabled(there);
        connect(card, &QAbstractButton::clicked, this,
                [this, folder = project.folder] { m_services.opening.openPath(folder); });
        m_recent->addWidget(card, place / kColumns, place % kColumns);
        ++place;
        if (project.picture.isEmpty() || !there) {
            card->setPicture({});
            continue;
        }
        m_services.background.run<QImage>(
            card,
            [file = Path(QFile::encodeName(project.picture).toStdString())]() -> QImage {
                const auto picture = media::thumbnail(file, 320);
                return picture ? widgets::toQImage(*picture) : QImage();
            },
            [card](const QImage &picture) { card->setPicture(picture); });
    }
}

} // namespace trainyard::app

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/start/startplace.h"

#include "app/start/bigbutton.h"
#include "app/window/ui.h"
#include "core/media/thumbnail.h"
#include "widgets/canvas/canvas.h"

#include <QFile>
#include <QFileInfo>
#include <QGridLayout>
#include <QLabel>
#include <QScrollArea>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace trainyard::app {

namespace {
constexpr int kColumns = 4;
constexpr int kRecentShown = 8;
} // namespace

StartPlace::StartPlace(AppServices &services, QWidget *parent)
    : Place(parent), m_services(services), m_recentTitle(heading(this)), m_recent(new QGridLayout) {
    auto *page = new QWidget;
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

void StartPlace::showRecent() {
    while (QLayoutItem *item = m_recent->takeAt(0)) {
        item->widget()->deleteLater();
        delete item;
    }
    const QList<RecentProject> projects = m_services.settings.recentProjects();
    m_recentTitle->setVisible(!projects.isEmpty());
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
        if (project.picture.isEmpty() || !there)
            continue;
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

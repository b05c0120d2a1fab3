// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/train/datachoice.h"

#include "app/window/ui.h"

#include <QSignalBlocker>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace trainyard::app {

namespace {
// What an entry stands for; else it is the id of a version.
const QString kNow = u"now"_s;
const QString kShown = u"shown"_s;
} // namespace

DataChoice::DataChoice(AppServices &services, QWidget *parent)
    : QComboBox(parent), m_services(services) {
    setObjectName(u"runData"_s);
    setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    connect(this, &QComboBox::activated, this, &DataChoice::chosen);
    connect(&m_services.filter, &DataFilter::countsChanged, this, &DataChoice::fill);
    connect(&m_services.project, &ProjectService::changed, this, [this](const dataset::Change &change) {
        if (change.versions)
            refresh();
    });
    connect(&m_services.project, &ProjectService::closed, this, [this] {
        m_versions.clear();
        setCurrentIndex(0);
        fill();
    });
}

void DataChoice::refresh() {
    fill();
    m_services.project.read<std::vector<dataset::VersionInfo>>(
        this, [](dataset::Project &project) { return project.versions(); },
        [this](Result<std::vector<dataset::VersionInfo>> versions) {
            if (!versions)
                return;
            m_versions = std::move(*versions);
            std::ranges::stable_sort(m_versions, std::ranges::greater(), &dataset::VersionInfo::created_ms);
            fill();
        },
        &m_latest);
}

void DataChoice::fill() {
    const QSignalBlocker quiet(this);
    const QString before = currentData().toString();
    clear();
    addItem(tr("All images, as they are now"), kNow);
    if (m_services.filter.isActive())
        addItem(tr("The %Ln image(s) that Data shows", nullptr, static_cast<int>(m_services.filter.part().items)), kShown);
    for (const dataset::VersionInfo &version : m_versions) {
        const QString when = dateText(version.created_ms);
        const QString name = version.name.empty() ? when : text(version.name) + u" · "_s + when;
        addItem(tr("Version %1 · %Ln image(s)", nullptr, static_cast<int>(version.items)).arg(name), text(version.id.value));
    }
    // A filter that was taken away, or another project: what is there then is everything.
    setCurrentIndex(std::max(0, findData(before)));
    const QString now = currentData().toString();
    if (now == kShown || (now != before && !before.isEmpty()))
        QMetaObject::invokeMethod(this, &DataChoice::chosen, Qt::QueuedConnection);
}

void DataChoice::applyTo(workflow::TrainRequest &request) const {
    const QString what = currentData().toString();
    if (what == kShown)
        request.where = m_services.filter.query();
    else if (what != kNow)
        request.version = VersionId{utf8(what)};
}

} // namespace trainyard::app

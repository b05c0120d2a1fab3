// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/remember.h"

#include <QSplitter>

using namespace Qt::StringLiterals;

namespace trainyard::app {

namespace {
/** Stands for "whatever project" among the folders of projects. */
const QString kAny = u"window"_s;
} // namespace

QVariant remembered(const AppServices &services, const QString &key) {
    const QVariant own = services.project.isOpen() ? services.settings.session(services.project.folderText(), key) : QVariant();
    return own.isValid() ? own : services.settings.session(kAny, key);
}

void remember(AppServices &services, const QString &key, const QVariant &value) {
    services.settings.setSession(kAny, key, value);
    if (services.project.isOpen())
        services.settings.setSession(services.project.folderText(), key, value);
}

void rememberSizes(QSplitter *splitter, AppServices &services) {
    const QString key = u"sizes/"_s + splitter->objectName();
    const auto restore = [splitter, &services, key] {
        QList<int> sizes;
        for (const QString &size : remembered(services, key).toStringList())
            sizes.append(size.toInt());
        if (sizes.size() == splitter->count())
            splitter->setSizes(sizes);
    };
    restore();
    QObject::connect(&services.project, &ProjectService::opened, splitter, restore);
    QObject::connect(splitter, &QSplitter::splitterMoved, splitter, [splitter, &services, key] {
        QStringList sizes;
        for (const int size : splitter->sizes())
            sizes.append(QString::number(size));
        remember(services, key, sizes);
    });
}

} // namespace trainyard::app

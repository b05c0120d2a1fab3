// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/settings/settings.h"

#include <QCryptographicHash>
#include <QStandardPaths>

#include <array>

using namespace Qt::StringLiterals;

namespace trainyard::app {

namespace {

constexpr int kRecentLimit = 12;
constexpr std::array kThemes{"system", "light", "dark"};
constexpr std::array kLanguages{"system", "en", "zh_CN"};
constexpr std::array kKeyMaps{"trainyard", "cvat", "labelme"};

template <typename Names, typename T>
T named(const Names &names, const QSettings &file, const Setting<T> &setting) {
    const QString text = file.value(QLatin1StringView(setting.key)).toString();
    for (std::size_t i = 0; i < names.size(); ++i)
        if (text == QLatin1StringView(names[i]))
            return static_cast<T>(i);
    return setting.standard;
}

QString sessionKey(const QString &project, const QString &key) {
    const QByteArray digest = QCryptographicHash::hash(project.toUtf8(), QCryptographicHash::Sha1).toHex().left(16);
    return u"session/"_s + QString::fromLatin1(digest) + u'/' + key;
}

} // namespace

Settings::Settings(const QString &file, QObject *parent) : QObject(parent), m_file(file, QSettings::IniFormat) {}

QString Settings::standardFile() {
    return QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) + u"/trainyard/trainyard.ini"_s;
}

ThemeChoice Settings::get(const Setting<ThemeChoice> &setting) const { return named(kThemes, m_file, setting); }
LanguageChoice Settings::get(const Setting<LanguageChoice> &setting) const { return named(kLanguages, m_file, setting); }
KeyMap Settings::get(const Setting<KeyMap> &setting) const { return named(kKeyMaps, m_file, setting); }
int Settings::get(const Setting<int> &setting) const {
    return m_file.value(QLatin1StringView(setting.key), setting.standard).toInt();
}
bool Settings::get(const Setting<bool> &setting) const {
    return m_file.value(QLatin1StringView(setting.key), setting.standard).toBool();
}

void Settings::set(const Setting<ThemeChoice> &setting, ThemeChoice value) {
    store(setting.key, QString::fromLatin1(kThemes[static_cast<std::size_t>(value)]));
}
void Settings::set(const Setting<LanguageChoice> &setting, LanguageChoice value) {
    store(setting.key, QString::fromLatin1(kLanguages[static_cast<std::size_t>(value)]));
}
void Settings::set(const Setting<KeyMap> &setting, KeyMap value) {
    store(setting.key, QString::fromLatin1(kKeyMaps[static_cast<std::size_t>(value)]));
}
void Settings::set(const Setting<int> &setting, int value) { store(setting.key, value); }
void Settings::set(const Setting<bool> &setting, bool value) { store(setting.key, value); }

void Settings::store(const char *key, const QVariant &value) {
    const QLatin1StringView name(key);
    if (m_file.value(name) == value)
        return;
    m_file.setValue(name, value);
    Q_EMIT changed(name);
}

bool Settings::hasOwnKeys(const QString &actionId) const { return m_file.contains(u"keys/own/"_s + actionId); }

QStringList Settings::ownKeys(const QString &actionId) const {
    return m_file.value(u"keys/own/"_s + actionId).toStringList();
}

void Settings::setOwnKeys(const QString &actionId, const QStringList &keys) {
    m_file.setValue(u"keys/own/"_s + actionId, keys);
    Q_EMIT keysChanged();
}

void Settings::clearOwnKeys(const QString &actionId) {
    m_file.remove(u"keys/own/"_s + actionId);
    Q_EMIT keysChanged();
}

QList<RecentProject> Settings::recentProjects() const {
    QList<RecentProject> projects;
    const QStringList folders = m_file.value(u"recent/folders"_s).toStringList();
    const QStringList names = m_file.value(u"recent/names"_s).toStringList();
    const QStringList pictures = m_file.value(u"recent/pictures"_s).toStringList();
    for (int i = 0; i < folders.size(); ++i)
        projects.append({folders.at(i), names.value(i), pictures.value(i)});
    return projects;
}

static void writeRecent(QSettings &file, const QList<RecentProject> &projects) {
    QStringList folders, names, pictures;
    for (const RecentProject &project : projects) {
        folders.append(project.folder);
        names.append(project.name);
        pictures.append(project.picture);
    }
    file.setValue(u"recent/folders"_s, folders);
    file.setValue(u"recent/names"_s, names);
    file.setValue(u"recent/pictures"_s, pictures);
}

void Settings::addRecentProject(const RecentProject &project) {
    QList<RecentProject> projects = recentProjects();
    projects.removeIf([&](const RecentProject &other) { return other.folder == project.folder; });
    projects.prepend(project);
    if (projects.size() > kRecentLimit)
        projects.resize(kRecentLimit);
    writeRecent(m_file, projects);
    Q_EMIT recentProjectsChanged();
}

void Settings::removeRecentProject(const QString &folder) {
    QList<RecentProject> projects = recentProjects();
    if (projects.removeIf([&](const RecentProject &other) { return other.folder == folder; }) == 0)
        return;
    writeRecent(m_file, projects);
    Q_EMIT recentProjectsChanged();
}

QVariant Settings::session(const QString &project, const QString &key) const {
    return m_file.value(sessionKey(project, key));
}

void Settings::setSession(const QString &project, const QString &key, const QVariant &value) {
    m_file.setValue(sessionKey(project, key), value);
}

} // namespace trainyard::app

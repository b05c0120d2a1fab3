// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QSettings>
#include <QStringList>

namespace trainyard::app {

enum class ThemeChoice { System, Light, Dark };
enum class LanguageChoice { System, English, Chinese };
enum class KeyMap { Trainyard, Cvat, Labelme };

/** One preference: where it is stored and what holds when it is not. Enumerations are stored as their names. */
template <typename T>
struct Setting {
    const char *key;
    T standard;
};

/** Every preference of the program, declared once. */
namespace preferences {
inline constexpr Setting<ThemeChoice> kTheme{"look/theme", ThemeChoice::System};
inline constexpr Setting<LanguageChoice> kLanguage{"look/language", LanguageChoice::System};
inline constexpr Setting<KeyMap> kKeyMap{"keys/map", KeyMap::Trainyard};
inline constexpr Setting<int> kThumbnailSize{"data/thumbnail_size", 144};  // logical pixels
inline constexpr Setting<bool> kOverlays{"data/overlays", true};
inline constexpr Setting<bool> kWheelZooms{"label/wheel_zooms", true};
inline constexpr Setting<bool> kSmoothCurves{"train/smooth_curves", false};
inline constexpr Setting<int> kSmoothing{"train/smoothing", 60};          // per cent, when curves are smoothed
inline constexpr Setting<bool> kLogCurves{"train/log_curves", false};
} // namespace preferences

struct RecentProject {
    QString folder; ///< of the project
    QString name;
    QString picture; ///< a file to show, or empty

    friend bool operator==(const RecentProject &, const RecentProject &) = default;
};

/** The user's preferences in an INI file; changes are announced at once. GUI thread. */
class Settings final : public QObject {
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Settings)
public:
    explicit Settings(const QString &file, QObject *parent = nullptr);
    /** trainyard/trainyard.ini under the user's configuration folder. */
    static QString standardFile();

    [[nodiscard]] ThemeChoice get(const Setting<ThemeChoice> &setting) const;
    [[nodiscard]] LanguageChoice get(const Setting<LanguageChoice> &setting) const;
    [[nodiscard]] KeyMap get(const Setting<KeyMap> &setting) const;
    [[nodiscard]] int get(const Setting<int> &setting) const;
    [[nodiscard]] bool get(const Setting<bool> &setting) const;
    void set(const Setting<ThemeChoice> &setting, ThemeChoice value);
    void set(const Setting<LanguageChoice> &setting, LanguageChoice value);
    void set(const Setting<KeyMap> &setting, KeyMap value);
    void set(const Setting<int> &setting, int value);
    void set(const Setting<bool> &setting, bool value);

    /** Keys that the user gave an action instead of the key-map's; an absent entry means the key-map's. */
    [[nodiscard]] bool hasOwnKeys(const QString &actionId) const;
    [[nodiscard]] QStringList ownKeys(const QString &actionId) const;
    void setOwnKeys(const QString &actionId, const QStringList &keys);
    void clearOwnKeys(const QString &actionId);

    [[nodiscard]] QList<RecentProject> recentProjects() const;
    /** Puts it first; at most twelve are kept. */
    void addRecentProject(const RecentProject &project);
    void removeRecentProject(const QString &folder);

    /** What the window remembers for each project: last place, sizes. */
    [[nodiscard]] QVariant session(const QString &project, const QString &key) const;
    void setSession(const QString &project, const QString &key, const QVariant &value);

Q_SIGNALS:
    void changed(const QString &key);
    void keysChanged();
    void recentProjectsChanged();

private:
    void store(const char *key, const QVariant &value);
    QSettings m_file;
};

} // namespace trainyard::app

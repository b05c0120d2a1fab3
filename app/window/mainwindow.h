// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services/appservices.h"
#include "app/window/place.h"

#include <QMainWindow>

class QStackedWidget;

namespace trainyard::widgets {
class CommandPalette;
class FindingsPanel;
class JobBar;
}

namespace trainyard::app {

class NoticeBar;
class PlaceBar;
class TopBar;

/** The frame: docks the places and bars, and carries out the acts that belong to no place. */
class MainWindow final : public QMainWindow {
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(MainWindow)
public:
    explicit MainWindow(AppServices &services, QWidget *parent = nullptr);
    ~MainWindow() override;

    void goTo(const QString &place);
    [[nodiscard]] QString currentPlace() const;
    [[nodiscard]] Place *place(QLatin1StringView id) const;

protected:
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    void closeEvent(QCloseEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void build();
    void addPlace(QLatin1StringView id, Place *place, bool inBar = true);
    void connectActions();
    void connectServices();
    void updatePlaces();
    void showFindings();
    void showLoad();
    void openPalette(const QString &text);
    void chooseFolder(const QString &title, const std::function<void(const QString &)> &taken);
    void chooseFile(const QString &title, const QString &filter, const std::function<void(const QString &)> &taken);
    void toggleFullScreen();
    void jumpToFinding(const QString &id);
    void fixFinding(const QString &id);
    void tellLost(const dataset::Source &source);
    [[nodiscard]] bool isShown(const QString &place) const;

    AppServices &m_services;
    PlaceBar *m_placeBar = nullptr;
    TopBar *m_topBar = nullptr;
    NoticeBar *m_notices = nullptr;
    QStackedWidget *m_stack = nullptr;
    QWidget *m_findingsSide = nullptr;
    widgets::FindingsPanel *m_findings = nullptr;
    widgets::JobBar *m_jobs = nullptr;
    widgets::CommandPalette *m_palette = nullptr;
    QList<PlaceEntry> m_places;
    std::map<QString, std::size_t> m_runFindings; ///< how many of each run are shown
    QString m_before; ///< the place to go back to from settings and the like
};

} // namespace trainyard::app

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services/appservices.h"
#include "app/window/place.h"

class QSlider;
class QStackedWidget;

namespace trainyard::widgets {
class ElidedLabel;
class EmptyState;
class GalleryView;
}

namespace trainyard::app {

class FacetPanel;
class InspectorPanel;
class SplitPanel;
class StatisticsPage;

/** The images of the project: facets at the left, the grid in the middle, what is selected at the right. */
class DataPlace final : public Place {
    Q_OBJECT
public:
    explicit DataPlace(AppServices &services, QWidget *parent = nullptr);
    void enter() override;

private:
    QWidget *buildToolBar();
    void connectActions();
    void showKeys();
    void showEmpty();
    void showCount();
    void giveClass(int digit);
    void freezeVersion();
    [[nodiscard]] std::vector<dataset::ItemId> selection() const;

    AppServices &m_services;
    FacetPanel *m_facets;
    widgets::GalleryView *m_gallery;
    widgets::EmptyState *m_empty;
    InspectorPanel *m_inspector;
    SplitPanel *m_split;
    StatisticsPage *m_statistics;
    QStackedWidget *m_views;
    QSlider *m_size;
    widgets::ElidedLabel *m_count;
};

} // namespace trainyard::app

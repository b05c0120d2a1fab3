// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services/appservices.h"
#include "app/window/place.h"

class QLabel;

namespace trainyard::widgets {
class Canvas;
class ElidedLabel;
class FilmStrip;
struct ShapeEdit;
}

namespace trainyard::app {

class ClassesPanel;
class ObjectsPanel;
class PredictionPanel;

/** One image at a time with its shapes and classes; everything is saved when it is done. */
class LabelPlace final : public Place {
    Q_OBJECT
public:
    explicit LabelPlace(AppServices &services, QWidget *parent = nullptr);
    void enter() override;

    /** Shows an item; `among` are those that next and previous walk through, empty: those in view in Data. */
    void openItem(qint64 key, const std::vector<qint64> &among = {});
    [[nodiscard]] qint64 current() const { return m_current; }

private:
    void buildLayout();
    QWidget *buildTools();
    void connectActions();
    void connectCanvas();
    void followFilter();
    void step(int by);
    void stepUnlabelled();
    void show(qint64 key);
    void showImage();
    void showShapes();
    void showStatus();
    void showTool(const QString &name);
    void prefetch();

    void takeDigit(int digit);
    void takeClass(dataset::ClassId cls);
    void setDrawClass(dataset::ClassId cls);
    void create(const annotation::Shape &shape);
    void edit(const std::vector<widgets::ShapeEdit> &edits);
    void deleteSelected();
    void copySelected();
    void paste(const std::vector<dataset::Annotation> &shapes, double shift, std::string_view act);
    void copyPrevious();
    [[nodiscard]] const dataset::Annotation *annotationOf(qint64 key) const;
    [[nodiscard]] const ItemBrief *brief() const { return m_services.items.find(m_current); }

    AppServices &m_services;
    widgets::Canvas *m_canvas;
    widgets::FilmStrip *m_strip;
    ClassesPanel *m_classes;
    ObjectsPanel *m_objects;
    PredictionPanel *m_prediction;
    widgets::ElidedLabel *m_name;
    QLabel *m_pixel;
    QLabel *m_zoom;
    std::vector<qint64> m_keys;
    bool m_ownKeys = false; ///< a list was given; else the data filter's
    qint64 m_current = 0;
    qint64 m_imageShown = 0;
    dataset::ClassId m_class; ///< of what is drawn next
    std::vector<dataset::Annotation> m_copied;
    std::optional<annotation::Shape> m_waiting; ///< drawn before there was a class
    std::vector<qint64> m_selectWhenThere;
};

} // namespace trainyard::app

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services/projectservice.h"

#include <QString>

namespace trainyard::app {

/** The acts of a person on data: each call is one act, one step of undo, saved at once. GUI thread. */
class Edits final {
public:
    explicit Edits(ProjectService &project) : m_project(project) {}

    /** The image-level class of the items; an invalid class takes it away. */
    void setImageClass(std::vector<dataset::ItemId> items, dataset::ClassId cls);
    void addTag(std::vector<dataset::ItemId> items, const QString &tag);
    void removeTag(std::vector<dataset::ItemId> items, const QString &tag);
    void setSplit(std::vector<dataset::ItemId> items, dataset::Split split);

    /** A class with the next free digit; the name must not be taken. */
    void addClass(const QString &name, QObject *context = nullptr, std::function<void()> done = {});
    void updateClass(const dataset::ClassInfo &info);
    void deleteClass(dataset::ClassId cls, bool withObjects);

    void addShapes(const std::vector<dataset::Annotation> &shapes, std::string_view act = "annotation.add",
                   QObject *context = nullptr, std::function<void(std::vector<dataset::AnnotationId>)> done = {});
    void updateShapes(const std::vector<dataset::Annotation> &shapes, std::string_view act = "annotation.edit");
    void deleteShapes(const std::vector<dataset::AnnotationId> &shapes);

private:
    ProjectService &m_project;
};

} // namespace trainyard::app

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/edits.h"

#include "app/services/words.h"

namespace trainyard::app {

using dataset::Edit;
using dataset::ItemId;

namespace {

/** From this many items on, the act is written in slices, so that other processes get their turn. */
constexpr std::size_t kSlice = 500;

std::string countOf(std::size_t count) { return std::to_string(count); }

/** The class that all of them have, or that of the first: for the words of the act. */
std::string className(const ProjectService &project, const std::vector<dataset::Annotation> &shapes) {
    const dataset::ClassInfo *info = project.findClass(shapes.front().cls);
    return info ? info->name : std::string();
}

/** One act over many items, in slices when they are many. */
void forItems(ProjectService &service, std::string_view act, ErrorArguments arguments, std::vector<ItemId> items,
              const std::function<Result<>(Edit &, std::span<const ItemId>)> &each) {
    if (items.empty())
        return;
    arguments.emplace_back("count", countOf(items.size()));
    if (items.size() <= kSlice) {
        service.act(act, std::move(arguments), [items = std::move(items), each](Edit &edit) { return each(edit, items); });
        return;
    }
    service.write<dataset::ActReport>(
        &service,
        [act = std::string(act), arguments = std::move(arguments), items = std::move(items), each](dataset::Project &project) {
            std::size_t at = 0;
            return project.bulk(act, arguments, [&](Edit &edit) -> Result<bool> {
                const std::size_t count = std::min(kSlice, items.size() - at);
                TRY_DO(each(edit, std::span(items).subspan(at, count)));
                at += count;
                return at < items.size();
            });
        },
        [&service](const Result<dataset::ActReport> &report) {
            if (!report)
                Q_EMIT service.failed(report.error());
            service.poll();
        });
}

} // namespace

void Edits::setImageClass(std::vector<ItemId> items, dataset::ClassId cls) {
    const dataset::ClassInfo *info = m_project.findClass(cls);
    forItems(m_project, cls.isValid() ? "annotation.label" : "annotation.unlabel", {{"class", info ? info->name : std::string()}},
             std::move(items), [cls](Edit &edit, std::span<const ItemId> some) -> Result<> {
                 for (const ItemId item : some)
                     TRY_DO(edit.setImageClass(item, cls));
                 return {};
             });
}

void Edits::addTag(std::vector<ItemId> items, const QString &tag) {
    forItems(m_project, "tag.add", {{"tag", utf8(tag)}}, std::move(items),
             [tag = utf8(tag)](Edit &edit, std::span<const ItemId> some) { return edit.addTag(some, tag); });
}

void Edits::removeTag(std::vector<ItemId> items, const QString &tag) {
    forItems(m_project, "tag.remove", {{"tag", utf8(tag)}}, std::move(items),
             [tag = utf8(tag)](Edit &edit, std::span<const ItemId> some) { return edit.removeTag(some, tag); });
}

void Edits::setSplit(std::vector<ItemId> items, dataset::Split split) {
    forItems(m_project, "split.set", {{"split", std::string(dataset::splitName(split))}}, std::move(items),
             [split](Edit &edit, std::span<const ItemId> some) { return edit.setSplit(some, split); });
}

void Edits::addClass(const QString &name, QObject *context, std::function<void()> done) {
    dataset::ClassInfo info;
    info.name = utf8(name);
    // Digits go 1 to 9, then 0.
    for (int i = 1; i <= 10 && info.digit < 0; ++i) {
        const int digit = i % 10;
        const auto &classes = m_project.classes();
        if (std::none_of(classes.begin(), classes.end(), [&](const dataset::ClassInfo &c) { return c.digit == digit; }))
            info.digit = digit;
    }
    m_project.act(
        "class.add", {{"class", info.name}},
        [info](Edit &edit) -> Result<> {
            TRY_DO(edit.addClass(info));
            return {};
        },
        context, std::move(done));
}

void Edits::updateClass(const dataset::ClassInfo &info) {
    const dataset::ClassInfo *before = m_project.findClass(info.id);
    const std::string from = before ? before->name : std::string();
    const bool renamed = from != info.name;
    m_project.act(renamed ? "class.rename" : "class.update", {{"class", info.name}, {"from", from}, {"to", info.name}}, [info](Edit &edit) { return edit.updateClass(info); });
}

void Edits::deleteClass(dataset::ClassId cls, bool withObjects) {
    const dataset::ClassInfo *info = m_project.findClass(cls);
    m_project.act("class.delete", {{"class", info ? info->name : std::string()}},
                  [cls, withObjects](Edit &edit) { return edit.deleteClass(cls, withObjects); });
}

void Edits::addShapes(const std::vector<dataset::Annotation> &shapes, std::string_view act, QObject *context,
                      std::function<void(std::vector<dataset::AnnotationId>)> done) {
    if (shapes.empty())
        return;
    auto ids = std::make_shared<std::vector<dataset::AnnotationId>>();
    m_project.act(
        act, {{"count", countOf(shapes.size())}, {"class", className(m_project, shapes)}},
        [shapes, ids](Edit &edit) -> Result<> {
            TRY(*ids, edit.addAnnotations(shapes));
            return {};
        },
        context, [ids, done = std::move(done)] {
            if (done)
                done(*ids);
        });
}

void Edits::updateShapes(const std::vector<dataset::Annotation> &shapes, std::string_view act) {
    if (shapes.empty())
        return;
    m_project.act(act, {{"count", countOf(shapes.size())}, {"class", className(m_project, shapes)}},
                  [shapes](Edit &edit) -> Result<> {
        for (const dataset::Annotation &shape : shapes)
            TRY_DO(edit.updateAnnotation(shape));
        return {};
    });
}

void Edits::deleteShapes(const std::vector<dataset::AnnotationId> &shapes) {
    if (shapes.empty())
        return;
    m_project.act("annotation.delete", {{"count", countOf(shapes.size())}}, [shapes](Edit &edit) -> Result<> {
        for (const dataset::AnnotationId shape : shapes)
            TRY_DO(edit.deleteAnnotation(shape));
        return {};
    });
}

} // namespace trainyard::app

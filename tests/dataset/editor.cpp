// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
// A process that works on a project, for the tests of several processes and of sudden death:
//   dataset_editor label FOLDER LOGFILE SEED   random acts for ever; after each, one line is written to LOGFILE
//   dataset_editor import FOLDER ITEMS         one bulk act
//   dataset_editor fill FOLDER                 acts until the first error; prints its code
#include "core/annotation/geometry.h"
#include "core/base/random.h"
#include "core/dataset/project.h"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <string>
#include <unistd.h>

using namespace trainyard;
using namespace trainyard::dataset;

namespace {

Annotation randomObject(CounterRandom &random, ItemId item, ClassId cls) {
    Annotation a;
    a.item = item;
    a.cls = cls;
    const double x = double(random.uniform(0, 500));
    switch (random.below(4)) {
    case 0:
        a.shape = annotation::Box{{x, 1, x + 50, 60}};
        break;
    case 1:
        a.shape = annotation::RotatedBox{{x, 40}, 30, 20, 0.3};
        break;
    case 2:
        a.shape = annotation::Polygon{{{{{x, 0}, {x + 50, 3}, {x + 20, 70}}, {}}}};
        break;
    default:
        a.shape = annotation::toMask(annotation::Polygon{{{{{x, 0}, {x + 50, 3}, {x + 20, 70}}, {}}}}, 640, 480);
    }
    return a;
}

Result<> randomAct(Project &project, CounterRandom &random, const std::vector<ItemId> &items,
                   const std::vector<ClassInfo> &classes) {
    const ItemId item = items[random.below(static_cast<std::uint32_t>(items.size()))];
    const ClassId cls = classes[random.below(static_cast<std::uint32_t>(classes.size()))].id;
    const std::uint32_t kind = random.below(10);
    if (kind == 8) {
        const auto undone = project.undo();
        return undone || undone.error().is(kNothingToUndo) ? Result<>() : fail(undone.error());
    }
    if (kind == 9) {
        const auto redone = project.redo();
        return redone || redone.error().is(kNothingToRedo) ? Result<>() : fail(redone.error());
    }
    TRY(const auto objects, project.annotations(item));
    TRY_DO(project.act("label." + std::to_string(kind), {}, [&](Edit &edit) -> Result<> {
        if (kind == 0 && !objects.empty())
            return edit.deleteAnnotation(objects.front().id);
        if (kind <= 2 && !objects.empty()) {
            Annotation changed = objects.back();
            changed.shape = annotation::translated(changed.shape, 3, 2);
            return edit.updateAnnotation(changed);
        }
        if (kind == 3)
            return edit.setImageClass(item, cls);
        if (kind == 4)
            return edit.setState({&item, 1}, static_cast<ItemState>(random.below(5)));
        if (kind == 5)
            return edit.addTag({&item, 1}, "tag" + std::to_string(random.below(5)));
        TRY_DO(edit.addAnnotation(randomObject(random, item, cls)));
        return {};
    }));
    return {};
}

int label(const Path &folder, const char *logFile, std::uint64_t seed) {
    auto project = Project::open(folder, {"labeller", "t", false});
    const int log = ::open(logFile, O_WRONLY | O_CREAT | O_APPEND, 0644);
    if (!project || log < 0)
        return 1;
    const auto items = (*project)->ids({}, {OrderField::Id});
    const auto classes = (*project)->classes();
    CounterRandom random(seed, 1, 1);
    for (;;) {
        if (const auto done = randomAct(**project, random, *items, *classes); !done) {
            std::fprintf(stderr, "%s\n", done.error().debugText().c_str());
            return 1;
        }
        const std::string line = std::to_string((*project)->lastSequence().value()) + "\n";
        if (::write(log, line.data(), line.size()) < 0)
            return 1;
    }
}

int import(const Path &folder, int count) {
    auto project = Project::open(folder, {"importer", "t", false});
    if (!project)
        return 1;
    SourceId source;
    const ClassId cls = (*project)->classes()->front().id;
    int made = 0;
    const auto done = (*project)->bulk("import", {}, [&](Edit &edit) -> Result<bool> {
        if (!source.isValid()) {
            TRY(source, edit.addSource(SourceKind::Folder, "/bulk", {}));
        }
        std::vector<NewItem> items;
        for (int i = 0; i < 200; ++i) {
            NewItem item;
            item.source = source;
            item.path = "bulk" + std::to_string(made++) + ".jpg";
            items.push_back(item);
        }
        TRY(const auto ids, edit.addItems(items));
        CounterRandom random(1, 2, static_cast<std::uint64_t>(made));
        std::vector<NewAnnotation> objects;
        for (const ItemId id : ids)
            objects.push_back(randomObject(random, id, cls));
        TRY_DO(edit.addAnnotations(objects));
        return made < count;
    });
    if (!done)
        std::printf("%s %d\n", done.error().code.c_str(), made);
    return done ? 0 : 1;
}

int fill(const Path &folder) {
    std::signal(SIGXFSZ, SIG_IGN); // the limit then shows as an error, like a full disk
    auto project = Project::open(folder, {"filler", "t", false});
    if (!project) {
        std::printf("%s\n", project.error().code.c_str());
        return 0;
    }
    const auto items = (*project)->ids({}, {OrderField::Id});
    const auto classes = (*project)->classes();
    CounterRandom random(3, 1, 1);
    for (int i = 0; i < 100000; ++i) {
        const auto done = (*project)->act("fill", {}, [&](Edit &edit) -> Result<> {
            for (int k = 0; k < 50; ++k)
                TRY_DO(edit.addAnnotation(randomObject(random, items->front(), classes->front().id)));
            return {};
        });
        if (!done) {
            std::printf("%s %d\n", done.error().code.c_str(), i);
            return 0;
        }
    }
    return 1;
}

} // namespace

int main(int count, char **arguments) {
    const std::string act = count > 2 ? arguments[1] : "";
    if (act == "label" && count == 5)
        return label(arguments[2], arguments[3], std::strtoull(arguments[4], nullptr, 10));
    if (act == "import" && count == 4)
        return import(arguments[2], std::atoi(arguments[3]));
    if (act == "fill")
        return fill(arguments[2]);
    return 2;
}

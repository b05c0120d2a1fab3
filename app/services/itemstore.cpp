// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/itemstore.h"

#include "app/services/words.h"

#include <map>

namespace trainyard::app {

namespace {

constexpr std::size_t kLimit = 20'000;
constexpr int kSoon_ms = 5;

using Briefs = std::vector<ItemBrief>;

Result<Briefs> readBriefs(const dataset::Project &project, const std::vector<dataset::ItemId> &ids) {
    TRY(const auto items, project.items(ids));
    TRY(const auto sources, project.sources());
    TRY(auto annotations, project.annotations(ids));
    std::map<dataset::SourceId, Path> roots;
    for (const dataset::Source &source : sources)
        roots[source.id] = source.root;
    std::map<dataset::ItemId, std::size_t> places;
    Briefs briefs;
    briefs.reserve(items.size());
    for (const dataset::Item &item : items) {
        places[item.id] = briefs.size();
        ItemBrief brief;
        brief.item = item;
        brief.file = roots[item.source] / item.path;
        if (const auto tags = project.tagsOf(item.id))
            for (const std::string &tag : *tags)
                brief.tags.append(text(tag));
        briefs.push_back(std::move(brief));
    }
    for (dataset::Annotation &annotation : annotations) {
        const auto place = places.find(annotation.item);
        if (place == places.end())
            continue;
        ItemBrief &brief = briefs[place->second];
        if (annotation::kindOf(annotation.shape) == annotation::ShapeKind::ImageLabel) {
            brief.imageClass = annotation.cls;
        } else {
            ++brief.objects;
            if (std::find(brief.objectClasses.begin(), brief.objectClasses.end(), annotation.cls) ==
                brief.objectClasses.end())
                brief.objectClasses.push_back(annotation.cls);
        }
        brief.annotations.push_back(std::move(annotation));
    }
    return briefs;
}

} // namespace

ItemStore::ItemStore(ProjectService &project, QObject *parent) : QObject(parent), m_project(project) {
    m_soon.setSingleShot(true);
    m_soon.setInterval(kSoon_ms);
    connect(&m_soon, &QTimer::timeout, this, &ItemStore::fetch);
    connect(&m_project, &ProjectService::changed, this, &ItemStore::changed);
    connect(&m_project, &ProjectService::closed, this, &ItemStore::forgetAll);
    connect(&m_project, &ProjectService::opened, this, &ItemStore::forgetAll);
}

const ItemBrief *ItemStore::find(qint64 key) const {
    if (const auto at = m_items.find(key); at != m_items.end())
        return &at->second;
    if (!m_underWay.contains(key)) {
        m_wanted.insert(key);
        if (!m_soon.isActive())
            m_soon.start();
    }
    return nullptr;
}

widgets::CellInfo ItemStore::info(qint64 key) const {
    const ItemBrief *brief = find(key);
    widgets::CellInfo cell;
    if (brief == nullptr)
        return cell;
    cell.title = text(brief->item.name);
    const auto addChip = [&](dataset::ClassId id) {
        if (const dataset::ClassInfo *info = m_project.findClass(id))
            cell.chips.push_back({text(info->name), QColor::fromRgb(info->rgb)});
    };
    if (brief->imageClass.isValid())
        addChip(brief->imageClass);
    for (const dataset::ClassId id : brief->objectClasses)
        if (id != brief->imageClass)
            addChip(id);
    switch (brief->item.split) {
    case dataset::Split::None: break;
    case dataset::Split::Train: cell.badge = tr("Train"); break;
    case dataset::Split::Val: cell.badge = tr("Val"); break;
    case dataset::Split::Test: cell.badge = tr("Test"); break;
    }
    cell.tags = brief->tags;
    if (brief->item.missing)
        cell.problem = tr("The file is not there any more");
    else if (brief->item.probed && brief->item.width == 0)
        cell.problem = tr("The file is damaged");
    return cell;
}

void ItemStore::fetch() {
    if (!m_project.isOpen() || m_wanted.empty())
        return;
    std::vector<dataset::ItemId> ids;
    ids.reserve(m_wanted.size());
    for (const qint64 key : m_wanted)
        ids.push_back({key});
    m_underWay.insert(m_wanted.begin(), m_wanted.end());
    m_wanted.clear();
    m_project.read<Briefs>(
        this, [ids](dataset::Project &project) { return readBriefs(project, ids); },
        [this, ids](const Result<Briefs> &briefs) {
            for (const dataset::ItemId id : ids)
                m_underWay.erase(id.value);
            if (!briefs)
                return;
            if (m_items.size() + briefs->size() > kLimit)
                m_items.clear();
            std::vector<qint64> keys;
            keys.reserve(briefs->size());
            for (const ItemBrief &brief : *briefs) {
                keys.push_back(brief.item.id.value);
                m_items[brief.item.id.value] = brief;
            }
            Q_EMIT arrived(keys);
        });
}

void ItemStore::changed(const dataset::Change &change) {
    if (change.manyItems || change.sources) {
        // Old answers stay on the screen until new ones come: ask again for what is known.
        for (const auto &[key, brief] : m_items)
            m_wanted.insert(key);
        if (m_wanted.size() > 2000) {
            m_wanted.clear();
            m_items.clear();
            Q_EMIT arrived({});
        }
    } else {
        for (const dataset::ItemId item : change.items)
            if (m_items.contains(item.value) || m_underWay.contains(item.value))
                m_wanted.insert(item.value);
    }
    if (change.classes)
        Q_EMIT arrived({});
    if (!m_wanted.empty())
        fetch();
}

void ItemStore::forgetAll() {
    m_items.clear();
    m_wanted.clear();
    m_underWay.clear();
}

} // namespace trainyard::app

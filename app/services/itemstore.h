// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services/projectservice.h"
#include "widgets/gallery/sources.h"

#include <QTimer>

#include <set>
#include <unordered_map>

namespace trainyard::app {

/** What places show of an item, without asking the project again. */
struct ItemBrief {
    dataset::Item item;
    Path file;                       ///< absolute
    dataset::ClassId imageClass;     ///< the image-level one
    std::vector<dataset::ClassId> objectClasses; ///< of its shapes, each once
    std::size_t objects = 0;         ///< shapes
    std::vector<dataset::Annotation> annotations;
    QStringList tags;
};

/**
 * A cache of items in the neighbourhood of what is on the screen: asked for by key, fetched in batches off the GUI
 * thread, fetched again when the project says that they changed. GUI thread.
 */
class ItemStore final : public QObject, public widgets::CellInfoSource {
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ItemStore)
public:
    explicit ItemStore(ProjectService &project, QObject *parent = nullptr);

    /** Null while it is not known: then it is on its way, and arrived() will name it. */
    [[nodiscard]] const ItemBrief *find(qint64 key) const;
    [[nodiscard]] widgets::CellInfo info(qint64 key) const override;

Q_SIGNALS:
    void arrived(const std::vector<qint64> &keys);

private:
    void fetch();
    void changed(const dataset::Change &change);
    void forgetAll();
    ProjectService &m_project;
    std::unordered_map<qint64, ItemBrief> m_items;
    mutable std::set<qint64> m_wanted;
    std::set<qint64> m_underWay;
    mutable QTimer m_soon;
};

} // namespace trainyard::app

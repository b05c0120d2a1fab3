// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/canvas/preparedlayer.h"

#include "core/annotation/geometry.h"

#include <boost/geometry.hpp>
#include <boost/geometry/index/rtree.hpp>

#include <algorithm>
#include <iterator>
#include <unordered_set>

namespace trainyard::widgets {
namespace {
namespace bg = boost::geometry;
using TreePoint = bg::model::point<double, 2, bg::cs::cartesian>;
using TreeBox = bg::model::box<TreePoint>;
using Entry = std::pair<TreeBox, std::size_t>;

TreeBox toTree(const annotation::Rect &r) {
    return {TreePoint(r.x0, r.y0), TreePoint(r.x1, r.y1)};
}
} // namespace

struct PreparedLayer::Tree {
    bg::index::rtree<Entry, bg::index::quadratic<16>> entries;
};

PreparedLayer::PreparedLayer() = default;
PreparedLayer::~PreparedLayer() = default;

std::shared_ptr<const PreparedLayer> PreparedLayer::make(std::vector<CanvasShape> shapes) {
    auto layer = std::make_shared<PreparedLayer>();
    layer->m_shapes.reserve(shapes.size());
    layer->m_bounds.reserve(shapes.size());
    for (CanvasShape &shape : shapes) {
        layer->m_bounds.push_back(annotation::bounds(shape.shape));
        layer->m_shapes.push_back(std::make_shared<const CanvasShape>(std::move(shape)));
    }
    layer->index();
    return layer;
}

std::shared_ptr<const PreparedLayer> PreparedLayer::changed(const std::vector<CanvasShape> &put,
                                                            const std::vector<std::int64_t> &removed) const {
    auto layer = std::make_shared<PreparedLayer>();
    const std::unordered_set<std::int64_t> gone(removed.begin(), removed.end());
    layer->m_shapes.reserve(m_shapes.size() + put.size());
    layer->m_bounds.reserve(m_shapes.size() + put.size());
    std::unordered_map<std::int64_t, std::size_t> place;
    for (std::size_t i = 0; i < m_shapes.size(); ++i) {
        if (!gone.contains(m_shapes[i]->key)) {
            place.emplace(m_shapes[i]->key, layer->m_shapes.size());
            layer->m_shapes.push_back(m_shapes[i]);
            layer->m_bounds.push_back(m_bounds[i]);
        }
    }
    for (const CanvasShape &shape : put) {
        auto pointer = std::make_shared<const CanvasShape>(shape);
        const annotation::Rect box = annotation::bounds(shape.shape);
        if (const auto found = place.find(shape.key); found != place.end()) {
            layer->m_shapes[found->second] = std::move(pointer);
            layer->m_bounds[found->second] = box;
        } else {
            place.emplace(shape.key, layer->m_shapes.size());
            layer->m_shapes.push_back(std::move(pointer));
            layer->m_bounds.push_back(box);
        }
    }
    layer->index();
    return layer;
}

void PreparedLayer::index() {
    std::vector<Entry> entries;
    entries.reserve(m_shapes.size());
    m_byKey.reserve(m_shapes.size());
    for (std::size_t i = 0; i < m_shapes.size(); ++i) {
        m_byKey.emplace(m_shapes[i]->key, i);
        m_hasLabels = m_hasLabels || !m_shapes[i]->label.isEmpty();
        if (annotation::kindOf(m_shapes[i]->shape) != annotation::ShapeKind::ImageLabel) {
            entries.emplace_back(toTree(m_bounds[i]), i);
        }
    }
    m_tree = std::make_unique<Tree>(Tree{decltype(Tree::entries)(entries)});
}

std::optional<std::size_t> PreparedLayer::find(std::int64_t key) const {
    const auto found = m_byKey.find(key);
    return found == m_byKey.end() ? std::nullopt : std::optional(found->second);
}

std::vector<std::size_t> PreparedLayer::touching(const annotation::Rect &rect, std::size_t most) const {
    std::vector<std::size_t> out;
    for (auto it = m_tree->entries.qbegin(bg::index::intersects(toTree(rect)));
         it != m_tree->entries.qend() && out.size() < most; ++it) {
        out.push_back(it->second);
    }
    std::sort(out.begin(), out.end());
    return out;
}

} // namespace trainyard::widgets

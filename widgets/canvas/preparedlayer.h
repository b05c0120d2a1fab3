// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/canvas/shapelayer.h"

#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

namespace trainyard::widgets {

/** A layer's shapes with their bounds and an R-tree over them: immutable, so that any thread may read it. */
class PreparedLayer {
public:
    using ShapePointer = std::shared_ptr<const CanvasShape>;

    PreparedLayer();
    ~PreparedLayer();
    [[nodiscard]] static std::shared_ptr<const PreparedLayer> make(std::vector<CanvasShape> shapes);
    /** With some shapes put in place of those with their key, or behind, and some taken away. The rest is shared. */
    [[nodiscard]] std::shared_ptr<const PreparedLayer> changed(const std::vector<CanvasShape> &put,
                                                               const std::vector<std::int64_t> &removed) const;

    [[nodiscard]] std::size_t size() const { return m_shapes.size(); }
    [[nodiscard]] const CanvasShape &at(std::size_t index) const { return *m_shapes[index]; }
    [[nodiscard]] const annotation::Rect &boundsAt(std::size_t index) const { return m_bounds[index]; }
    [[nodiscard]] std::optional<std::size_t> find(std::int64_t key) const;
    /** Indices of shapes whose bounds touch the rectangle, rising. Gives up after `most`: any of them then. */
    [[nodiscard]] std::vector<std::size_t> touching(const annotation::Rect &rect, std::size_t most = SIZE_MAX) const;
    [[nodiscard]] bool hasLabels() const { return m_hasLabels; }

private:
    struct Tree;
    void index();
    std::vector<ShapePointer> m_shapes;
    std::vector<annotation::Rect> m_bounds;
    std::unordered_map<std::int64_t, std::size_t> m_byKey;
    std::unique_ptr<Tree> m_tree;
    bool m_hasLabels = false;
};

} // namespace trainyard::widgets

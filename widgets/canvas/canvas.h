// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/geometry.h"
#include "core/media/image.h"
#include "widgets/canvas/canvastool.h"
#include "widgets/canvas/canvasview.h"
#include "widgets/canvas/shapelayer.h"

#include <QImage>
#include <QWidget>

#include <memory>
#include <optional>
#include <vector>

namespace trainyard::widgets {

/** Pixels for drawing; 16 bits become 8 as media::toRgb8 does it. Any thread. */
[[nodiscard]] QImage toQImage(const media::Image &image);

/**
 * The image, the shapes over it, and the tools that work on them. It changes no data: what a person wants leaves by
 * signals, and the caller answers with updateShapes() or setLayer(). Until the answer comes the wish is shown, so an
 * edit that failed must be answered too (with the shapes as they are, or dropPending()).
 *
 * Everything is called on the GUI thread; tiles are drawn on threads of its own, from immutable snapshots.
 *
 * Mouse: wheel zooms at the cursor (Shift: pans sideways), middle button or Space and left pans, always. Double click
 * on empty ground fits. Keys: Ctrl+0 fit, Ctrl+1 100 %, Ctrl++ and Ctrl+- zoom, 0-9 class, Tab next shape, Esc lets go.
 */
class Canvas : public QWidget {
    Q_OBJECT
public:
    explicit Canvas(QWidget *parent = nullptr);
    ~Canvas() override;

    // The image. A new image forgets selection, pending wishes and layers' tiles, and fits, unless keepView.
    void setImage(std::shared_ptr<const media::Image> image, bool keepView = false);
    void setImage(const QImage &image, bool keepView = false);
    void clearImage();
    [[nodiscard]] QSize imageSize() const;
    /** Shown in the middle while there is no image: loading, or why it cannot be shown. */
    void setMessage(const QString &message);

    // Layers.
    void setLayers(std::vector<ShapeLayer> layers);
    /** Replaces the layer with this id, or adds it on top. */
    void setLayer(ShapeLayer layer);
    void removeLayer(int id);
    void setLayerVisible(int id, bool visible);
    /** The layer that tools edit; -1 for none (read only). */
    void setEditLayer(int id);
    [[nodiscard]] int editLayer() const;
    /** The answer to an edit, or a change from elsewhere: only tiles under these shapes are drawn again. */
    void updateShapes(int layer, const std::vector<CanvasShape> &changed,
                      const std::vector<std::int64_t> &removed = {});
    /** Takes back every wish that has not been answered. */
    void dropPending();
    [[nodiscard]] const CanvasShape *shape(ShapeRef ref) const;
    [[nodiscard]] std::size_t shapeCount(int layer) const;

    // Selection. Only shapes of the edit layer can be edited; any visible one can be selected.
    [[nodiscard]] const std::vector<ShapeRef> &selection() const;
    /** Keys of the selection in the edit layer. */
    [[nodiscard]] std::vector<std::int64_t> selectedKeys() const;
    void setSelection(std::vector<ShapeRef> selection);
    void setSelectedKeys(const std::vector<std::int64_t> &keys);
    /** Shapes at a point, the smallest first; tolerance in widget units reaches outlines. */
    [[nodiscard]] std::vector<ShapeRef> shapesAt(annotation::Point image, double tolerance = 5) const;
    /** Shapes of the edit layer that touch the rectangle. */
    [[nodiscard]] std::vector<ShapeRef> shapesIn(annotation::Rect image) const;
    /** Marks one shape as under the pointer, as a list beside the canvas does; {} for none. */
    void setHovered(std::optional<ShapeRef> ref);

    // View.
    [[nodiscard]] const CanvasView &view() const;
    void setZoom(double zoom, std::optional<QPointF> fixedWidgetPoint = {});
    void zoomIn();
    void zoomOut();
    void fit();
    void actualSize();
    void panBy(QPointF widget);
    /** Scrolls (and zooms out if it must) so that the rectangle can be seen. */
    void reveal(annotation::Rect image);
    void setWheelZooms(bool zooms); ///< false: wheel scrolls and Ctrl+wheel zooms
    void setCrossHairShown(bool shown);
    void setLabelsShown(bool shown);
    void setFillOpacity(double opacity); ///< 0 to 1, of shapes that are not selected

    // Tools: select, pan, box, polygon are there from the start; addTool takes more.
    void addTool(std::unique_ptr<CanvasTool> tool);
    /** By name. False if there is none. */
    bool setTool(const QString &name);
    [[nodiscard]] QString toolName() const;
    [[nodiscard]] CanvasTool *tool() const;
    /** The colour in which tools draw what is being made. */
    void setDrawColour(const QColor &colour);
    [[nodiscard]] QColor drawColour() const;

    // For tools.
    /** Takes shapes of the edit layer out of the tiles; from now on they are drawn live. */
    void liftShapes(const std::vector<std::int64_t> &keys);
    /** Shows a lifted shape in another form. */
    void setLiveShape(std::int64_t key, const annotation::Shape &shape);
    /** Puts lifted shapes back as they were. */
    void cancelLift();
    /** The form of the moment of a shape of the edit layer: as wished if a wish is open. Null if there is none. */
    [[nodiscard]] const annotation::Shape *currentShape(std::int64_t key) const;
    /** Sends the wish and keeps showing the new form until it is answered. */
    void commitEdits(std::vector<ShapeEdit> edits);
    /** Sends a new shape and keeps showing it until it is answered. */
    void commitNewShape(const annotation::Shape &shape);
    void requestDelete(const std::vector<std::int64_t> &keys);
    /** Marks a vertex of the one selected shape as the one that Del removes. */
    void setActiveVertex(std::optional<annotation::VertexIndex> vertex);
    [[nodiscard]] std::optional<annotation::VertexIndex> activeVertex() const;
    /** Redraws what the tool paints. */
    void toolChanged();
    /** Every tile of the view is there, and nothing that was edited waits for its tiles: for tests and pictures. */
    bool isDrawn();

Q_SIGNALS:
    void shapeCreated(const trainyard::annotation::Shape &shape);
    void shapesEdited(const std::vector<trainyard::widgets::ShapeEdit> &edits);
    void deleteRequested(const std::vector<std::int64_t> &keys);
    void copyRequested(const std::vector<std::int64_t> &keys);
    void pasteRequested();
    void duplicateRequested(const std::vector<std::int64_t> &keys);
    void selectionChanged();
    void hoveredChanged();
    /** 1 to 9, then 0 */
    void classDigitPressed(int digit);
    /** The value is empty outside the image. */
    void cursorMoved(QPointF image, const QString &value);
    void cursorLeft();
    void viewChanged();
    void toolSwitched(const QString &name);
    /** On a shape (selected first) or on empty ground. */
    void menuRequested(QPoint global);
    /** Double click or Enter on a shape. */
    void shapeActivated(trainyard::widgets::ShapeRef ref);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void keyReleaseEvent(QKeyEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    bool event(QEvent *event) override;

private:
    class Private;
    std::unique_ptr<Private> m;
};

} // namespace trainyard::widgets

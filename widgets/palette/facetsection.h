// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/palette/facetlist.h"

namespace trainyard::widgets {

/** One facet: a head that folds it and its values, drawn as one control with a current row. */
class FacetSection : public QWidget {
    Q_OBJECT
public:
    explicit FacetSection(QWidget *parent);
    void setFacet(Facet facet);
    [[nodiscard]] const Facet &facet() const { return m_facet; }
    [[nodiscard]] QStringList checked() const { return m_checked; }
    void setChecked(const QStringList &values);
    void setOpen(bool open);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

Q_SIGNALS:
    void checkedChanged();

protected:
    void paintEvent(QPaintEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool event(QEvent *event) override;

private:
    // Row 0 is the head; then values; then, if there are more, the line that shows all.
    [[nodiscard]] int shownValues() const;
    [[nodiscard]] int rows() const;
    [[nodiscard]] QRect rowRect(int row) const;
    [[nodiscard]] int rowAt(QPoint at) const;
    void act(int row, bool adds);
    void setCurrent(int row);
    void changed();

    Facet m_facet;
    QStringList m_checked;
    bool m_open = true, m_all = false;
    int m_hovered = -1, m_current = 0;
};

} // namespace trainyard::widgets

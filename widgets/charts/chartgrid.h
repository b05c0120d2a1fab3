// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QScrollArea>
#include <QStringList>

#include <memory>

namespace trainyard::widgets {

/**
 * Cards with a title over a chart (or any widget), in as many columns as fit. Drag a title to order (keys: Alt+arrows);
 * double click on a title, or Enter, enlarges; the same again, or Esc, goes back.
 */
class ChartGrid : public QScrollArea {
    Q_OBJECT
public:
    explicit ChartGrid(QWidget *parent = nullptr);
    ~ChartGrid() override;

    /** Owned from now on. */
    void addCard(const QString &id, const QString &title, QWidget *content);
    void removeCard(const QString &id);
    void setCardTitle(const QString &id, const QString &title);
    void setCardShown(const QString &id, bool shown);
    [[nodiscard]] QWidget *card(const QString &id) const; ///< the content
    [[nodiscard]] QStringList order() const;
    /** Unknown ids are passed over, cards not named come last. */
    void setOrder(const QStringList &order);
    void setMinimumCardSize(QSize size);
    void enlarge(const QString &id); ///< empty: back to the grid
    [[nodiscard]] QString enlarged() const;

Q_SIGNALS:
    void orderChanged(const QStringList &order);
    void enlargedChanged(const QString &id);

protected:
    void resizeEvent(QResizeEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    class Private;
    std::unique_ptr<Private> m;
};

} // namespace trainyard::widgets

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>

namespace trainyard::widgets {

/** One line of text that is cut in the middle when there is no room; the whole is its tooltip and its spoken name. */
class ElidedLabel : public QLabel {
    Q_OBJECT
public:
    explicit ElidedLabel(QWidget *parent, const QString &whole = {});
    void setWhole(const QString &whole);
    [[nodiscard]] const QString &whole() const { return m_whole; }
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void cut();
    QString m_whole;
};

} // namespace trainyard::widgets

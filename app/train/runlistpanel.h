// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services/appservices.h"
#include "app/window/panel.h"

#include <QAbstractListModel>

class QListView;

namespace trainyard::app {

/** The runs, newest first; a check lays a run's curves over those of the one in view. */
class RunListModel final : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role { IdRole = Qt::UserRole, StateRole, BestRole, SparklineRole, ColourRole, ProgressRole };
    explicit RunListModel(AppServices &services, QObject *parent = nullptr);
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;
    [[nodiscard]] const QStringList &compared() const { return m_compared; }

    /** "training, epoch 3 of 20", "finished", ... */
    static QString stateText(const RunView &run);

Q_SIGNALS:
    void comparedChanged(const QStringList &runs);

private:
    AppServices &m_services;
    std::vector<std::shared_ptr<RunView>> m_rows;
    QStringList m_compared;
};

class RunListPanel final : public Panel {
    Q_OBJECT
public:
    explicit RunListPanel(AppServices &services, QWidget *parent = nullptr);
    void setCurrent(const QString &id);

Q_SIGNALS:
    void chosen(const QString &id);
    void comparedChanged(const QStringList &runs);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    RunListModel *m_model;
    QListView *m_view;
    QString m_current;
};

} // namespace trainyard::app

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services/appservices.h"
#include "app/window/panel.h"

class QLabel;
class QLineEdit;
class QTreeWidget;
class QTreeWidgetItem;

namespace trainyard::app {

/** The classes with their digits and colours: choose, add, rename, recolour, delete. */
class ClassesPanel final : public Panel {
    Q_OBJECT
public:
    explicit ClassesPanel(AppServices &services, QWidget *parent = nullptr);
    void setImageClass(dataset::ClassId cls);
    void setDrawClass(dataset::ClassId cls);
    void startAdding();
    void startRenaming();
    void deleteCurrent();
    void chooseColour();

Q_SIGNALS:
    void classChosen(trainyard::dataset::ClassId cls);
    void classAdded(trainyard::dataset::ClassId cls);

private:
    void fill();
    void add();
    void rename(const QTreeWidgetItem *item);
    [[nodiscard]] const dataset::ClassInfo *currentClass() const;
    AppServices &m_services;
    QLabel *m_title;
    QTreeWidget *m_list;
    QLineEdit *m_new;
    dataset::ClassId m_imageClass;
    dataset::ClassId m_drawClass;
    QString m_adding; ///< name of a class that is being made
};

} // namespace trainyard::app

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/data/splitpanel.h"

#include "app/data/splitting.h"
#include "app/window/ui.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>

using namespace Qt::StringLiterals;

namespace trainyard::app {

SplitPanel::SplitPanel(AppServices &services, QWidget *parent)
    : Panel(parent), m_services(services), m_train(named(new QSpinBox(this), "splitTrain"_L1))
    , m_val(named(new QSpinBox(this), "splitVal"_L1)), m_test(named(new QSpinBox(this), "splitTest"_L1))
    , m_seed(named(new QSpinBox(this), "splitSeed"_L1)), m_stratify(named(new QCheckBox(this), "splitStratify"_L1))
    , m_said(muted(this)) {
    setObjectName(u"splitPanel"_s);
    auto *apply = named(new QPushButton(this), "splitApply"_L1);
    auto *close = named(new QPushButton(this), "splitClose"_L1);
    apply->setProperty("primary", true);
    auto *trainLabel = new QLabel(this);
    auto *valLabel = new QLabel(this);
    auto *testLabel = new QLabel(this);
    auto *seedLabel = new QLabel(this);
    for (QSpinBox *box : {m_train, m_val, m_test}) {
        box->setRange(0, 100);
        box->setSuffix(u" %"_s);
        connect(box, &QSpinBox::valueChanged, this, &SplitPanel::showSum);
    }
    m_train->setValue(UsualParts::kTrain);
    m_val->setValue(UsualParts::kVal);
    m_test->setValue(UsualParts::kTest);
    m_seed->setRange(0, 1'000'000);
    m_seed->setValue(UsualParts::kSeed);
    m_stratify->setChecked(true);

    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    for (const auto &[label, box] : {std::pair{trainLabel, m_train}, {valLabel, m_val}, {testLabel, m_test}, {seedLabel, m_seed}}) {
        row->addWidget(label);
        row->addWidget(box);
        row->addSpacing(4);
        label->setBuddy(box);
    }
    row->addWidget(m_stratify);
    row->addStretch(1);
    auto *second = new QHBoxLayout;
    second->addWidget(m_said, 1);
    second->addWidget(close);
    second->addWidget(apply);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 12, 16, 12);
    column->setSpacing(8);
    column->addLayout(row);
    column->addLayout(second);
    words([=, this] {
        setAccessibleName(tr("Split"));
        trainLabel->setText(tr("Training"));
        valLabel->setText(tr("Validation"));
        testLabel->setText(tr("Test"));
        seedLabel->setText(tr("Seed"));
        m_stratify->setText(tr("Each class alike"));
        m_stratify->setAccessibleName(tr("Each class alike"));
        m_stratify->setToolTip(tr("Every class is divided in the same ratio"));
        m_train->setAccessibleName(tr("Part for training"));
        m_val->setAccessibleName(tr("Part for validation"));
        m_test->setAccessibleName(tr("Part for the test"));
        m_seed->setAccessibleName(tr("Seed"));
        m_train->setToolTip(tr("The model learns from these"));
        m_val->setToolTip(tr("These choose the best epoch"));
        m_test->setToolTip(tr("These judge the finished model, once"));
        m_seed->setToolTip(tr("The same seed gives the same split"));
        apply->setText(tr("Split the images in view"));
        apply->setAccessibleName(apply->text());
        apply->setToolTip(tr("One act, which undo takes back"));
        close->setText(tr("Close"));
        close->setAccessibleName(tr("Close the split"));
        close->setToolTip(tr("Close the split"));
        showSum();
    });
    connect(apply, &QPushButton::clicked, this, &SplitPanel::apply);
    connect(close, &QPushButton::clicked, this, &QWidget::hide);
}

void SplitPanel::showSum() {
    const int sum = m_train->value() + m_val->value() + m_test->value();
    m_said->setText(sum == 100 ? tr("The model never sees the test images before it is finished.")
                               : tr("The parts add up to %1 %; only their ratio counts.").arg(sum));
}

void SplitPanel::apply() {
    dataset::SplitOptions options;
    options.train = m_train->value() / 100.0;
    options.val = m_val->value() / 100.0;
    options.test = m_test->value() / 100.0;
    options.seed = static_cast<std::uint64_t>(m_seed->value());
    options.stratify = m_stratify->isChecked();
    splitImages(m_services, this, m_services.filter.query(), options, [this] { hide(); });
}

} // namespace trainyard::app

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/train/newrunpage.h"

#include "app/train/datachoice.h"
#include "app/train/modelcardbutton.h"
#include "app/train/preflightpanel.h"
#include "app/window/ui.h"
#include "widgets/forms/settingsform.h"

#include <QButtonGroup>
#include <QComboBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QTimer>

#include <cmath>

using namespace Qt::StringLiterals;

namespace trainyard::app {

using widgets::FieldSpec;

namespace {

constexpr int kSoon_ms = 250;
const std::string kTask = "classification";

struct Architecture {
    const char *id;
    double parametersMillion; ///< of the network with 1,000 classes, as published with torchvision
};
constexpr std::array kArchitectures{Architecture{"resnet18", 11.7}, Architecture{"mobilenet_v2", 3.5},
                                    Architecture{"mobilenet_v3_small", 2.5}};

QVariant toVariant(const runs::SettingValue &value) {
    if (const auto *flag = std::get_if<bool>(&value))
        return *flag;
    if (const auto *whole = std::get_if<std::int64_t>(&value))
        return static_cast<qlonglong>(*whole);
    if (const auto *number = std::get_if<double>(&value))
        return *number;
    return text(std::get<std::string>(value));
}

} // namespace

NewRunPage::NewRunPage(AppServices &services, QWidget *parent)
    : Panel(parent), m_services(services), m_name(named(new QLineEdit(this), "runName"_L1))
    , m_task(named(new QComboBox(this), "runTask"_L1)), m_data(new DataChoice(services, this)), m_cards(new QButtonGroup(this))
    , m_form(named(new widgets::SettingsForm, "runForm"_L1)), m_preflight(new PreflightPanel(services, this))
    , m_soon(new QTimer(this)) {
    m_soon->setSingleShot(true);
    m_soon->setInterval(kSoon_ms);
    auto *page = new QWidget;
    page->setMaximumWidth(kPageWidth);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(24, 20, 24, 24);
    column->setSpacing(12);
    auto *title = heading(page, 1);
    auto *modelTitle = heading(page, 3);
    auto *recipeTitle = heading(page, 3);
    column->addWidget(title);
    column->addWidget(m_name);
    column->addWidget(buildSubject());
    column->addSpacing(4);
    column->addWidget(modelTitle);
    column->addWidget(buildCards());
    column->addSpacing(4);
    column->addWidget(recipeTitle);
    column->addWidget(m_form);
    column->addStretch(1);

    auto *scroll = named(new QScrollArea(this), "newRunScroll"_L1);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(page);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(scroll, 1);
    row->addWidget(separator(this, Qt::Vertical));
    row->addWidget(m_preflight);
    m_preflight->setFixedWidth(320);

    buildForm();
    words([=, this] {
        setAccessibleName(tr("New run"));
        title->setText(tr("New run"));
        modelTitle->setText(tr("Model"));
        recipeTitle->setText(tr("Recipe"));
        m_name->setAccessibleName(tr("Name of the run"));
        m_name->setPlaceholderText(tr("Name (may be left empty)"));
        m_name->setToolTip(tr("How the run is called in lists"));
        scroll->setAccessibleName(tr("New run"));
        m_form->setAccessibleName(tr("Recipe"));
        for (QAbstractButton *button : m_cards->buttons()) {
            auto *card = static_cast<ModelCardButton *>(button);
            const Architecture &architecture = kArchitectures[static_cast<std::size_t>(m_cards->id(button))];
            const QString name = m_services.words.of(u"setting.model.choice."_s + QLatin1StringView(architecture.id));
            card->setTexts(name, tr("%1 million parameters").arg(architecture.parametersMillion));
        }
        describeFields();
    });
    connect(m_soon, &QTimer::timeout, this, [this] { m_preflight->look(request()); });
    connect(m_cards, &QButtonGroup::idClicked, this, &NewRunPage::changed);
    connect(m_form, &widgets::SettingsForm::changed, this, &NewRunPage::changed);
    connect(m_data, &DataChoice::chosen, this, [this] {
        if (isVisible())
            m_soon->start();
    });
    connect(m_preflight, &PreflightPanel::known, this, [this] {
        m_services.actions.action("train.start"_L1)->setEnabled(canStart());
    });
    connect(&m_services.project, &ProjectService::changed, this, [this](const dataset::Change &change) {
        if (isVisible() && (change.splits || change.objects || change.itemsAdded || change.facts || change.classes))
            m_soon->start();
    });
    connect(&m_services.runs, &RunService::startFailed, this, [this](const Error &error) {
        m_starting = false;
        m_services.notices.error(m_services.words.of(error));
        m_services.actions.action("train.start"_L1)->setEnabled(canStart());
    });
    connect(&m_services.runs, &RunService::started, this, [this] {
        m_starting = false;
        m_name->clear();
    });
}

/** Task and data, with the labels in the column of the recipe's. */
QWidget *NewRunPage::buildSubject() {
    auto *box = new QWidget;
    auto *grid = new QGridLayout(box);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(8);
    grid->setColumnMinimumWidth(0, 152);
    grid->setColumnStretch(1, 1);
    auto *taskLabel = new QLabel(box);
    auto *dataLabel = new QLabel(box);
    taskLabel->setBuddy(m_task);
    dataLabel->setBuddy(m_data);
    grid->addWidget(taskLabel, 0, 0);
    grid->addWidget(m_task, 0, 1);
    grid->addWidget(dataLabel, 1, 0);
    grid->addWidget(m_data, 1, 1);
    m_task->addItem(QString(), text(kTask));
    words([=, this] {
        taskLabel->setText(tr("Task"));
        m_task->setItemText(0, tr("Image classification"));
        m_task->setAccessibleName(tr("Task"));
        m_task->setToolTip(tr("What the model learns to tell of an image"));
        dataLabel->setText(tr("Data"));
        m_data->setAccessibleName(tr("Data"));
        m_data->setToolTip(tr("The images to learn from; a run keeps them as a data version"));
        m_data->refresh();
    });
    return box;
}

QWidget *NewRunPage::buildCards() {
    auto *box = new QWidget;
    auto *row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(12);
    int number = 0;
    for (const Architecture &architecture : kArchitectures) {
        auto *card = new ModelCardButton(box);
        card->setObjectName(u"model."_s + QLatin1StringView(architecture.id));
        m_cards->addButton(card, number++);
        row->addWidget(card);
    }
    m_cards->button(0)->setChecked(true);
    return box;
}

QString NewRunPage::model() const {
    return QLatin1StringView(kArchitectures[static_cast<std::size_t>(std::max(0, m_cards->checkedId()))].id);
}

void NewRunPage::buildForm() {
    describeFields();
}

void NewRunPage::describeFields() {
    const QVariantMap keep = m_form->values();
    std::vector<FieldSpec> fields;
    for (const runs::SettingSpec &spec : runs::settingSpecs(kTask)) {
        if (spec.key == "model")
            continue;
        FieldSpec field;
        field.key = text(spec.key);
        const QString prefix = u"setting."_s + field.key;
        field.label = m_services.words.of(prefix + u".label"_s);
        field.help = m_services.words.of(prefix + u".help"_s);
        field.placeholder = m_services.words.of(prefix + u".empty"_s);
        if (field.label.isEmpty())
            field.label = field.key;
        field.unit = text(spec.unit);
        field.initial = toVariant(spec.standard);
        // What a field can show is what it starts with; else it would count as changed by the person.
        if (spec.type == runs::SettingType::Number)
            field.initial = std::round(field.initial.toDouble() * 1e6) / 1e6;
        switch (spec.group) {
        case runs::SettingGroup::Basic: break;
        case runs::SettingGroup::Augmentation: field.group = m_services.words.of(u"settinggroup.augmentation"_s); break;
        case runs::SettingGroup::Optimiser: field.group = m_services.words.of(u"settinggroup.optimiser"_s); break;
        case runs::SettingGroup::Advanced: field.group = m_services.words.of(u"settinggroup.advanced"_s); break;
        }
        switch (spec.type) {
        case runs::SettingType::Integer:
            field.kind = FieldSpec::Kind::Integer;
            field.minimum = spec.minimum;
            field.maximum = spec.maximum;
            break;
        case runs::SettingType::Number:
            field.kind = FieldSpec::Kind::Real;
            field.minimum = spec.minimum;
            field.maximum = spec.maximum;
            break;
        case runs::SettingType::Boolean: field.kind = FieldSpec::Kind::Bool; break;
        case runs::SettingType::Choice:
            field.kind = FieldSpec::Kind::Choice;
            for (const std::string_view choice : spec.choices) {
                const QString said = m_services.words.of(prefix + u".choice."_s + text(choice));
                field.choices.push_back({text(choice), said.isEmpty() ? text(choice) : said, {}});
            }
            break;
        case runs::SettingType::Text: field.kind = FieldSpec::Kind::Text; break;
        case runs::SettingType::Path: field.kind = FieldSpec::Kind::Path; break;
        }
        fields.push_back(std::move(field));
    }
    m_form->setFields(fields);
    if (!keep.isEmpty())
        m_form->setValues(keep);
}

void NewRunPage::refresh() {
    m_data->refresh();
    m_soon->start();
}

void NewRunPage::changed() {
    // What the schema says is shown at the field at once; the data are looked at a moment later.
    const runs::Resolution resolution = runs::resolve(kTask, request().settings);
    for (const runs::SettingSpec &spec : runs::settingSpecs(kTask))
        m_form->setProblem(text(spec.key), {});
    for (const Error &problem : resolution.problems)
        m_form->setProblem(text(problem.argument("key")), m_services.words.of(problem));
    m_soon->start();
}

workflow::TrainRequest NewRunPage::request() const {
    workflow::TrainRequest request;
    request.task = kTask;
    request.name = utf8(m_name->text().trimmed());
    m_data->applyTo(request);
    request.settings["model"] = utf8(model());
    for (const runs::SettingSpec &spec : runs::settingSpecs(kTask)) {
        const QString key = text(spec.key);
        if (spec.key == "model" || m_form->isDefault(key))
            continue;
        const QVariant value = m_form->value(key);
        switch (spec.type) {
        case runs::SettingType::Integer: request.settings[std::string(spec.key)] = static_cast<std::int64_t>(value.toLongLong()); break;
        case runs::SettingType::Number: request.settings[std::string(spec.key)] = value.toDouble(); break;
        case runs::SettingType::Boolean: request.settings[std::string(spec.key)] = value.toBool(); break;
        default: request.settings[std::string(spec.key)] = utf8(value.toString()); break;
        }
    }
    return request;
}

bool NewRunPage::canStart() const { return !m_starting && m_preflight->canStart() && m_services.runs.host().isReady(); }

void NewRunPage::start() {
    if (!canStart())
        return;
    m_starting = true;
    m_services.actions.action("train.start"_L1)->setEnabled(false);
    m_services.runs.start(request());
}

} // namespace trainyard::app

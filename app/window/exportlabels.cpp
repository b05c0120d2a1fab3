// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/exportlabels.h"

#include "app/window/ui.h"
#include "core/formats/exporter.h"

#include <QComboBox>
#include <QFile>
#include <QFileDialog>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace trainyard::app {

ExportLabelsPage::ExportLabelsPage(AppServices &services, QWidget *parent)
    : Place(parent), m_services(services), m_format(named(new QComboBox(this), "exportFormat"_L1))
    , m_folder(named(new QLineEdit(this), "exportFolder"_L1)), m_loss(named(new QLabel(this), "exportLoss"_L1))
    , m_write(named(new QPushButton(this), "exportWrite"_L1)) {
    auto *title = heading(this, 1);
    auto *browse = named(new QPushButton(this), "exportBrowse"_L1);
    auto *formatLabel = new QLabel(this);
    auto *folderLabel = new QLabel(this);
    m_loss->setWordWrap(true);
    m_loss->setTextInteractionFlags(Qt::TextSelectableByMouse);
    const formats::FormatRegistry registry;
    for (const formats::FormatInfo &info : registry.list())
        if (info.canWrite)
            m_format->addItem(text(info.name), text(info.name));
    m_format->setFixedWidth(240);
    m_folder->setMinimumWidth(420);
    m_write->setProperty("primary", true);

    auto *folder = new QHBoxLayout;
    folder->setSpacing(8);
    folder->addWidget(m_folder, 1);
    folder->addWidget(browse);
    browse->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    folder->addStretch(0);
    auto *form = new QFormLayout;
    form->setHorizontalSpacing(24);
    form->setVerticalSpacing(12);
    form->addRow(formatLabel, m_format);
    form->addRow(folderLabel, folder);
    form->addRow(QString(), m_loss);
    form->addRow(QString(), m_write);
    m_write->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    m_write->setMinimumWidth(120);
    m_folder->setMaximumWidth(720);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(48, 32, 48, 24);
    column->setSpacing(16);
    column->addWidget(title);
    column->addLayout(form);
    column->addStretch(1);

    words([=, this] {
        setAccessibleName(tr("Export labels"));
        title->setText(tr("Export labels"));
        formatLabel->setText(tr("Format"));
        folderLabel->setText(tr("Into the folder"));
        browse->setText(tr("Browse…"));
        browse->setAccessibleName(tr("Choose the folder"));
        browse->setToolTip(tr("Choose the folder"));
        m_write->setText(tr("Export"));
        m_write->setAccessibleName(tr("Export"));
        m_write->setToolTip(tr("Write the labels of the images in view"));
        m_format->setAccessibleName(tr("Format"));
        m_format->setToolTip(tr("The format of the files"));
        m_folder->setAccessibleName(tr("Folder"));
        m_folder->setToolTip(tr("An empty or new folder"));
        m_folder->setPlaceholderText(tr("An empty or new folder"));
        m_loss->setAccessibleName(tr("What would be lost"));
        for (int i = 0; i < m_format->count(); ++i) {
            const QString name = m_services.words.of(u"format."_s + m_format->itemData(i).toString());
            m_format->setItemText(i, name.isEmpty() ? m_format->itemData(i).toString() : name);
        }
        if (isVisible())
            plan();
    });
    connect(m_format, &QComboBox::currentIndexChanged, this, &ExportLabelsPage::plan);
    connect(m_folder, &QLineEdit::textChanged, this, [this](const QString &typed) { m_write->setEnabled(!typed.isEmpty()); });
    connect(m_write, &QPushButton::clicked, this, &ExportLabelsPage::write);
    connect(browse, &QPushButton::clicked, this, [this] {
        auto *dialog = new QFileDialog(this, tr("Export into a folder"));
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setFileMode(QFileDialog::Directory);
        connect(dialog, &QFileDialog::fileSelected, m_folder, &QLineEdit::setText);
        dialog->open();
    });
    m_write->setEnabled(false);
}

void ExportLabelsPage::enter() { plan(); }

void ExportLabelsPage::plan() {
    const std::string name = utf8(m_format->currentData().toString());
    m_services.project.read<formats::ExportOutcome>(
        this,
        [name, query = m_services.filter.query()](dataset::Project &project) -> Result<formats::ExportOutcome> {
            const formats::FormatRegistry registry;
            TRY(const formats::Format *format, registry.find(name));
            formats::ExportOptions options;
            options.dryRun = true;
            return formats::exportFrom(project, query, *format, {}, options);
        },
        [this](const Result<formats::ExportOutcome> &outcome) {
            if (!outcome) {
                m_loss->setText(m_services.words.of(outcome.error()));
                return;
            }
            QStringList lines{tr("%Ln image(s)", nullptr, static_cast<int>(outcome->report.images)) + u" · "_s +
                              tr("%Ln label(s)", nullptr, static_cast<int>(outcome->report.objects))};
            if (!outcome->isLossy)
                lines.append(tr("Nothing is lost in this format."));
            for (const Finding &finding : outcome->report.findings("export"))
                lines.append(m_services.words.of(finding));
            m_loss->setText(lines.join(u'\n'));
        },
        &m_latest);
}

void ExportLabelsPage::write() {
    const std::string name = utf8(m_format->currentData().toString());
    const QString folder = m_folder->text();
    m_write->setEnabled(false);
    m_services.jobs.begin(u"exportLabels"_s, [] { return tr("Exporting labels"); });
    m_services.project.read<formats::ExportOutcome>(
        this,
        [name, out = Path(QFile::encodeName(folder).toStdString()), query = m_services.filter.query()](
            dataset::Project &project) -> Result<formats::ExportOutcome> {
            const formats::FormatRegistry registry;
            TRY(const formats::Format *format, registry.find(name));
            return formats::exportFrom(project, query, *format, out);
        },
        [this, folder](const Result<formats::ExportOutcome> &outcome) {
            m_write->setEnabled(true);
            if (!outcome) {
                m_services.jobs.fail(u"exportLabels"_s, [this, error = outcome.error()] { return m_services.words.of(error); });
                m_services.notices.error(m_services.words.of(outcome.error()));
                return;
            }
            m_services.jobs.done(u"exportLabels"_s);
            m_services.notices.info(tr("%Ln label(s) written to %1 and read back to check them.", nullptr,
                                       static_cast<int>(outcome->report.objects)).arg(folder));
        },
        nullptr, ProjectService::LaneKind::Bulk);
}

} // namespace trainyard::app

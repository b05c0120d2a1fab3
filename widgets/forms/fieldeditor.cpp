// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/forms/fieldeditor.h"

#include "widgets/theme/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCoreApplication>
#include <QDoubleValidator>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QSpinBox>
#include <QToolButton>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>
#include <limits>

namespace trainyard::widgets {
namespace {

QString text(const char *words) {
    return QCoreApplication::translate("trainyard::widgets::SettingsForm", words);
}

QString realText(double value) {
    return QString::number(value, 'g', 10);
}

/** Plain editors that a wheel over the page must not change. */
template <typename Base> class Calm : public Base {
public:
    using Base::Base;

protected:
    void wheelEvent(QWheelEvent *event) override {
        if (this->hasFocus()) {
            Base::wheelEvent(event);
        } else {
            event->ignore();
        }
    }
};

FieldEditor makeReal(const FieldSpec &spec, QWidget *parent, const std::function<void()> &edited) {
    // A line, not a spin box: learning rates are typed as 1e-3 and have no useful step.
    auto *line = new QLineEdit(parent);
    auto *validator = new QDoubleValidator(line);
    validator->setLocale(QLocale::c());
    validator->setNotation(QDoubleValidator::ScientificNotation);
    line->setValidator(validator);
    line->setMaximumWidth(180);
    const double low = spec.minimum.value_or(-std::numeric_limits<double>::max());
    const double high = spec.maximum.value_or(std::numeric_limits<double>::max());
    const auto read = [line, low, high](bool *ok) {
        const double value = QLocale::c().toDouble(line->text().trimmed(), ok);
        return std::clamp(value, low, high);
    };
    QObject::connect(line, &QLineEdit::editingFinished, line, [line, read, edited] {
        bool ok = false;
        const double value = read(&ok);
        if (ok) {
            line->setText(realText(value)); // held inside the range, in sight
            edited();
        }
    });
    return {line, line,
            [read] {
                bool ok = false;
                const double value = read(&ok);
                return ok ? QVariant(value) : QVariant();
            },
            [line](const QVariant &value) { line->setText(value.isValid() ? realText(value.toDouble()) : QString()); }};
}

FieldEditor makePath(const FieldSpec &spec, QWidget *parent, const std::function<void()> &edited) {
    auto *row = new QWidget(parent);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::space(1));
    auto *line = new QLineEdit(row);
    line->setPlaceholderText(spec.placeholder);
    auto *browse = new QToolButton(row);
    browse->setObjectName(QStringLiteral("browse_") + spec.key);
    browse->setIcon(icon(QStringLiteral("document-open")));
    browse->setToolTip(text(QT_TRANSLATE_NOOP("trainyard::widgets::SettingsForm", "Choose…")));
    browse->setAccessibleName(text(QT_TRANSLATE_NOOP("trainyard::widgets::SettingsForm", "Choose %1")).arg(spec.label));
    layout->addWidget(line, 1);
    layout->addWidget(browse);
    QObject::connect(line, &QLineEdit::editingFinished, line, [edited] { edited(); });
    QObject::connect(browse, &QToolButton::clicked, line,
                     [line, row, edited, folder = spec.directory, label = spec.label] {
                         auto *dialog = new QFileDialog(row, label, line->text());
                         dialog->setObjectName(QStringLiteral("pathDialog"));
                         dialog->setAttribute(Qt::WA_DeleteOnClose);
                         dialog->setFileMode(folder ? QFileDialog::Directory : QFileDialog::ExistingFile);
                         QObject::connect(dialog, &QFileDialog::fileSelected, line, [line, edited](const QString &chosen) {
                             line->setText(chosen);
                             edited();
                         });
                         dialog->open();
                     });
    return {row, line, [line] { return QVariant(line->text()); },
            [line](const QVariant &value) { line->setText(value.toString()); }};
}

} // namespace

FieldEditor makeEditor(const FieldSpec &spec, QWidget *parent, const std::function<void()> &edited) {
    switch (spec.kind) {
    case FieldSpec::Kind::Bool: {
        auto *box = new QCheckBox(parent);
        QObject::connect(box, &QCheckBox::toggled, box, [edited] { edited(); });
        return {box, box, [box] { return QVariant(box->isChecked()); },
                [box](const QVariant &v) { box->setChecked(v.toBool()); }};
    }
    case FieldSpec::Kind::Integer: {
        auto *spin = new Calm<QSpinBox>(parent);
        const auto bound = [](double v) { return static_cast<int>(std::clamp(v, -2147483648.0, 2147483647.0)); };
        spin->setRange(bound(spec.minimum.value_or(-2147483648.0)), bound(spec.maximum.value_or(2147483647.0)));
        spin->setMaximumWidth(180);
        spin->setKeyboardTracking(false);
        if (!spec.unit.isEmpty()) {
            spin->setSuffix(QLatin1Char(' ') + spec.unit);
        }
        QObject::connect(spin, &QSpinBox::valueChanged, spin, [edited] { edited(); });
        return {spin, spin, [spin] { return QVariant(spin->value()); },
                [spin](const QVariant &v) { spin->setValue(v.toInt()); }};
    }
    case FieldSpec::Kind::Real:
        return makeReal(spec, parent, edited);
    case FieldSpec::Kind::Choice: {
        auto *combo = new Calm<QComboBox>(parent);
        combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        combo->setMinimumContentsLength(12);
        for (const FieldChoice &choice : spec.choices) {
            combo->addItem(choice.text.isEmpty() ? choice.value.toString() : choice.text, choice.value);
            combo->setItemData(combo->count() - 1, choice.help, Qt::ToolTipRole);
        }
        QObject::connect(combo, &QComboBox::currentIndexChanged, combo, [edited] { edited(); });
        return {combo, combo, [combo] { return combo->currentData(); },
                [combo](const QVariant &v) {
                    for (int i = 0; i < combo->count(); ++i) {
                        if (combo->itemData(i) == v) {
                            combo->setCurrentIndex(i);
                            return;
                        }
                    }
                }};
    }
    case FieldSpec::Kind::Path:
        return makePath(spec, parent, edited);
    case FieldSpec::Kind::Text:
        break;
    }
    auto *line = new QLineEdit(parent);
    line->setPlaceholderText(spec.placeholder);
    QObject::connect(line, &QLineEdit::editingFinished, line, [edited] { edited(); });
    return {line, line, [line] { return QVariant(line->text()); },
            [line](const QVariant &v) { line->setText(v.toString()); }};
}

} // namespace trainyard::widgets

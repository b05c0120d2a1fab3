// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/settings/settingspage.h"

#include "app/settings/keyeditor.h"
#include "app/window/ui.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace trainyard::app {

SettingsPage::SettingsPage(AppServices &services, QWidget *parent) : Place(parent) {
    auto *title = heading(this, 1);
    auto *theme = named(new QComboBox(this), "settingTheme"_L1);
    auto *language = named(new QComboBox(this), "settingLanguage"_L1);
    auto *keyMap = named(new QComboBox(this), "settingKeyMap"_L1);
    auto *wheel = named(new QCheckBox(this), "settingWheelZooms"_L1);
    for (QComboBox *box : {theme, language, keyMap})
        box->setFixedWidth(240);
    auto *themeLabel = new QLabel(this);
    auto *languageLabel = new QLabel(this);
    auto *keyMapLabel = new QLabel(this);
    auto *keysTitle = heading(this);
    auto *editor = new KeyEditor(services.actions, services.settings, this);

    auto *form = new QFormLayout;
    form->setHorizontalSpacing(24);
    form->setVerticalSpacing(12);
    form->setFieldGrowthPolicy(QFormLayout::FieldsStayAtSizeHint);
    form->addRow(themeLabel, theme);
    form->addRow(languageLabel, language);
    form->addRow(keyMapLabel, keyMap);
    form->addRow(QString(), wheel);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(48, 32, 48, 24);
    column->setSpacing(16);
    column->addWidget(title);
    column->addLayout(form);
    column->addSpacing(8);
    column->addWidget(keysTitle);
    editor->setMaximumWidth(kPageWidth);
    column->addWidget(editor, 1);

    Settings &settings = services.settings;
    const auto fill = [](QComboBox *box, const QStringList &texts, int current) {
        const QSignalBlocker quiet(box);
        box->clear();
        box->addItems(texts);
        box->setCurrentIndex(current);
    };
    words([=, this, &settings] {
        setAccessibleName(tr("Settings"));
        title->setText(tr("Settings"));
        themeLabel->setText(tr("Theme"));
        languageLabel->setText(tr("Language"));
        keyMapLabel->setText(tr("Key-map"));
        theme->setAccessibleName(tr("Theme"));
        language->setAccessibleName(tr("Language"));
        keyMap->setAccessibleName(tr("Key-map"));
        theme->setToolTip(tr("Light or dark"));
        language->setToolTip(tr("The language of the window"));
        keyMap->setToolTip(tr("The keys of a program that you know"));
        wheel->setText(tr("The mouse wheel zooms in Label"));
        wheel->setAccessibleName(wheel->text());
        wheel->setToolTip(tr("Without it the wheel scrolls, and Ctrl with the wheel zooms"));
        keysTitle->setText(tr("Keys"));
        fill(theme, {tr("As the system"), tr("Light"), tr("Dark")}, static_cast<int>(settings.get(preferences::kTheme)));
        fill(language, {tr("As the system"), u"English"_s, u"简体中文"_s}, static_cast<int>(settings.get(preferences::kLanguage)));
        fill(keyMap, {u"Trainyard"_s, u"CVAT"_s, u"labelme / X-AnyLabeling"_s}, static_cast<int>(settings.get(preferences::kKeyMap)));
    });
    wheel->setChecked(settings.get(preferences::kWheelZooms));
    connect(theme, &QComboBox::activated, this,
            [&settings](int index) { settings.set(preferences::kTheme, static_cast<ThemeChoice>(index)); });
    connect(language, &QComboBox::activated, this,
            [&settings](int index) { settings.set(preferences::kLanguage, static_cast<LanguageChoice>(index)); });
    connect(keyMap, &QComboBox::activated, this,
            [&settings](int index) { settings.set(preferences::kKeyMap, static_cast<KeyMap>(index)); });
    connect(wheel, &QCheckBox::toggled, this, [&settings](bool on) { settings.set(preferences::kWheelZooms, on); });
    // Menu, palette and a second window change the same settings.
    connect(&settings, &Settings::changed, this, [=, &settings] {
        const QSignalBlocker a(theme), b(language), c(keyMap);
        theme->setCurrentIndex(static_cast<int>(settings.get(preferences::kTheme)));
        language->setCurrentIndex(static_cast<int>(settings.get(preferences::kLanguage)));
        keyMap->setCurrentIndex(static_cast<int>(settings.get(preferences::kKeyMap)));
    });
}

} // namespace trainyard::app

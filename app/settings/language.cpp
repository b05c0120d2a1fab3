// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/settings/language.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>

using namespace Qt::StringLiterals;

namespace trainyard::app {

QString BareNameTranslator::translate(const char *context, const char *source, const char *disambiguation, int n) const {
    const QByteArrayView whole(context);
    const qsizetype last = whole.lastIndexOf(':');
    if (last >= 0)
        if (QString found = QTranslator::translate(context + last + 1, source, disambiguation, n); !found.isEmpty())
            return found;
    return QTranslator::translate(context, source, disambiguation, n);
}

LanguageSwitch::LanguageSwitch(Settings &settings, QObject *parent) : QObject(parent), m_settings(settings) {
    apply();
    connect(&m_settings, &Settings::changed, this, [this](const QString &key) {
        if (key == QLatin1StringView(preferences::kLanguage.key))
            apply();
    });
}

LanguageSwitch::~LanguageSwitch() {
    QCoreApplication::removeTranslator(&m_own);
    QCoreApplication::removeTranslator(&m_qt);
}

void LanguageSwitch::apply() {
    LanguageChoice wanted = m_settings.get(preferences::kLanguage);
    if (wanted == LanguageChoice::System)
        wanted = QLocale::system().language() == QLocale::Chinese ? LanguageChoice::Chinese : LanguageChoice::English;
    if (m_current == wanted)
        return;
    m_current = wanted;
    QCoreApplication::removeTranslator(&m_own);
    QCoreApplication::removeTranslator(&m_qt);
    const bool chinese = wanted == LanguageChoice::Chinese;
    const QLocale locale = chinese ? QLocale(QLocale::Chinese, QLocale::China) : QLocale(QLocale::English);
    QLocale::setDefault(locale);
    // Qt's own words first: the last installed translator is asked first.
    if (chinese && m_qt.load(locale, u"qtbase"_s, u"_"_s, QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        QCoreApplication::installTranslator(&m_qt);
    // English is what stands in the sources, but for its plural forms.
    if (m_own.load(chinese ? u":/i18n/trainyard_zh_CN.qm"_s : u":/i18n/trainyard_en.qm"_s))
        QCoreApplication::installTranslator(&m_own);
    Q_EMIT changed();
}

} // namespace trainyard::app

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/settings/keyspage.h"

#include "app/window/ui.h"
#include "widgets/theme/theme.h"

#include <QLabel>
#include <QTextBrowser>
#include <QVBoxLayout>

#include <map>

using namespace Qt::StringLiterals;

namespace trainyard::app {

KeysPage::KeysPage(AppServices &services, QWidget *parent)
    : Place(parent), m_services(services), m_text(named(new QTextBrowser(this), "keysText"_L1)) {
    auto *title = heading(this, 1);
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setProperty("page", true);
    m_text->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(48, 32, 36, 0);
    column->setSpacing(8);
    column->addWidget(title);
    column->addWidget(m_text, 1);
    words([=, this] {
        title->setText(tr("Keyboard cheat sheet"));
        setAccessibleName(tr("Keyboard cheat sheet"));
        m_text->setAccessibleName(tr("Keyboard cheat sheet"));
        fill();
    });
    connect(&m_services.actions, &ActionRegistry::updated, this, &KeysPage::fill);
    connect(&m_services.look, &Look::changed, this, &KeysPage::fill);
}

void KeysPage::fill() {
    const widgets::Theme &theme = widgets::Theme::current();
    const auto row = [&](const QString &name, const QStringList &keys) {
        QStringList caps;
        for (const QString &key : keys)
            caps.append(u"<span style='background-color:%1'>&nbsp;%2&nbsp;</span>"_s.arg(theme.hover.name(), key.toHtmlEscaped()));
        return u"<tr><td width='62%' style='padding:3px 12px 3px 0'>%1</td><td style='padding:3px 0; color:%3'>%2</td></tr>"_s.arg(
            name.toHtmlEscaped(), caps.join(u" &nbsp;"_s), theme.text.name());
    };
    std::map<ActionGroup, QStringList> groups;
    for (const QAction *action : m_services.actions.actions()) {
        QStringList keys;
        for (const QKeySequence &key : action->shortcuts())
            keys.append(key.toString(QKeySequence::NativeText));
        const ActionSpec &spec = m_services.actions.spec(action);
        // Ten acts that differ by a digit are one line for a person.
        const QLatin1StringView id(spec.id);
        if (id.contains("class"_L1) && QChar(id.back()).isDigit()) {
            if (id.endsWith("class1"_L1))
                groups[spec.group].append(row(tr("Give a class by its digit"), {u"1 … 9, 0"_s}));
            continue;
        }
        if (!keys.isEmpty())
            groups[spec.group].append(row(ActionRegistry::plainText(spec), keys));
    }
    // Three columns, each as long as the others as far as whole groups allow.
    qsizetype total = 0;
    for (const auto &[group, rows] : groups)
        total += rows.size() + 2;
    QString html = u"<table width='100%' cellspacing='0'><tr valign='top'><td width='32%'>"_s;
    qsizetype column = 0;
    int columns = 1;
    for (const auto &[group, rows] : groups) {
        if (column > 0 && columns < 3 && column + rows.size() / 2 > total / 3) {
            html += u"</td><td width='2%'></td><td width='32%'>"_s;
            column = 0;
            ++columns;
        }
        html += u"<p style='margin:12px 0 4px 0'><b>%1</b></p><table width='100%' cellspacing='0'>%2</table>"_s.arg(
            groupName(group).toHtmlEscaped(), rows.join(QString()));
        column += rows.size() + 2;
    }
    m_text->setHtml(html + u"</td></tr></table>"_s);
}

} // namespace trainyard::app

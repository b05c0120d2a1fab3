// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/settings/keyspage.h"

#include "app/window/ui.h"
#include "widgets/theme/theme.h"

#include <QLabel>
#include <QTextBrowser>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace trainyard::app {

KeysPage::KeysPage(AppServices &services, QWidget *parent)
    : Place(parent), m_services(services), m_text(named(new QTextBrowser(this), "keysText"_L1)) {
    auto *title = heading(this, 1);
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->viewport()->setAutoFillBackground(false);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(48, 32, 48, 24);
    column->setSpacing(16);
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
    const QString muted = widgets::Theme::current().mutedText.name();
    QMap<int, QStringList> groups;
    for (const QAction *action : m_services.actions.actions()) {
        QStringList keys;
        for (const QKeySequence &key : action->shortcuts())
            keys.append(key.toString(QKeySequence::NativeText).toHtmlEscaped());
        if (keys.isEmpty())
            continue;
        groups[static_cast<int>(m_services.actions.spec(action).group)].append(
            u"<tr><td style='padding:3px 24px 3px 0'>%1</td><td style='padding:3px 0; color:%3'>%2</td></tr>"_s.arg(
                action->text().toHtmlEscaped(), keys.join(u" &nbsp; "_s), muted));
    }
    // Three columns, each as long as the others as far as whole groups allow.
    qsizetype total = 0;
    for (const QStringList &rows : groups)
        total += rows.size() + 2;
    QString html = u"<table width='100%'><tr valign='top'><td width='33%'>"_s;
    qsizetype column = 0;
    int columns = 1;
    for (auto group = groups.begin(); group != groups.end(); ++group) {
        if (column > 0 && columns < 3 && column + group.value().size() / 2 > total / 3) {
            html += u"</td><td width='33%'>"_s;
            column = 0;
            ++columns;
        }
        html += u"<p style='margin:12px 0 4px 0'><b>%1</b></p><table>%2</table>"_s.arg(
            groupName(static_cast<ActionGroup>(group.key())).toHtmlEscaped(), group.value().join(QString()));
        column += group.value().size() + 2;
    }
    m_text->setHtml(html + u"</td></tr></table>"_s);
}

} // namespace trainyard::app

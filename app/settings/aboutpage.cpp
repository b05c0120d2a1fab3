// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/settings/aboutpage.h"

#include "app/window/ui.h"

#include <QCoreApplication>
#include <QLabel>
#include <QTextBrowser>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace trainyard::app {

AboutPage::AboutPage(QWidget *parent) : Place(parent) {
    auto *title = heading(this, 1);
    auto *text = named(new QTextBrowser(this), "aboutText"_L1);
    text->setFrameShape(QFrame::NoFrame);
    text->setProperty("page", true);
    text->setMaximumWidth(760);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(48, 32, 48, 24);
    column->setSpacing(16);
    column->addWidget(title);
    column->addWidget(text, 1);
    words([=, this] {
        title->setText(u"Trainyard "_s + QCoreApplication::applicationVersion());
        setAccessibleName(tr("About Trainyard"));
        text->setAccessibleName(tr("Licences"));
        const QString parts = u"Qt 6 (LGPL-3.0) · QCustomPlot (GPL-3.0-or-later) · SQLite (public domain), SQLiteCpp (MIT) · "
                              "libjpeg-turbo (BSD-3-Clause, IJG) · libpng (libpng-2.0) · libtiff (libtiff) · libwebp (BSD-3-Clause) · "
                              "giflib (MIT) · pugixml (MIT) · simdjson (Apache-2.0) · nlohmann-json (MIT) · {fmt} and spdlog (MIT) · "
                              "xxHash (BSD-2-Clause) · OpenSSL (Apache-2.0) · Boost (BSL-1.0) · tl::expected (CC0-1.0) · "
                              "utf8proc (MIT) · Breeze icons (LGPL-3.0-or-later)"_s;
        const QString others = u"LibTorch (BSD-3-Clause) · OpenVINO (Apache-2.0)"_s;
        text->setHtml(u"<p>%1</p><p>%2</p><p>%3</p><p><b>%4</b></p><p>%5</p><p><b>%6</b></p><p>%7</p>"_s.arg(
            tr("A desktop workbench for the whole life of a machine-learning model.").toHtmlEscaped(),
            tr("Your pictures and models stay on this machine. Trainyard sends nothing anywhere.").toHtmlEscaped(),
            tr("Licences: the core is Apache-2.0; this window is GPL-3.0-or-later.").toHtmlEscaped(),
            tr("Made with").toHtmlEscaped(), parts, tr("The engine and the serving runtime, programs of their own").toHtmlEscaped(),
            others));
    });
}

} // namespace trainyard::app

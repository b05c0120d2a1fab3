// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/jobs/findingspanel.h"

#include "widgets/palette/wrappedlabel.h"
#include "widgets/theme/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QTimer>

#include <algorithm>

namespace trainyard::widgets {

class FindingsPanel::Private {
public:
    std::vector<FindingItem> findings;
    QScrollArea *area = nullptr;
    QLabel *head = nullptr;
    QTimer again; ///< makes the rows anew when the event that asked for it is over
};

namespace {

constexpr std::size_t kMost = 300; ///< rows; more are counted in words

QString severityText(FindingItem::Severity severity) {
    switch (severity) {
    case FindingItem::Severity::Error:
        return FindingsPanel::tr("Error");
    case FindingItem::Severity::Warning:
        return FindingsPanel::tr("Warning");
    case FindingItem::Severity::Note:
        break;
    }
    return FindingsPanel::tr("Note");
}

QString iconName(FindingItem::Severity severity) {
    switch (severity) {
    case FindingItem::Severity::Error:
        return QStringLiteral("dialog-error");
    case FindingItem::Severity::Warning:
        return QStringLiteral("dialog-warning");
    case FindingItem::Severity::Note:
        break;
    }
    return QStringLiteral("dialog-information");
}

} // namespace

FindingsPanel::FindingsPanel(QWidget *parent)
    : QWidget(parent)
    , m(std::make_unique<Private>()) {
    setObjectName(QStringLiteral("findingsPanel"));
    setAccessibleName(tr("Findings"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Theme::space(3), Theme::space(3), 0, 0);
    layout->setSpacing(Theme::space(2));
    m->head = new QLabel(this);
    m->head->setProperty("section", true);
    layout->addWidget(m->head);
    m->area = new QScrollArea(this);
    m->area->setObjectName(QStringLiteral("findingsArea"));
    m->area->setAccessibleName(tr("List of findings"));
    m->area->setWidgetResizable(true);
    m->area->setFrameShape(QFrame::NoFrame);
    m->area->setFocusPolicy(Qt::NoFocus);
    m->area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    layout->addWidget(m->area, 1);
    m->again.setSingleShot(true);
    connect(&m->again, &QTimer::timeout, this, &FindingsPanel::fill);
    fill();
}

FindingsPanel::~FindingsPanel() = default;

const std::vector<FindingItem> &FindingsPanel::findings() const {
    return m->findings;
}

void FindingsPanel::changeEvent(QEvent *event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) {
        setAccessibleName(tr("Findings"));
        m->area->setAccessibleName(tr("List of findings"));
    }
    // The signs are drawn in the theme's colours. Qt walks over all widgets while it tells them of a new look or
    // language: none may be deleted before it is done.
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::LanguageChange) {
        m->again.start(0);
    }
}

void FindingsPanel::setFindings(std::vector<FindingItem> findings) {
    m->findings = std::move(findings);
    std::stable_sort(m->findings.begin(), m->findings.end(),
                     [](const FindingItem &a, const FindingItem &b) { return a.severity > b.severity; });
    fill();
}

void FindingsPanel::fill() {
    m->again.stop();
    m->head->setText(m->findings.empty() ? tr("Nothing to look at")
                                         : tr("%n finding(s)", nullptr, static_cast<int>(m->findings.size())));
    const Theme &theme = Theme::current();
    const auto colourOf = [&theme](FindingItem::Severity severity) {
        return severity == FindingItem::Severity::Error     ? theme.bad
               : severity == FindingItem::Severity::Warning ? theme.warning
                                                            : theme.mutedText;
    };
    auto *sheet = new QWidget;
    auto *layout = new QVBoxLayout(sheet);
    layout->setContentsMargins(0, 0, Theme::space(3), Theme::space(3));
    layout->setSpacing(Theme::space(2));
    for (std::size_t i = 0; i < std::min(m->findings.size(), kMost); ++i) {
        const FindingItem &item = m->findings[i];
        auto *row = new QFrame(sheet);
        row->setProperty("card", true);
        row->setAccessibleName(severityText(item.severity) + QStringLiteral(": ") + item.text);
        auto *line = new QHBoxLayout(row);
        line->setContentsMargins(Theme::space(2), Theme::space(2), Theme::space(2), Theme::space(2));
        line->setSpacing(Theme::space(2));
        auto *mark = new QLabel(row);
        mark->setPixmap(
            icon(iconName(item.severity), colourOf(item.severity)).pixmap(QSize(16, 16), devicePixelRatioF()));
        mark->setToolTip(severityText(item.severity));
        line->addWidget(mark, 0, Qt::AlignTop);
        auto *words = new QVBoxLayout;
        words->setSpacing(2);
        words->addWidget(new WrappedLabel(row, item.text));
        const QString id = item.id;
        if (!item.subject.isEmpty() && item.canJump) {
            auto *jump = new QPushButton(item.subject, row);
            jump->setProperty("link", true);
            jump->setObjectName(QStringLiteral("findingJump_") + id);
            jump->setAccessibleName(tr("Go to %1").arg(item.subject));
            jump->setToolTip(jump->accessibleName());
            connect(jump, &QPushButton::clicked, this, [this, id] { Q_EMIT jumpRequested(id); });
            words->addWidget(jump, 0, Qt::AlignLeft);
        } else if (!item.subject.isEmpty()) {
            auto *subject = new WrappedLabel(row, item.subject);
            subject->setProperty("muted", true);
            words->addWidget(subject);
        }
        line->addLayout(words, 1);
        if (!item.fixText.isEmpty()) {
            auto *fix = new QPushButton(item.fixText, row);
            fix->setObjectName(QStringLiteral("findingFix_") + id);
            fix->setAccessibleName(item.fixText + QStringLiteral(": ") + item.text);
            fix->setToolTip(item.fixText);
            connect(fix, &QPushButton::clicked, this, [this, id] { Q_EMIT fixRequested(id); });
            line->addWidget(fix, 0, Qt::AlignTop);
        }
        layout->addWidget(row);
    }
    if (m->findings.size() > kMost) {
        auto *rest = new QLabel(tr("and %n more", nullptr, static_cast<int>(m->findings.size() - kMost)), sheet);
        rest->setProperty("muted", true);
        layout->addWidget(rest);
    }
    layout->addStretch(1);
    if (QWidget *before = m->area->takeWidget()) {
        before->hide();
        before->deleteLater(); // one of its buttons may have led here
    }
    m->area->setWidget(sheet);
}

} // namespace trainyard::widgets

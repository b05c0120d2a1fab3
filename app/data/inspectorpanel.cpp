// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/data/inspectorpanel.h"

#include "app/window/ui.h"
#include "widgets/theme/theme.h"
#include "widgets/palette/inspector.h"

#include <QComboBox>
#include <QCompleter>
#include <QFile>
#include <QLineEdit>
#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace trainyard::app {

namespace {
/** Of a larger selection only so many are looked at; the rest is counted. */
constexpr std::size_t kLookedAt = 200;
} // namespace

InspectorPanel::InspectorPanel(AppServices &services, QWidget *parent)
    : Panel(parent), m_services(services), m_inspector(named(new widgets::Inspector, "inspector"_L1))
    , m_tag(named(new QLineEdit(this), "tagLine"_L1)) {
    setMinimumWidth(200);
    auto *scroll = named(new QScrollArea(this), "inspectorScroll"_L1);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(m_inspector);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 12);
    column->setSpacing(8);
    column->addWidget(scroll, 1);
    column->addWidget(m_tag);
    words([=, this] {
        setAccessibleName(tr("Inspector"));
        scroll->setAccessibleName(tr("Inspector"));
        m_tag->setAccessibleName(tr("Add a tag to the selection"));
        m_tag->setPlaceholderText(tr("Add a tag"));
        m_tag->setToolTip(tr("Add a tag to the selection (T)"));
        fill();
    });
    connect(m_tag, &QLineEdit::returnPressed, this, [this] {
        const QString tag = m_tag->text().trimmed();
        if (!tag.isEmpty())
            m_services.edits.addTag(items(), tag);
        m_tag->clear();
    });
    connect(&m_services.items, &ItemStore::arrived, this, &InspectorPanel::fill);
    connect(&m_services.project, &ProjectService::classesChanged, this, &InspectorPanel::fill);
    connect(&m_services.project, &ProjectService::closed, this, [this] { show({}); });
    connect(&m_services.project, &ProjectService::tagsChanged, this, [this] {
        QStringList names;
        for (const dataset::Tag &tag : m_services.project.tags())
            names.append(text(tag.name));
        m_tag->setCompleter(new QCompleter(names, m_tag));
    });
}

void InspectorPanel::show(std::vector<qint64> keys) {
    m_keys = std::move(keys);
    fill();
}

void InspectorPanel::editTag() { m_tag->setFocus(Qt::ShortcutFocusReason); }

std::vector<dataset::ItemId> InspectorPanel::items() const {
    std::vector<dataset::ItemId> ids;
    for (const qint64 key : m_keys)
        ids.push_back({key});
    return ids;
}

void InspectorPanel::fill() {
    m_inspector->clear();
    m_tag->setVisible(!m_keys.empty());
    if (m_keys.empty()) {
        m_inspector->addHeading(tr("Nothing selected"));
        auto *hint = muted(m_inspector);
        hint->setWordWrap(true);
        hint->setText(tr("Select images to see their facts, give them a class with a digit key, or tag them."));
        m_inspector->addWidget(hint);
        return;
    }
    std::vector<const ItemBrief *> briefs;
    for (std::size_t i = 0; i < std::min(m_keys.size(), kLookedAt); ++i)
        if (const ItemBrief *brief = m_services.items.find(m_keys[i]))
            briefs.push_back(brief);
    if (briefs.empty())
        return;
    const auto common = [&](const std::function<QString(const ItemBrief &)> &of) {
        QStringList values;
        for (const ItemBrief *brief : briefs)
            values.append(of(*brief));
        return widgets::Inspector::common(values);
    };
    m_inspector->addHeading(m_keys.size() == 1 ? text(briefs.front()->item.name)
                                               : tr("%Ln image(s)", nullptr, static_cast<int>(m_keys.size())));
    addClassRow(briefs);
    m_inspector->addRow(tr("Split"), common([](const ItemBrief &b) {
        switch (b.item.split) {
        case dataset::Split::Train: return tr("Training");
        case dataset::Split::Val: return tr("Validation");
        case dataset::Split::Test: return tr("Test");
        default: return tr("None");
        }
    }));
    m_inspector->addRow(tr("Size"), common([](const ItemBrief &b) {
        return b.item.width > 0 ? u"%1 × %2"_s.arg(b.item.width).arg(b.item.height) : tr("not known");
    }));
    m_inspector->addRow(tr("Shapes"), common([](const ItemBrief &b) { return countText(static_cast<qint64>(b.objects)); }));
    if (m_keys.size() == 1) {
        const ItemBrief &brief = *briefs.front();
        m_inspector->addRow(tr("File size"), bytesText(brief.item.bytes));
        m_inspector->addRow(tr("Folder"), QFile::decodeName(brief.file.parent_path().c_str()));
    }
    addTagRows(briefs);
}

void InspectorPanel::addClassRow(const std::vector<const ItemBrief *> &briefs) {
    auto *box = named(new QComboBox, "inspectorClass"_L1, tr("Class"));
    box->setToolTip(tr("The class of the whole image"));
    box->addItem(tr("No class"), 0);
    for (const dataset::ClassInfo &info : m_services.project.classes()) {
        QPixmap dot(12, 12);
        dot.fill(QColor::fromRgb(info.rgb));
        box->addItem(QIcon(dot), text(info.name), QVariant::fromValue<qint64>(info.id.value));
    }
    const dataset::ClassId first = briefs.front()->imageClass;
    const bool same = std::all_of(briefs.begin(), briefs.end(), [&](const ItemBrief *b) { return b->imageClass == first; });
    box->setCurrentIndex(same ? std::max(0, box->findData(QVariant::fromValue<qint64>(first.value))) : -1);
    connect(box, &QComboBox::activated, this, [this, box] {
        m_services.edits.setImageClass(items(), dataset::ClassId{box->currentData().toLongLong()});
    });
    m_inspector->addRow(tr("Class"), box);
}

void InspectorPanel::addTagRows(const std::vector<const ItemBrief *> &briefs) {
    QMap<QString, int> tags;
    for (const ItemBrief *brief : briefs)
        for (const QString &tag : brief->tags)
            ++tags[tag];
    if (tags.isEmpty())
        return;
    m_inspector->addHeading(tr("Tags"));
    for (auto tag = tags.begin(); tag != tags.end(); ++tag) {
        auto *remove = new QToolButton;
        remove->setObjectName(u"removeTag."_s + tag.key());
        remove->setAutoRaise(true);
        remove->setIcon(widgets::icon(u"edit-delete-remove"_s));
        remove->setText(u"×"_s);
        remove->setAccessibleName(tr("Remove the tag %1").arg(tag.key()));
        remove->setToolTip(remove->accessibleName());
        connect(remove, &QToolButton::clicked, this, [this, name = tag.key()] { m_services.edits.removeTag(items(), name); });
        m_inspector->addRow(tag.key(), remove);
    }
}

} // namespace trainyard::app

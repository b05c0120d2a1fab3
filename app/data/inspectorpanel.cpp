// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/data/inspectorpanel.h"

#include "app/window/ui.h"
#include "widgets/theme/theme.h"
#include "widgets/palette/inspector.h"

#include <QComboBox>
#include <QCompleter>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <set>
#include <span>

using namespace Qt::StringLiterals;

namespace trainyard::app {

namespace {
/** Of a larger selection only so many are looked at; the rest is counted. */
constexpr std::size_t kLookedAt = 200;
} // namespace

InspectorPanel::InspectorPanel(AppServices &services, QWidget *parent)
    : Panel(parent), m_services(services), m_inspector(named(new widgets::Inspector, "inspector"_L1))
    , m_hint(muted(m_inspector)), m_class(named(new QComboBox(m_inspector), "inspectorClass"_L1)), m_tag(named(new QLineEdit(this), "tagLine"_L1)) {
    setMinimumWidth(200);
    m_hint->setWordWrap(true);
    m_hint->hide(); // until a row holds it
    m_class->hide();
    connect(m_class, &QComboBox::activated, this,
            [this] { m_services.edits.setImageClass(items(), dataset::ClassId{m_class->currentData().toLongLong()}); });
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
        m_hint->setText(tr("Select images to see their facts, give them a class with a digit key, or tag them."));
        m_class->setAccessibleName(tr("Class"));
        m_class->setToolTip(tr("The class of the whole image"));
        for (const auto &[tag, button] : m_removeTag)
            button->deleteLater(); // named in the other language
        m_removeTag.clear();
        fillClasses();
    });
    connect(m_tag, &QLineEdit::returnPressed, this, [this] {
        const QString tag = m_tag->text().trimmed();
        if (!tag.isEmpty())
            m_services.edits.addTag(items(), tag);
        m_tag->clear();
    });
    connect(&m_services.items, &ItemStore::arrived, this, [this](const std::vector<qint64> &arrived) {
        // While the grid scrolls, others come all the time. Without names anything may have changed.
        const std::span looked(m_keys.data(), std::min(m_keys.size(), kLookedAt));
        if (arrived.empty() || std::ranges::find_first_of(looked, arrived) != looked.end())
            fill();
    });
    connect(&m_services.project, &ProjectService::classesChanged, this, &InspectorPanel::fillClasses);
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
    ids.reserve(m_keys.size());
    for (const qint64 key : m_keys)
        ids.push_back({key});
    return ids;
}

void InspectorPanel::fill() {
    using widgets::InspectorRow;
    m_tag->setVisible(!m_keys.empty());
    if (m_keys.empty()) {
        m_inspector->setRows({InspectorRow::heading(tr("Nothing selected")), InspectorRow::wide(m_hint)});
        return;
    }
    std::vector<const ItemBrief *> briefs;
    for (std::size_t i = 0; i < std::min(m_keys.size(), kLookedAt); ++i)
        if (const ItemBrief *brief = m_services.items.find(m_keys[i]))
            briefs.push_back(brief);
    if (briefs.empty())
        return; // ItemStore::arrived will tell
    const auto common = [&](const std::function<QString(const ItemBrief &)> &of) {
        QStringList values;
        for (const ItemBrief *brief : briefs)
            values.append(of(*brief));
        return widgets::Inspector::common(values);
    };
    std::vector<InspectorRow> rows{InspectorRow::heading(m_keys.size() == 1
                                                             ? text(briefs.front()->item.name)
                                                             : tr("%Ln image(s)", nullptr, static_cast<int>(m_keys.size()))),
                                   InspectorRow::control(tr("Class"), m_class)};
    showClass(briefs);
    const auto add = [&rows](const QString &name, const QString &value) { rows.push_back(InspectorRow::fact(name, value)); };
    add(tr("Split"), common([](const ItemBrief &b) {
        switch (b.item.split) {
        case dataset::Split::Train: return tr("Training");
        case dataset::Split::Val: return tr("Validation");
        case dataset::Split::Test: return tr("Test");
        default: return tr("None");
        }
    }));
    add(tr("Size"), common([](const ItemBrief &b) {
        return b.item.width > 0 ? u"%1 × %2"_s.arg(b.item.width).arg(b.item.height) : tr("not known");
    }));
    add(tr("Shapes"), common([](const ItemBrief &b) { return countText(static_cast<qint64>(b.objects)); }));
    if (m_keys.size() == 1) {
        const ItemBrief &brief = *briefs.front();
        add(tr("File size"), bytesText(brief.item.bytes));
        add(tr("Folder"), QFile::decodeName(brief.file.parent_path().c_str()));
    }
    addTagRows(briefs, rows);
    m_inspector->setRows(rows);
}

void InspectorPanel::fillClasses() {
    m_class->clear();
    m_class->addItem(tr("No class"), 0);
    for (const dataset::ClassInfo &info : m_services.project.classes()) {
        QPixmap dot(12, 12);
        dot.fill(QColor::fromRgb(info.rgb));
        m_class->addItem(QIcon(dot), text(info.name), QVariant::fromValue<qint64>(info.id.value));
    }
    fill();
}

void InspectorPanel::showClass(const std::vector<const ItemBrief *> &briefs) {
    const dataset::ClassId first = briefs.front()->imageClass;
    const bool same = std::all_of(briefs.begin(), briefs.end(), [&](const ItemBrief *b) { return b->imageClass == first; });
    m_class->setCurrentIndex(same ? std::max(0, m_class->findData(QVariant::fromValue<qint64>(first.value))) : -1);
}

void InspectorPanel::addTagRows(const std::vector<const ItemBrief *> &briefs, std::vector<widgets::InspectorRow> &rows) {
    std::set<QString> tags;
    for (const ItemBrief *brief : briefs)
        tags.insert(brief->tags.begin(), brief->tags.end());
    std::erase_if(m_removeTag, [&tags](const auto &entry) {
        if (tags.contains(entry.first))
            return false;
        entry.second->deleteLater(); // it may be the sender of what led here
        return true;
    });
    if (!tags.empty())
        rows.push_back(widgets::InspectorRow::heading(tr("Tags")));
    for (const QString &tag : tags) {
        QToolButton *&remove = m_removeTag[tag];
        if (remove == nullptr) {
            remove = new QToolButton(m_inspector);
            remove->setObjectName(u"removeTag."_s + tag);
            remove->setAutoRaise(true);
            remove->setIcon(widgets::icon(u"edit-delete-remove"_s));
            remove->setText(u"×"_s);
            remove->setAccessibleName(tr("Remove the tag %1").arg(tag));
            remove->setToolTip(remove->accessibleName());
            connect(remove, &QToolButton::clicked, this, [this, tag] { m_services.edits.removeTag(items(), tag); });
        }
        rows.push_back(widgets::InspectorRow::control(tag, remove));
    }
}

} // namespace trainyard::app

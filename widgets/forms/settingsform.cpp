// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/forms/settingsform.h"

#include "widgets/forms/fieldeditor.h"
#include "widgets/theme/theme.h"

#include <QGridLayout>
#include <QHash>
#include <QLabel>
#include <QPointer>
#include <QStyle>
#include <QToolButton>
#include <QVBoxLayout>

#include <cmath>

namespace trainyard::widgets {
namespace {

bool same(const QVariant &a, const QVariant &b) {
    if (a.typeId() == QMetaType::Double || b.typeId() == QMetaType::Double) {
        const double x = a.toDouble(), y = b.toDouble();
        return a.isValid() == b.isValid() && std::abs(x - y) <= 1e-12 * std::max(std::abs(x), std::abs(y));
    }
    return a == b || a.toString() == b.toString(); // no default and an empty text are the same
}

} // namespace

class SettingsForm::Private {
public:
    explicit Private(SettingsForm &owner)
        : q(owner) {}
    struct Row {
        FieldSpec spec;
        QLabel *label = nullptr;
        FieldEditor editor;
        QWidget *unit = nullptr;
        QToolButton *reset = nullptr;
        QLabel *problem = nullptr;
        QVariant last; ///< what was told last
        bool shown = true;
    };
    struct Group {
        QString name;
        QToolButton *head = nullptr;
        QWidget *body = nullptr;
        QGridLayout *grid = nullptr;
    };
    SettingsForm &q;
    QVBoxLayout *layout = nullptr;
    QWidget *sheet = nullptr;
    std::vector<Row> rows;
    std::vector<Group> groups;
    bool quiet = false;

    [[nodiscard]] Row *row(const QString &key) {
        for (Row &r : rows) {
            if (r.spec.key == key) {
                return &r;
            }
        }
        return nullptr;
    }
    Group &group(const QString &name);
    void open(Group &g, bool on);
    void addRow(const FieldSpec &spec);
    void refresh(Row &r);
    void show(Row &r);
};

SettingsForm::Private::Group &SettingsForm::Private::group(const QString &name) {
    for (Group &g : groups) {
        if (g.name == name) {
            return g;
        }
    }
    Group g;
    g.name = name;
    auto *sheetLayout = static_cast<QVBoxLayout *>(sheet->layout());
    if (!name.isEmpty()) {
        g.head = new QToolButton(sheet);
        g.head->setObjectName(QStringLiteral("group_") + name);
        g.head->setText(name);
        g.head->setAccessibleName(name);
        g.head->setToolTip(SettingsForm::tr("Show or hide these settings"));
        g.head->setCheckable(true);
        g.head->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        g.head->setArrowType(Qt::RightArrow);
        g.head->setProperty("section", true);
        g.head->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        sheetLayout->addWidget(g.head);
    }
    g.body = new QWidget(sheet);
    g.grid = new QGridLayout(g.body);
    g.grid->setContentsMargins(name.isEmpty() ? 0 : Theme::space(4), 0, 0, Theme::space(2));
    g.grid->setHorizontalSpacing(Theme::space(2));
    g.grid->setVerticalSpacing(Theme::space(2));
    g.grid->setColumnStretch(1, 1);
    g.grid->setColumnMinimumWidth(0, name.isEmpty() ? 152 : 136); // editors stand in one line over all groups
    sheetLayout->addWidget(g.body);
    groups.push_back(g);
    Group &made = groups.back();
    if (made.head != nullptr) {
        QObject::connect(made.head, &QToolButton::toggled, &q, [this, name](bool on) { open(group(name), on); });
        open(made, false);
    }
    return made;
}

void SettingsForm::Private::open(Group &g, bool on) {
    if (g.head == nullptr) {
        return;
    }
    const QSignalBlocker block(g.head);
    g.head->setChecked(on);
    g.head->setArrowType(on ? Qt::DownArrow : Qt::RightArrow);
    g.head->setAccessibleDescription(on ? SettingsForm::tr("open") : SettingsForm::tr("folded"));
    g.body->setVisible(on);
}

void SettingsForm::Private::addRow(const FieldSpec &spec) {
    Group &g = group(spec.group);
    Row r;
    r.spec = spec;
    const QString key = spec.key;
    r.label = new QLabel(spec.label, g.body);
    r.label->setToolTip(spec.help);
    r.editor = makeEditor(spec, g.body, [this, key] {
        Row *changedRow = row(key);
        if (quiet || changedRow == nullptr) {
            return;
        }
        refresh(*changedRow);
        const QVariant now = changedRow->editor.get();
        if (!same(now, changedRow->last)) {
            changedRow->last = now;
            Q_EMIT q.changed(key, now);
        }
    });
    r.editor.focus->setObjectName(QStringLiteral("field_") + key);
    r.editor.focus->setAccessibleName(spec.label);
    r.editor.focus->setAccessibleDescription(spec.help);
    r.editor.focus->setToolTip(spec.help);
    r.label->setBuddy(r.editor.focus);
    r.reset = new QToolButton(g.body);
    r.reset->setObjectName(QStringLiteral("reset_") + key);
    r.reset->setIcon(icon(QStringLiteral("edit-undo")));
    r.reset->setIconSize({14, 14});
    const QString shown = [&spec] {
        for (const FieldChoice &choice : spec.choices) {
            if (choice.value == spec.initial) {
                return choice.text;
            }
        }
        return spec.kind == FieldSpec::Kind::Bool
                   ? (spec.initial.toBool() ? SettingsForm::tr("on") : SettingsForm::tr("off"))
                   : spec.initial.toString();
    }();
    r.reset->setToolTip(SettingsForm::tr("Back to the default: %1").arg(shown));
    r.reset->setAccessibleName(SettingsForm::tr("Reset %1").arg(spec.label));
    QSizePolicy keep = r.reset->sizePolicy();
    keep.setRetainSizeWhenHidden(true);
    r.reset->setSizePolicy(keep);
    QObject::connect(r.reset, &QToolButton::clicked, &q, [this, key] { q.reset(key); });
    r.problem = new QLabel(g.body);
    r.problem->setWordWrap(true);
    r.problem->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    r.problem->setFocusPolicy(Qt::NoFocus);
    r.problem->hide();
    const int line = g.grid->rowCount();
    g.grid->addWidget(r.label, line, 0, Qt::AlignLeft | Qt::AlignVCenter);
    g.grid->addWidget(r.editor.widget, line, 1);
    if (!spec.unit.isEmpty() && spec.kind == FieldSpec::Kind::Real) {
        auto *unit = new QLabel(spec.unit, g.body);
        unit->setProperty("muted", true);
        r.unit = unit;
        g.grid->addWidget(unit, line, 2);
    }
    g.grid->addWidget(r.reset, line, 3);
    g.grid->addWidget(r.problem, line + 1, 1, 1, 2);
    r.editor.set(spec.initial);
    r.last = r.editor.get();
    refresh(r);
    rows.push_back(std::move(r));
}

void SettingsForm::Private::refresh(Row &r) {
    r.reset->setVisible(r.shown && !same(r.editor.get(), r.spec.initial));
}

void SettingsForm::Private::show(Row &r) {
    r.label->setVisible(r.shown);
    r.editor.widget->setVisible(r.shown);
    if (r.unit != nullptr) {
        r.unit->setVisible(r.shown);
    }
    r.problem->setVisible(r.shown && !r.problem->text().isEmpty());
    QSizePolicy keep = r.reset->sizePolicy();
    keep.setRetainSizeWhenHidden(r.shown);
    r.reset->setSizePolicy(keep);
    refresh(r);
}

SettingsForm::SettingsForm(QWidget *parent)
    : QWidget(parent)
    , m(std::make_unique<Private>(*this)) {
    setObjectName(QStringLiteral("settingsForm"));
    setAccessibleName(tr("Settings"));
    m->layout = new QVBoxLayout(this);
    m->layout->setContentsMargins(0, 0, 0, 0);
}

SettingsForm::~SettingsForm() = default;

void SettingsForm::setFields(const std::vector<FieldSpec> &fields) {
    const QVariantMap kept = values();
    QHash<QString, bool> wasOpen;
    for (const Private::Group &g : m->groups) {
        wasOpen.insert(g.name, g.head == nullptr || g.head->isChecked());
    }
    delete m->sheet;
    m->rows.clear();
    m->groups.clear();
    m->quiet = true;
    m->sheet = new QWidget(this);
    auto *sheetLayout = new QVBoxLayout(m->sheet);
    sheetLayout->setContentsMargins(0, 0, 0, 0);
    sheetLayout->setSpacing(Theme::space(1));
    m->layout->insertWidget(0, m->sheet);
    m->rows.reserve(fields.size());
    for (const FieldSpec &spec : fields) {
        m->addRow(spec);
    }
    for (Private::Group &g : m->groups) {
        m->open(g, wasOpen.value(g.name, false));
    }
    m->quiet = false;
    setValues(kept);
}

QVariant SettingsForm::value(const QString &key) const {
    const Private::Row *r = m->row(key);
    return r != nullptr ? r->editor.get() : QVariant();
}

QVariantMap SettingsForm::values() const {
    QVariantMap out;
    for (const Private::Row &r : m->rows) {
        out.insert(r.spec.key, r.editor.get());
    }
    return out;
}

void SettingsForm::setValues(const QVariantMap &values) {
    for (auto it = values.begin(); it != values.end(); ++it) {
        setValue(it.key(), it.value());
    }
}

void SettingsForm::setValue(const QString &key, const QVariant &value) {
    Private::Row *r = m->row(key);
    if (r == nullptr) {
        return;
    }
    m->quiet = true;
    r->editor.set(value);
    m->quiet = false;
    r->last = r->editor.get();
    m->refresh(*r);
    if (!isDefault(key)) {
        m->open(m->group(r->spec.group), true);
    }
}

void SettingsForm::reset(const QString &key) {
    Private::Row *r = m->row(key);
    if (r == nullptr || isDefault(key)) {
        return;
    }
    setValue(key, r->spec.initial);
    r->editor.focus->setFocus(Qt::OtherFocusReason);
    Q_EMIT changed(key, r->editor.get());
}

bool SettingsForm::isDefault(const QString &key) const {
    const Private::Row *r = m->row(key);
    return r == nullptr || same(r->editor.get(), r->spec.initial);
}

void SettingsForm::setProblem(const QString &key, const QString &text) {
    Private::Row *r = m->row(key);
    if (r == nullptr) {
        return;
    }
    r->problem->setText(text);
    QPalette palette = r->problem->palette();
    palette.setColor(QPalette::WindowText, Theme::current().bad);
    r->problem->setPalette(palette);
    r->problem->setVisible(!text.isEmpty() && r->shown);
    r->editor.focus->setProperty("problem", !text.isEmpty());
    r->editor.focus->style()->unpolish(r->editor.focus);
    r->editor.focus->style()->polish(r->editor.focus);
    r->editor.focus->setAccessibleDescription(text.isEmpty() ? r->spec.help : text);
    if (!text.isEmpty()) {
        m->open(m->group(r->spec.group), true);
    }
}

void SettingsForm::setFieldEnabled(const QString &key, bool enabled) {
    if (Private::Row *r = m->row(key)) {
        r->editor.widget->setEnabled(enabled);
        r->label->setEnabled(enabled);
        r->reset->setEnabled(enabled);
    }
}

void SettingsForm::setFieldShown(const QString &key, bool shown) {
    if (Private::Row *r = m->row(key)) {
        r->shown = shown;
        m->show(*r);
    }
}

void SettingsForm::setGroupOpen(const QString &name, bool open) {
    for (Private::Group &g : m->groups) {
        if (g.name == name) {
            m->open(g, open);
        }
    }
}

QWidget *SettingsForm::editor(const QString &key) const {
    const Private::Row *r = m->row(key);
    return r != nullptr ? r->editor.focus : nullptr;
}

} // namespace trainyard::widgets

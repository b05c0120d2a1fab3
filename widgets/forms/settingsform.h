// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QVariant>
#include <QVariantMap>
#include <QWidget>

#include <memory>
#include <optional>
#include <vector>

namespace trainyard::widgets {

struct FieldChoice {
    QVariant value;
    QString text;
    QString help;
};

/** One field. Which one of the members matter depends on the kind. */
struct FieldSpec {
    enum class Kind { Bool, Integer, Real, Text, Choice, Path };
    QString key;
    Kind kind = Kind::Text;
    QString label;
    QString help;    ///< tooltip and accessible description
    QString placeholder; ///< of a Text or Path that is empty: what that means
    QString unit;    ///< after the number
    QString group;   ///< empty: the open part at the top
    QVariant initial; ///< the default; a changed field shows a mark that brings it back
    std::optional<double> minimum, maximum;
    int decimals = 6;
    std::vector<FieldChoice> choices;
    bool directory = false; ///< a Path of a folder
};

/**
 * Fields built from a list; values in and out by key. Groups are folded but for the first, and open by themselves when
 * one of their fields differs from its default. Real numbers may be typed as 1e-3. Problems are shown below the field.
 */
class SettingsForm : public QWidget {
    Q_OBJECT
public:
    explicit SettingsForm(QWidget *parent = nullptr);
    ~SettingsForm() override;

    /** Keeps the values of keys that stay. */
    void setFields(const std::vector<FieldSpec> &fields);
    [[nodiscard]] QVariant value(const QString &key) const;
    [[nodiscard]] QVariantMap values() const;
    /** Emits nothing. */
    void setValues(const QVariantMap &values);
    void setValue(const QString &key, const QVariant &value);
    void reset(const QString &key); ///< emits changed
    [[nodiscard]] bool isDefault(const QString &key) const;
    /** Empty text takes it away. */
    void setProblem(const QString &key, const QString &text);
    void setFieldEnabled(const QString &key, bool enabled);
    void setFieldShown(const QString &key, bool shown);
    void setGroupOpen(const QString &group, bool open);
    [[nodiscard]] QWidget *editor(const QString &key) const;

Q_SIGNALS:
    void changed(const QString &key, const QVariant &value);

private:
    class Private;
    std::unique_ptr<Private> m;
};

} // namespace trainyard::widgets

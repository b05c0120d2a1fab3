// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "app/actions/actionregistry.h"
#include "app/settings/language.h"

#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace trainyard::app;

class TestActions : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void idsAreUnique() {
        QSet<QString> ids;
        for (const ActionSpec &spec : actionTable()) {
            QVERIFY2(!ids.contains(QLatin1StringView(spec.id)), spec.id);
            ids.insert(QLatin1StringView(spec.id));
        }
        QVERIFY(ids.size() > 60);
    }

    void noKeyMapHasConflicts_data() {
        QTest::addColumn<int>("map");
        QTest::newRow("Trainyard") << static_cast<int>(KeyMap::Trainyard);
        QTest::newRow("CVAT") << static_cast<int>(KeyMap::Cvat);
        QTest::newRow("labelme") << static_cast<int>(KeyMap::Labelme);
    }
    void noKeyMapHasConflicts() {
        QFETCH(int, map);
        QTemporaryDir folder;
        Settings settings(folder.filePath(u"settings.ini"_s));
        const ActionRegistry registry(settings);
        const QList<KeyConflict> conflicts = registry.conflicts(static_cast<KeyMap>(map), false);
        QStringList said;
        for (const KeyConflict &conflict : conflicts)
            said.append(conflict.key + u": "_s + conflict.first + u" and "_s + conflict.second);
        QVERIFY2(said.isEmpty(), qPrintable(said.join(u"; "_s)));
    }

    void everyKeyIsAKey() {
        for (const ActionSpec &spec : actionTable())
            for (const KeyMap map : {KeyMap::Trainyard, KeyMap::Cvat, KeyMap::Labelme})
                for (const QString &key : keysOf(spec, map)) {
                    const QKeySequence sequence(key, QKeySequence::PortableText);
                    QVERIFY2(!sequence.isEmpty() && sequence[0].key() != Qt::Key_unknown, qPrintable(key));
                }
    }

    void keyMapsSwitchAtOnce() {
        QTemporaryDir folder;
        Settings settings(folder.filePath(u"settings.ini"_s));
        const ActionRegistry registry(settings);
        QCOMPARE(registry.action("label.next"_L1)->shortcut(), QKeySequence(u"D"_s));
        settings.set(preferences::kKeyMap, KeyMap::Cvat);
        QCOMPARE(registry.action("label.next"_L1)->shortcut(), QKeySequence(u"F"_s));
        QCOMPARE(registry.action("label.previous"_L1)->shortcut(), QKeySequence(u"D"_s));
        QVERIFY(registry.action("label.next"_L1)->toolTip().contains(u"F"_s));
    }

    void ownKeysWinAndClashesAreFound() {
        QTemporaryDir folder;
        Settings settings(folder.filePath(u"settings.ini"_s));
        const ActionRegistry registry(settings);
        QCOMPARE(registry.holderOf(u"A"_s, u"label.next"_s), u"label.previous"_s);
        QCOMPARE(registry.holderOf(u"A"_s, u"data.tag"_s), QString());
        settings.setOwnKeys(u"label.next"_s, {u"A"_s});
        QCOMPARE(registry.action("label.next"_L1)->shortcut(), QKeySequence(u"A"_s));
        QCOMPARE(registry.conflicts(KeyMap::Trainyard, true).size(), 1);
        QCOMPARE(registry.conflicts(KeyMap::Trainyard, false).size(), 0);
        settings.clearOwnKeys(u"label.next"_s);
        QCOMPARE(registry.action("label.next"_L1)->shortcut(), QKeySequence(u"D"_s));
    }

    void everyActionHasChineseWords() {
        QTemporaryDir folder;
        Settings settings(folder.filePath(u"settings.ini"_s));
        settings.set(preferences::kLanguage, LanguageChoice::English);
        LanguageSwitch language(settings);
        ActionRegistry registry(settings);
        QHash<QString, QString> english;
        for (const QAction *action : registry.actions())
            english[action->objectName()] = action->text();
        settings.set(preferences::kLanguage, LanguageChoice::Chinese);
        registry.retranslate();
        for (const QAction *action : registry.actions()) {
            const QString chinese = action->text();
            const bool hasHan = std::any_of(chinese.begin(), chinese.end(), [](QChar c) { return c.script() == QChar::Script_Han; });
            QVERIFY2(hasHan, qPrintable(action->objectName() + u": "_s + chinese));
            QVERIFY(chinese != english[action->objectName()]);
        }
    }
};

QTEST_MAIN(TestActions)
#include "test_actions.moc"

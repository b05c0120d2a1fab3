// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/base/files.h"
#include "core/base/json.h"
#include "core/runs/errors.h"
#include "core/runs/schema.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

using namespace trainyard;
using namespace trainyard::runs;

namespace {
const std::string kTask = "classification";

const Error *problemOf(const Resolution &resolution, std::string_view key) {
    for (const Error &problem : resolution.problems) {
        if (problem.argument("key") == key)
            return &problem;
    }
    return nullptr;
}
} // namespace

class TestSchema : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void defaultsAreValidAndOfTheirType() {
        const Resolution resolution = resolve(kTask, nlohmann::json::object());
        QVERIFY(resolution.problems.empty());
        QCOMPARE(resolution.settings.values().size(), settingSpecs(kTask).size());
        for (const SettingSpec &spec : settingSpecs(kTask)) {
            // Giving every default explicitly, as JSON, gives the same settings.
            const auto again = resolve(kTask, toJson(resolution.settings.values()));
            QVERIFY2(again.problems.empty(), std::string(spec.key).c_str());
            QCOMPARE(again.settings, resolution.settings);
            // ... and as text of a command line.
            const auto text = settingFromText(kTask, spec.key, toText(spec.standard));
            QVERIFY2(text.has_value(), std::string(spec.key).c_str());
            QVERIFY2(*text == spec.standard, std::string(spec.key).c_str());
        }
        QCOMPARE(resolution.settings.text("model"), std::string("resnet18"));
        QCOMPARE(resolution.settings.integer("image_size"), std::int64_t(224));
        QCOMPARE(resolution.settings.number("learning_rate"), 1e-3);
        QCOMPARE(resolution.settings.boolean("flip"), true);
    }

    void everyProblemIsCollected() {
        const nlohmann::json given{{"learning_rat", 0.1}, {"epochs", 0},         {"batch_size", "many"},
                                   {"model", "vgg"},      {"flip", 1},           {"image_size", 224.5},
                                   {"momentum", "nan"},   {"weight_decay", -1},  {"seed", nullptr},
                                   {"cache", {1, 2}},     {"optimzer", nullptr}, {"label_smoothing", 0.2}};
        const Resolution resolution = resolve(kTask, given);
        QCOMPARE(resolution.problems.size(), std::size_t(11));
        const auto expect = [&](const char *key, ErrorCode code, const char *name, const char *value) {
            const Error *problem = problemOf(resolution, key);
            QVERIFY2(problem, key);
            QVERIFY2(problem->is(code), problem->debugText().c_str());
            QCOMPARE(problem->argument(name), std::string_view(value));
        };
        expect("learning_rat", kUnknownKey, "nearest", "learning_rate");
        expect("optimzer", kUnknownKey, "nearest", "optimizer");
        expect("epochs", kOutOfRange, "range", "1..10000");
        expect("epochs", kOutOfRange, "value", "0");
        expect("weight_decay", kOutOfRange, "range", "0..1");
        expect("model", kOutOfRange, "range", "resnet18, mobilenet_v2, mobilenet_v3_small");
        expect("batch_size", kWrongType, "wanted", "integer");
        expect("image_size", kWrongType, "wanted", "integer");
        expect("flip", kWrongType, "wanted", "boolean");
        expect("momentum", kWrongType, "wanted", "number");
        expect("seed", kWrongType, "wanted", "integer");
        expect("cache", kWrongType, "wanted", "choice");
        // What is right is kept, what is wrong has its default.
        QCOMPARE(resolution.settings.number("label_smoothing"), 0.2);
        QCOMPARE(resolution.settings.integer("epochs"), std::int64_t(20));
    }

    void rangesAreInclusive() {
        for (const SettingSpec &spec : settingSpecs(kTask)) {
            if (spec.type != SettingType::Integer && spec.type != SettingType::Number)
                continue;
            const auto problemsAt = [&](double value) {
                return resolve(kTask, Settings{{std::string(spec.key), value}}).problems.size();
            };
            QVERIFY(spec.minimum < spec.maximum);
            QCOMPARE(problemsAt(spec.minimum), std::size_t(0));
            QCOMPARE(problemsAt(spec.maximum), std::size_t(0));
            QCOMPARE(problemsAt(std::nextafter(spec.minimum, -1e300)), std::size_t(1));
            QCOMPARE(problemsAt(std::nextafter(spec.maximum, 1e300)), std::size_t(1));
            QCOMPARE(problemsAt(std::nan("")), std::size_t(1));
        }
    }

    void wholeDoublesAreIntegers() {
        const auto resolution = resolve(kTask, Settings{{"epochs", 20.0}, {"learning_rate", std::int64_t(1)}});
        QVERIFY(resolution.problems.empty());
        QCOMPARE(resolution.settings.integer("epochs"), std::int64_t(20));
        QCOMPARE(resolution.settings.number("learning_rate"), 1.0);
    }

    void textsOfACommandLine() {
        QCOMPARE(toText(*settingFromText(kTask, "learning_rate", "3e-4")), std::string("0.0003"));
        QVERIFY(*settingFromText(kTask, "flip", "off") == SettingValue(false));
        QVERIFY(settingFromText(kTask, "flip", "maybe").error().is(kWrongType));
        QVERIFY(settingFromText(kTask, "epochs", "12x").error().is(kWrongType));
        QVERIFY(settingFromText(kTask, "epochs", "").error().is(kWrongType));
        QVERIFY(settingFromText(kTask, "epochs", "99999999999999999999").error().is(kOutOfRange));
        QVERIFY(settingFromText(kTask, "learning_rate", "nan").error().is(kOutOfRange));
        QVERIFY(settingFromText(kTask, "schedule", "linear").error().is(kOutOfRange));
        QCOMPARE(settingFromText(kTask, "batchsize", "3").error().argument("nearest"), std::string_view("batch_size"));
    }

    void unknownTask() {
        const auto resolution = resolve("alchemy", Settings{});
        QCOMPARE(resolution.problems.size(), std::size_t(1));
        QVERIFY(resolution.problems.front().is(kUnknownTask));
        QVERIFY(resolve(kTask, nlohmann::json(3)).problems.front().is(kWrongType));
    }

    void hostileKeys() {
        const auto resolution = resolve(kTask, Settings{{std::string(5'000'000, 'x'), true}, {"\xff\xfe", true}});
        QCOMPARE(resolution.problems.size(), std::size_t(2));
        QVERIFY(!toJson(Settings{{"weights", std::string("/a/\xff")}}).dump().empty());
        const Settings bytes{{"weights", std::string("/a/\xff")}};
        QCOMPARE(*settingsFromJson(toJson(bytes)), bytes);
    }

    void everySettingHasWords() {
        for (const char *language : {"en", "zh"}) {
            const auto words = readJsonFile(Path(TRAINYARD_SOURCE_DIR) / "resources/messages" /
                                            (std::string("settings.") + language + ".json"));
            QVERIFY2(words.has_value(), language);
            std::size_t used = 0;
            for (const SettingSpec &spec : settingSpecs(kTask)) {
                std::vector<std::string> wanted{"label", "help"};
                if (spec.type == SettingType::Path)
                    wanted.emplace_back("empty"); // what it means when nothing is chosen
                for (const std::string_view choice : spec.choices)
                    wanted.push_back("choice." + std::string(choice));
                for (const std::string &part : wanted) {
                    const std::string key = "setting." + std::string(spec.key) + "." + part;
                    QVERIFY2(words->contains(key) && !(*words)[key].get<std::string>().empty(), key.c_str());
                    ++used;
                }
            }
            for (const auto &[key, text] : words->items())
                used -= key.starts_with("setting.") ? 1 : 0;
            QCOMPARE(used, std::size_t(0)); // no words for keys that are gone
        }
    }
};

QTEST_GUILESS_MAIN(TestSchema)
#include "test_schema.moc"

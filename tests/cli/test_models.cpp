// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0

// Evaluate, predict, export, verify and bench from the command line, with the real trainyard-engine and trainyard-serve
// on real photos: what the documents say, and how each of them fails.

#include "tests/cli/clitesting.h"

#include <cmath>

using namespace trainyard;
using namespace trainyard::cli;
namespace fs = std::filesystem;

class TestCliModels : public QObject {
    Q_OBJECT

    Place m_place;
    std::string m_project, m_model;

    Ran exportTo(const std::string &file, std::vector<std::string> more = {}) {
        std::vector<std::string> words{"model",    "export", m_project, m_model,
                                       "--format", "onnx",   "--out",   m_place.text(file)};
        words.insert(words.end(), more.begin(), more.end());
        return run(words);
    }
    Ran verify(const std::string &file, const std::string &against, std::vector<std::string> more = {}) {
        std::vector<std::string> words{"model", "verify", m_place.text(file), "--against", against};
        words.insert(words.end(), more.begin(), more.end());
        return run(words);
    }
    [[nodiscard]] std::string against() const { return m_project + "/" + m_model; }

private Q_SLOTS:
    void initTestCase() {
        NEEDS_DATA();
        for (const auto &[variable, name] :
             {std::pair{"TRAINYARD_ENGINE", "trainyard-engine"}, std::pair{"TRAINYARD_SERVE", "trainyard-serve"}}) {
            const Path program = Path(TRAINYARD_BIN_DIR) / name;
            if (!fs::exists(program))
                QSKIP("trainyard-engine or trainyard-serve is not built");
            qputenv(variable, program.c_str());
        }
        // 25 photos of each of four hand signs.
        for (const char *sign : {"0", "1", "2", "5"}) {
            const Path to = m_place.text(std::string("signs/") + sign);
            fs::create_directories(to);
            std::vector<Path> photos;
            for (const auto &entry : fs::directory_iterator(dataFolder() / "classification-sign-digits/Dataset" / sign))
                if (entry.file_size() < 200'000) // three are thirty times larger than the others
                    photos.push_back(entry.path());
            std::sort(photos.begin(), photos.end());
            QVERIFY(photos.size() >= 25);
            photos.resize(25);
            for (const Path &photo : photos)
                fs::copy_file(photo, to / photo.filename());
        }
        m_project = m_place.project();
        CODE(run({"project", "create", m_project}), 0);
        CODE(run({"import", m_project, m_place.text("signs")}), 0);
        CODE(run({"split", m_project, "--train", "60", "--val", "20", "--test", "20", "--stratify", "--seed", "1"}), 0);
        const Ran trained = run({"train", m_project, "--task", "classification", "--model", "mobilenet_v3_small",
                                 "--set", "epochs=2", "--set", "image_size=64", "--name", "signs", "--follow"});
        QVERIFY2(trained.code == 0, (trained.err + trained.out).c_str());
        const Ran models = run({"model", "list", m_project});
        CODE(models, 0);
        SAME(models.json["models"].size(), std::size_t(1));
        m_model = models.json["models"][0]["id"].get<std::string>();
    }

    void evaluate() {
        const Ran test = run({"evaluate", m_project, m_model});
        CODE(test, 0);
        SAME(test.json["model"], m_model);
        SAME(test.json["split"], "test");
        SAME(test.json["items"], 20);
        SAME(test.json["classes"].size(), std::size_t(4));
        const double accuracy = test.json["accuracy"].get<double>();
        QVERIFY(accuracy >= 0 && accuracy <= 1);
        QVERIFY(test.json["accuracy_interval_95"][0] <= accuracy && test.json["accuracy_interval_95"][1] >= accuracy);
        int right = 0, all = 0;
        for (std::size_t row = 0; row < 4; ++row) {
            int support = 0;
            for (std::size_t column = 0; column < 4; ++column) {
                support += test.json["confusion"][row][column].get<int>();
                right += row == column ? test.json["confusion"][row][column].get<int>() : 0;
            }
            SAME(test.json["classes"][row]["support"], support);
            all += support;
        }
        QCOMPARE(all, 20);
        QVERIFY(std::abs(accuracy - right / 20.0) < 1e-9);
        QVERIFY(test.json["macro_f1"].is_number() && test.json["calibration_error"].is_number());

        SAME(run({"evaluate", m_project, "signs", "--split", "val"}).json["items"], 20); // by name
        SAME(run({"evaluate", m_project, "last", "--split", "all", "--where", "class = \"5\""}).json["items"], 10);
    }

    void evaluateRefuses() {
        const Ran split = run({"evaluate", m_project, m_model, "--split", "holdout"});
        CODE(split, 2);
        QCOMPARE(split.error(), std::string("cli.bad_value"));
        const Ran model = run({"evaluate", m_project, "nobody"});
        CODE(model, 1);
        QCOMPARE(model.error(), std::string("dataset.no_such_model"));
        const Ran query = run({"evaluate", m_project, m_model, "--where", "class ="});
        QVERIFY(query.code != 0);
        QCOMPARE(query.error(), std::string("dataset.query_error"));
        const Ran none = run({"evaluate", m_project, m_model, "--where", "tag = nothing"});
        CODE(none, 1);
        QCOMPARE(none.error(), std::string("workflow.no_predictions"));
    }

    void predictAgreesWithEvaluate() {
        const Ran test = run({"evaluate", m_project, m_model});
        CODE(test, 0);
        const Ran predicted = run({"predict", m_model, "--project", m_project, "--where", "split = test"});
        CODE(predicted, 0);
        SAME(predicted.json["items"].size(), std::size_t(20));
        SAME(predicted.json["classes"].size(), std::size_t(4));
        int right = 0;
        for (const nlohmann::json &item : predicted.json["items"]) {
            double sum = 0;
            for (const double probability : item["probabilities"])
                sum += probability;
            QVERIFY(std::abs(sum - 1) < 1e-5);
            const Path file = item["path"].get<std::string>();
            right += file.parent_path().filename().native() == item["class"].get<std::string>() ? 1 : 0;
            QVERIFY(item["item"].get<std::int64_t>() > 0);
        }
        QVERIFY2(std::abs(test.json["accuracy"].get<double>() - right / 20.0) < 1e-9, predicted.out.c_str());
    }

    void predictFiles() {
        const std::string photo = fs::directory_iterator(m_place.text("signs/0"))->path().native();
        const Ran one = run({"predict", against(), photo});
        CODE(one, 0);
        SAME(one.json["items"].size(), std::size_t(1));
        SAME(one.json["items"][0]["path"], photo);

        // A file that is no picture is said, and the others are answered all the same.
        const std::string broken = m_place.text("broken.jpg");
        std::ofstream(broken) << "no picture";
        const Ran mixed = run({"predict", against(), broken, photo, m_place.text("absent.jpg")});
        CODE(mixed, 3);
        CODE(run({"predict", against(), broken}), 1);
        QVERIFY2(mixed.json.contains("items"), mixed.out.c_str());
        SAME(mixed.json["items"].size(), std::size_t(3));
        QVERIFY(mixed.json["items"][0]["error"]["code"].get<std::string>().starts_with("media."));
        QVERIFY(mixed.json["items"][1].contains("class"));
        SAME(mixed.json["items"][2]["error"]["code"], "base.file_not_found");

        const Ran unknown = run({"predict", m_project + "/nobody", photo});
        CODE(unknown, 1);
        QCOMPARE(unknown.error(), std::string("dataset.no_such_model"));
        const Ran nowhere = run({"predict", m_place.text("nowhere"), photo});
        CODE(nowhere, 1);
        QCOMPARE(nowhere.error(), std::string("workflow.no_model_files"));
        CODE(run({"predict", against()}), 2);
    }

    void exportAndVerify() {
        const Ran exported = exportTo("out/signs.onnx");
        CODE(exported, 0);
        SAME(exported.json["passed"], true);
        SAME(exported.json["file"], m_place.text("out/signs.onnx"));
        QVERIFY(fs::file_size(m_place.text("out/signs.onnx")) > 1'000'000);
        SAME(exported.json["verification"]["items"], 20);
        const Ran list = run({"model", "list", m_project});
        SAME(list.json["models"][0]["exports"].size(), std::size_t(1));
        SAME(list.json["models"][0]["exports"][0]["verification"]["passed"], true);

        const Ran verified = verify("out/signs.onnx", against());
        CODE(verified, 0);
        SAME(verified.json["passed"], true);

        const Ran bench = run({"model", "bench", m_place.text("out/signs.onnx"), "--batch", "2", "--seconds", "0.1"});
        CODE(bench, 0);
        QVERIFY(!bench.json["results"].empty());
        QVERIFY(bench.json["results"][0]["median_ms"].get<double>() > 0);
    }

    void outsideTheToleranceIsThree() {
        // No two runtimes add up in the same order: with no tolerance at all the answer is "outside", and it says by
        // how much. The file is written all the same.
        const Ran exported = exportTo("strict.onnx", {"--tolerance", "0"});
        CODE(exported, 3);
        SAME(exported.json["passed"], false);
        QVERIFY(fs::exists(m_place.text("strict.onnx")));
        QVERIFY(exported.err.find("e-6") != std::string::npos);
        const Ran verified = verify("strict.onnx", against(), {"--tolerance", "0"});
        CODE(verified, 3);
        SAME(verified.json["passed"], false);
        SAME(run({"model", "list", m_project}).json["models"][0]["exports"][0]["verification"]["passed"], false);
        CODE(exportTo("strict.onnx"), 0); // again, over the old file
    }

    void exportAndVerifyRefuse() {
        CODE(exportTo("a.onnx", {"--tolerance", "2"}), 2);
        const Ran precision = exportTo("a.onnx", {"--precision", "int4"});
        QVERIFY(precision.code == 1 || precision.code == 2);
        QCOMPARE(precision.error(), std::string("workflow.unknown_export"));
        const Ran model =
            run({"model", "export", m_project, "nobody", "--format", "onnx", "--out", m_place.text("a.onnx")});
        CODE(model, 1);
        QCOMPARE(model.error(), std::string("dataset.no_such_model"));
        QVERIFY(!fs::exists(m_place.text("a.onnx")));

        std::ofstream(m_place.text("garbage.onnx")) << "this is no model";
        for (const char *file : {"garbage.onnx", "absent.onnx"}) {
            const Ran refused = verify(file, against());
            CODE(refused, 1);
            QVERIFY2(!refused.error().empty() && refused.error() != "launch.tool_failed", refused.out.c_str());
        }
        const Ran unknown = verify("garbage.onnx", m_project + "/nobody");
        CODE(unknown, 1);
        QCOMPARE(unknown.error(), std::string("dataset.no_such_model"));
        CODE(run({"model", "bench", m_place.text("garbage.onnx"), "--seconds", "0.1"}), 1);
    }

    void aModelOfAnotherKindIsRefused() {
        // The card is changed to other classes than the file was exported with.
        CODE(exportTo("out/again.onnx"), 0);
        const Path other = m_place.text("other");
        fs::copy(m_project + "/models/" + m_model, other, fs::copy_options::recursive);
        std::ifstream in(other / "model.json");
        std::string card((std::istreambuf_iterator<char>(in)), {});
        const std::size_t at = card.find("\"5\"");
        QVERIFY(at != std::string::npos);
        std::ofstream(other / "model.json") << card.replace(at, 3, "\"five\"");
        const Ran refused = verify("out/again.onnx", other.native());
        CODE(refused, 1);
        QVERIFY2(refused.error().starts_with("serving."), refused.out.c_str());
    }

    void modelsGoFromProjectToProject() {
        const std::string second = m_place.text("second");
        CODE(run({"project", "create", second}), 0);
        CODE(run({"model", "import", m_project + "/models/" + m_model, "--project", second}), 0);
        const Ran list = run({"model", "list", second});
        SAME(list.json["models"][0]["id"], m_model);
        const std::string photo = fs::directory_iterator(m_place.text("signs/1"))->path().native();
        CODE(run({"predict", second + "/" + m_model, photo}), 0);
        // Weights of which the end is missing are refused, not computed with.
        const Path weights = Path(second) / "models" / m_model / "weights.safetensors";
        QVERIFY(fs::exists(weights));
        fs::resize_file(weights, fs::file_size(weights) / 2);
        const Ran damaged = run({"predict", second + "/" + m_model, photo});
        CODE(damaged, 1);
        QVERIFY2(!damaged.error().empty(), damaged.out.c_str());
    }
};

QTEST_GUILESS_MAIN(TestCliModels)
#include "test_models.moc"

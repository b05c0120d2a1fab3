// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/base/errors.h"
#include "core/models/errors.h"
#include "core/models/rename.h"
#include "core/models/safetensors.h"
#include "core/models/weights.h"
#include "tests/support/realdata.h"

#include <QTemporaryDir>
#include <QTest>

using namespace trainyard;
using namespace trainyard::models;

namespace {

WeightsFile fileOf(const std::vector<WantedTensor> &tensors) {
    WeightsFile file;
    file.name = "some.safetensors";
    for (const WantedTensor &tensor : tensors)
        file.tensors.push_back({tensor.name, TensorType::F32, tensor.shape, {}});
    return file;
}

std::string renamed(std::string_view table, std::string_view name) {
    for (const RenameTable &candidate : renameTables()) {
        if (candidate.name == table)
            return candidate.apply(name);
    }
    return "no such table";
}

const std::vector<WantedTensor> kNetwork{{"conv1.weight", {8, 3, 3, 3}},
                                         {"bn1.weight", {8}},
                                         {"bn1.num_batches_tracked", {}},
                                         {"fc.weight", {4, 8}},
                                         {"fc.bias", {4}}};

} // namespace

class TestWeights : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everythingMatches() {
        const auto file = fileOf(kNetwork);
        const auto report = matchWeights(kNetwork, file, {"fc."});
        QVERIFY(report.isUsable());
        QCOMPARE(report.matched.size(), kNetwork.size());
        QVERIFY(report.freshHead.empty() && report.unexpected.empty());
        QVERIFY(requireUsable(report, kNetwork, file));
    }

    void onlyTheHeadMayDiffer() {
        const auto file = fileOf({{"module.conv1.weight", {8, 3, 3, 3}},
                                  {"module.bn1.weight", {8}},
                                  {"module.fc.weight", {1000, 8}},
                                  {"module.fc.bias", {1000}}});
        const auto report = matchWeights(kNetwork, file, {"fc."});
        QVERIFY(report.isUsable());
        QCOMPARE(report.freshHead, (std::vector<std::string>{"fc.weight", "fc.bias"}));
        QCOMPARE(report.matched.size(), std::size_t(2));
        QVERIFY(report.missing.empty());
    }

    void anotherArchitectureIsNamed() {
        const auto file =
            fileOf({{"conv1.weight", {64, 3, 7, 7}}, {"layer1.0.conv1.weight", {64, 64, 3, 3}}, {"bn1.weight", {8}}});
        const auto report = matchWeights(kNetwork, file, {"fc."});
        QVERIFY(!report.isUsable());
        QCOMPARE(report.differing.size(), std::size_t(1));
        QCOMPARE(report.unexpected, (std::vector<std::string>{"layer1.0.conv1.weight"}));
        const auto checked = requireUsable(report, kNetwork, file);
        QVERIFY(!checked && checked.error().is(kWrongArchitecture));
        QCOMPARE(checked.error().argument("first"), std::string_view("conv1.weight (64x3x7x7, 8x3x3x3)"));
        QCOMPARE(checked.error().argument("matched"), std::string_view("1"));
        const auto nothing = fileOf({{"something.else", {1}}});
        QVERIFY(!requireUsable(matchWeights({{"fc.weight", {4, 8}}}, nothing, {"fc."}), kNetwork, nothing));
    }

    void timmNamesBecomeTorchvisions() {
        const auto v2 = [](std::string_view name) { return renamed("timm mobilenetv2", name); };
        QCOMPARE(v2("conv_stem.weight"), std::string("features.0.0.weight"));
        QCOMPARE(v2("bn1.running_mean"), std::string("features.0.1.running_mean"));
        QCOMPARE(v2("blocks.0.0.conv_dw.weight"), std::string("features.1.conv.0.0.weight"));
        QCOMPARE(v2("blocks.0.0.conv_pw.weight"), std::string("features.1.conv.1.weight"));
        QCOMPARE(v2("blocks.1.0.conv_pw.weight"), std::string("features.2.conv.0.0.weight"));
        QCOMPARE(v2("blocks.3.2.bn2.bias"), std::string("features.9.conv.1.1.bias"));
        QCOMPARE(v2("blocks.6.0.conv_pwl.weight"), std::string("features.17.conv.2.weight"));
        QCOMPARE(v2("conv_head.weight"), std::string("features.18.0.weight"));
        QCOMPARE(v2("bn2.weight"), std::string("features.18.1.weight"));
        QCOMPARE(v2("classifier.weight"), std::string("classifier.1.weight"));
        QCOMPARE(v2("blocks.9.0.conv_pw.weight"), std::string("blocks.9.0.conv_pw.weight"));
        QCOMPARE(v2("blocks.x"), std::string("blocks.x"));
        const auto v3 = [](std::string_view name) { return renamed("timm mobilenetv3 small", name); };
        QCOMPARE(v3("blocks.0.0.conv_dw.weight"), std::string("features.1.block.0.0.weight"));
        QCOMPARE(v3("blocks.0.0.se.conv_reduce.bias"), std::string("features.1.block.1.fc1.bias"));
        QCOMPARE(v3("blocks.0.0.bn2.weight"), std::string("features.1.block.2.1.weight"));
        QCOMPARE(v3("blocks.1.1.conv_pwl.weight"), std::string("features.3.block.2.0.weight"));
        QCOMPARE(v3("blocks.2.0.conv_pwl.weight"), std::string("features.4.block.3.0.weight"));
        QCOMPARE(v3("blocks.4.2.se.conv_expand.weight"), std::string("features.11.block.2.fc2.weight"));
        QCOMPARE(v3("blocks.5.0.conv.weight"), std::string("features.12.0.weight"));
        QCOMPARE(v3("conv_head.weight"), std::string("classifier.0.weight"));
        QCOMPARE(v3("classifier.bias"), std::string("classifier.3.bias"));
    }

    void aRenamedFileMatches() {
        const std::vector<WantedTensor> wanted{{"features.0.0.weight", {16, 3, 3, 3}},
                                               {"features.12.0.weight", {576, 96, 1, 1}},
                                               {"classifier.0.weight", {1024, 576}},
                                               {"classifier.3.weight", {7, 1024}}};
        const auto file = fileOf({{"conv_stem.weight", {16, 3, 3, 3}},
                                  {"blocks.5.0.conv.weight", {576, 96, 1, 1}},
                                  {"conv_head.weight", {1024, 576, 1, 1}},
                                  {"classifier.weight", {1000, 1024}}});
        const auto report = matchWeights(wanted, file, {"classifier."});
        QCOMPARE(report.renaming, std::string("timm mobilenetv3 small"));
        QCOMPARE(report.matched.size(), std::size_t(3));
        QCOMPARE(report.freshHead, (std::vector<std::string>{"classifier.3.weight"}));
        QVERIFY(report.isUsable());
    }

    void theFormatIsToldFromTheContent() {
        QTemporaryDir folder;
        const Path base(folder.path().toStdString());
        const std::vector<float> values{1, 2};
        const ByteView bytes(reinterpret_cast<const std::uint8_t *>(values.data()), 8);
        QVERIFY(writeSafetensors(base / "named.pth", {{"a", TensorType::F32, {2}, bytes}}, {{"k", "v"}}));
        const auto file = loadWeights(base / "named.pth");
        QVERIFY2(file, file ? "" : file.error().debugText().c_str());
        QCOMPARE(file->format, std::string("safetensors"));
        QCOMPARE(toFloats(file->tensors[0]), values);
        QCOMPARE(file->metadata.at("k"), std::string("v"));
        QVERIFY(writeFileAtomically(base / "x.safetensors", std::string_view("not weights at all")));
        QVERIFY(loadWeights(base / "x.safetensors").error().is(kUnknownWeights));
        QVERIFY(writeFileAtomically(base / "empty.pt", std::string_view()));
        QVERIFY(loadWeights(base / "empty.pt").error().is(kUnknownWeights));
        QVERIFY(loadWeights(base / "absent.pt").error().is(kFileNotFound));
    }

    void realWeightsAreRead() {
        const Path file = dataFolder() / "pretrained" /
                          "mobilenet_v2_100_imagenet_torchvision_dequant_fp16.safetensors";
        if (!std::filesystem::exists(file))
            QSKIP("the pretrained weights of the test data are not here");
        const auto weights = loadWeights(file);
        QVERIFY2(weights, weights ? "" : weights.error().debugText().c_str());
        const auto report = matchWeights({{"features.0.0.weight", {32, 3, 3, 3}},
                                          {"features.18.1.running_var", {1280}},
                                          {"classifier.1.weight", {6, 1280}}},
                                         *weights, {"classifier."});
        QVERIFY(report.isUsable());
        QCOMPARE(report.matched.size(), std::size_t(2));
        QCOMPARE(report.freshHead, (std::vector<std::string>{"classifier.1.weight"}));
        const auto values = toFloats(weights->tensors[report.matched[1].tensor]);
        QCOMPARE(values.size(), std::size_t(1280));
        QVERIFY(std::all_of(values.begin(), values.end(), [](float value) { return value > 0 && value < 1.01F; }));
    }
};

QTEST_GUILESS_MAIN(TestWeights)
#include "test_weights.moc"

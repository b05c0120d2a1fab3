// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
// The networks against torchvision's, and the exported files against ONNX's checker and ONNX Runtime.
#ifndef Q_MOC_RUN // moc cannot read the standard library's concepts
#include "core/engine/torch.h"

#include "core/engine/export/onnxexport.h"
#include "core/engine/zoo/tensorio.h"
#endif

#include <QFileInfo>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace trainyard;
using namespace trainyard::engine;

namespace {

QByteArray python() {
    return qgetenv("TRAINYARD_ORACLE_PYTHON");
}

struct Answer {
    bool ok = false;
    QByteArray output;
};
Answer runPython(const QString &script, const QStringList &arguments) {
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert("PYTHONPATH", QStringLiteral(TRAINYARD_SOURCE_DIR "/../shared/tools"));
    process.setProcessEnvironment(environment);
    process.start(QString::fromLocal8Bit(python()),
                  QStringList{QStringLiteral(TRAINYARD_SOURCE_DIR "/tests/oracles/") + script} + arguments);
    Answer answer;
    answer.ok =
        process.waitForFinished(240000) && process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0;
    answer.output = process.readAll();
    return answer;
}

/** Statistics and biases that are not the initial ones, so that every tensor matters. */
void disturb(Model &model) {
    const at::NoGradGuard noGrad;
    for (auto &[name, norm] : batchNorms(model)) {
        norm->runningMean.normal_(0, 0.1);
        norm->runningVariance.uniform_(0.5, 1.5);
        norm->weight.uniform_(0.7, 1.3);
        norm->bias.normal_(0, 0.1);
    }
}

} // namespace

class TestOracle final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        if (python().isEmpty() || !QFileInfo::exists(QString::fromLocal8Bit(python())))
            QSKIP("the oracle environment is not made: packaging/bootstrap --oracles");
        at::manual_seed(3);
    }

    void networksEqualTorchvisions_data() { eachNetwork(); }
    void networksEqualTorchvisions() {
        if (!QFileInfo::exists(QStringLiteral(TRAINYARD_SOURCE_DIR "/../shared/tools/torchvision_stub.py")))
            QSKIP("torchvision runs here only with ../shared/tools/torchvision_stub.py, which is absent");
        QFETCH(QString, name);
        QTemporaryDir folder;
        const Path path(folder.path().toStdString());
        const ModelPtr model = *createModel(name.toStdString(), 7);
        disturb(*model);
        toChannelsLast(*model);
        const at::Tensor images = at::randn({4, 3, 96, 96});
        TensorsToStore weights;
        weights.add("", namedParameters(*model));
        weights.add("", namedBuffers(*model));
        QVERIFY(models::writeSafetensors(path / "weights.safetensors", weights.views()));
        TensorsToStore store;
        store.add("images", images);
        {
            const at::NoGradGuard noGrad;
            model->eval();
            store.add("evaluation", model->forward(images));
        }
        model->train();
        const at::Tensor features = model->features(images); // without dropout, which draws its own numbers
        store.add("features", features);
        for (const auto &[key, buffer] : namedBuffers(*model))
            store.add("after." + key, buffer.detach().clone());
        // Gradients in 64 bits: in 32, a ReLU whose input lies at zero makes two right answers differ by per cents.
        // The 32-bit kernels have their own comparison in test_zoo.
        model->to(at::kDouble);
        model->features(images.to(at::kDouble)).square().mean().backward();
        for (const auto &[key, parameter] : namedParameters(*model))
            if (parameter.grad().defined())
                store.add("gradient." + key, parameter.grad());
        QVERIFY(models::writeSafetensors(path / "ours.safetensors", store.views()));
        const Answer answer = runPython("torchvision_zoo.py", {name, "7", folder.path()});
        QVERIFY2(answer.ok, answer.output.constData());
    }

    void initialisationHasTorchvisionsSpread_data() { eachNetwork(); }
    void initialisationHasTorchvisionsSpread() {
        if (!QFileInfo::exists(QStringLiteral(TRAINYARD_SOURCE_DIR "/../shared/tools/torchvision_stub.py")))
            QSKIP("torchvision runs here only with ../shared/tools/torchvision_stub.py, which is absent");
        QFETCH(QString, name);
        QTemporaryDir folder;
        const Path path(folder.path().toStdString());
        const ModelPtr model = *createModel(name.toStdString(), 100);
        TensorsToStore weights;
        weights.add("", namedParameters(*model));
        QVERIFY(models::writeSafetensors(path / "weights.safetensors", weights.views()));
        const Answer answer = runPython("torchvision_init.py", {name, "100", folder.path()});
        QVERIFY2(answer.ok, answer.output.constData());
    }

    void exportedFilesComputeTheSame_data() { eachNetwork(); }
    void exportedFilesComputeTheSame() {
        QFETCH(QString, name);
        QTemporaryDir folder;
        const Path path(folder.path().toStdString());
        const ModelPtr model = *createModel(name.toStdString(), 7);
        disturb(*model);
        toChannelsLast(*model);
        models::ModelCard card;
        card.id = ModelId{"m"};
        card.task = "classification";
        card.architecture = name.toStdString();
        for (int i = 0; i < 7; ++i)
            card.classes.push_back("class " + std::to_string(i));
        card.preprocessing.width = 96;
        card.preprocessing.height = 96;
        const auto exported = exportOnnx(*model, card, path / "model.onnx");
        QVERIFY2(exported.has_value(), exported ? "" : exported.error().debugText().c_str());
        const at::NoGradGuard noGrad;
        model->eval();
        TensorsToStore store;
        for (const std::int64_t batch : {1, 5}) {
            const at::Tensor images = at::randn({batch, 3, 96, 96});
            store.add("images" + std::to_string(batch), images);
            store.add("logits" + std::to_string(batch), model->forward(images));
        }
        QVERIFY(models::writeSafetensors(path / "ours.safetensors", store.views()));
        const Answer answer = runPython("onnxruntime_torch_export.py", {folder.path()});
        QVERIFY2(answer.ok, answer.output.constData());
        qInfo("%s", answer.output.trimmed().constData());
    }

private:
    static void eachNetwork() {
        QTest::addColumn<QString>("name");
        for (const std::string &name : architectures())
            QTest::newRow(name.c_str()) << QString::fromStdString(name);
    }
};

QTEST_GUILESS_MAIN(TestOracle)
#include "test_oracle.moc"

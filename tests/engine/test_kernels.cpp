// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#ifndef Q_MOC_RUN // moc cannot read the standard library's concepts
#include "core/engine/torch.h"

#include "core/engine/kernels/bf16rows.h"
#include "core/engine/kernels/convkernels.h"
#include "core/engine/kernels/depthwise.h"
#include "core/engine/kernels/fusednorm.h"
#include "core/engine/kernels/patchconv.h"
#include "core/engine/kernels/trainingconv.h"
#include "core/engine/train/trainer.h"
#include "core/engine/zoo/layers.h"
#endif

#include <QTest>

#include <cmath>
#include <limits>
#include <mutex>
#include <set>

using namespace trainyard::engine;

namespace {

at::Tensor nhwc(at::IntArrayRef sizes) {
    return at::randn(sizes).contiguous(at::MemoryFormat::ChannelsLast);
}

/** The largest difference as a share of the largest value. */
double difference(const at::Tensor &mine, const at::Tensor &reference) {
    const at::Tensor wanted = reference.detach().to(at::kDouble);
    return ((mine.detach().to(at::kDouble) - wanted).abs().max() / wanted.abs().max().clamp_min(1e-12)).item<double>();
}

at::Tensor roundedToBf16(const at::Tensor &values) {
    return values.to(at::kBFloat16).to(at::kFloat);
}

/**
 * Compares a bf16 convolution and both gradients with the operator in 64 bits on the same, rounded numbers. A bf16 has
 * 8 bits: one rounding is 0.2 % of a value, and the gradient of the input may be a sum of rounded parts.
 */
template <class Convolve>
void compareBf16(const at::Tensor &image, const at::Tensor &kernel, std::int64_t stride, std::int64_t padding,
                 std::int64_t groups, const Convolve &convolve) {
    at::Tensor x = roundedToBf16(image).set_requires_grad(true);
    at::Tensor w = roundedToBf16(kernel).set_requires_grad(true);
    at::Tensor y;
    {
        const Autocast autocast(Precision::Bf16);
        y = convolve(x, w);
    }
    const at::Tensor dy = roundedToBf16(nhwc(y.sizes()));
    y.backward(dy.to(at::kBFloat16));

    at::Tensor exactX = x.detach().to(at::kDouble).set_requires_grad(true);
    at::Tensor exactW = w.detach().to(at::kDouble).set_requires_grad(true);
    const at::Tensor exact = at::conv2d(exactX, exactW, {}, stride, padding, 1, groups);
    exact.backward(dy.to(at::kDouble));
    QCOMPARE(y.scalar_type(), at::kBFloat16);
    QCOMPARE(y.sizes(), exact.sizes());
    QVERIFY(y.is_contiguous(at::MemoryFormat::ChannelsLast));
    QCOMPARE(w.grad().scalar_type(), at::kFloat);
    QVERIFY2(difference(y, exact) < 4e-3, qPrintable(QString::number(difference(y, exact))));
    QVERIFY2(difference(x.grad(), exactX.grad()) < 8e-3, qPrintable(QString::number(difference(x.grad(), exactX.grad()))));
    QVERIFY2(difference(w.grad(), exactW.grad()) < 4e-3, qPrintable(QString::number(difference(w.grad(), exactW.grad()))));
}

} // namespace

class TestKernels final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void workIsSharedByThreads() {
        // at::parallel_for is compiled here: without OpenMP it would run on one thread only.
        std::set<int> threads;
        std::mutex mutex;
        at::set_num_threads(2);
        at::parallel_for(0, 2, 1, [&](std::int64_t, std::int64_t) {
            const std::lock_guard lock(mutex);
            threads.insert(at::get_thread_num());
        });
        QCOMPARE(threads.size(), std::size_t(2));
    }

    void convolutionIsTheOperator_data() {
        QTest::addColumn<int>("images");
        QTest::addColumn<int>("height");
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("in");
        QTest::addColumn<int>("out");
        QTest::addColumn<int>("stride");
        const auto row = [](int images, int height, int width, int in, int out, int stride) {
            QTest::addRow("%d images %dx%d, %d to %d, stride %d", images, width, height, in, out, stride)
                << images << height << width << in << out << stride;
        };
        for (const int stride : {1, 2}) {
            row(1, 1, 1, 16, 16, stride);
            row(2, 1, 7, 16, 32, stride);
            row(3, 2, 2, 48, 16, stride);
            row(2, 3, 3, 64, 128, stride);
            row(5, 5, 4, 32, 16, stride);
            row(3, 13, 9, 16, 48, stride);
            row(2, 24, 24, 64, 64, stride);
            row(2, 12, 12, 256, 256, stride);
            row(40, 8, 8, 16, 16, stride);  // more tiles than a block
            row(1, 33, 47, 16, 16, stride); // an image larger than a block
        }
    }
    void convolutionIsTheOperator() {
        QFETCH(int, images);
        QFETCH(int, height);
        QFETCH(int, width);
        QFETCH(int, in);
        QFETCH(int, out);
        QFETCH(int, stride);
        if (!convKernels())
            QSKIP("this machine cannot run the convolutions of AVX2");
        at::manual_seed(11);
        at::Tensor x = nhwc({images, in, height, width}).set_requires_grad(true);
        at::Tensor w = (nhwc({out, in, 3, 3}) / std::sqrt(9.0 * in)).set_requires_grad(true);
        QVERIFY(canConvolveForTraining(x, w, stride, 1, 1));
        const at::Tensor y = trainingConvolution(x, w, stride);
        const at::Tensor dy = nhwc(y.sizes());
        y.backward(dy);

        at::Tensor exactX = x.detach().to(at::kDouble).set_requires_grad(true);
        at::Tensor exactW = w.detach().to(at::kDouble).set_requires_grad(true);
        const at::Tensor exact = at::conv2d(exactX, exactW, {}, stride, 1);
        exact.backward(dy.to(at::kDouble));
        QCOMPARE(y.sizes(), exact.sizes());
        QVERIFY(y.is_contiguous(at::MemoryFormat::ChannelsLast));
        // Winograd's way errs by some 1e-5 at most here, the plain sum by 5e-7.
        QVERIFY2(difference(y, exact) < 3e-5, qPrintable(QString::number(difference(y, exact))));
        QVERIFY2(difference(x.grad(), exactX.grad()) < 3e-5,
                 qPrintable(QString::number(difference(x.grad(), exactX.grad()))));
        QVERIFY2(difference(w.grad(), exactW.grad()) < 3e-5,
                 qPrintable(QString::number(difference(w.grad(), exactW.grad()))));
    }

    void convolutionDoesNotDependOnThreads() {
        if (!convKernels())
            QSKIP("this machine cannot run the convolutions of AVX2");
        const int before = at::get_num_threads();
        for (const std::int64_t stride : {1, 2})
            for (const std::int64_t side : {3, 26}) {
                std::vector<at::Tensor> results;
                const at::Tensor x0 = nhwc({9, 32, side, side});
                const at::Tensor w0 = nhwc({48, 32, 3, 3});
                for (const int threads : {1, 2, 3}) {
                    at::set_num_threads(threads);
                    at::Tensor x = x0.clone().set_requires_grad(true);
                    at::Tensor w = w0.clone().set_requires_grad(true);
                    const at::Tensor y = trainingConvolution(x, w, stride);
                    y.backward(at::sin(y.detach()));
                    results.insert(results.end(), {y.detach(), x.grad(), w.grad()});
                }
                for (std::size_t i = 3; i < results.size(); ++i)
                    QVERIFY(at::equal(results[i], results[i % 3]));
            }
        at::set_num_threads(before);
    }

    void onlyWhatIsNeededIsComputed() {
        if (!convKernels())
            QSKIP("this machine cannot run the convolutions of AVX2");
        const at::Tensor frozen = nhwc({16, 16, 3, 3});
        at::Tensor x = nhwc({2, 16, 8, 8}).set_requires_grad(true);
        trainingConvolution(x, frozen, 1).sum().backward();
        QVERIFY(x.grad().defined());
        QVERIFY(!frozen.grad().defined());
        at::Tensor w = frozen.clone().set_requires_grad(true);
        trainingConvolution(x.detach(), w, 1).sum().backward();
        QVERIFY(w.grad().defined());
    }

    void otherConvolutionsAreLeftToTheOperator() {
        const at::Tensor x = nhwc({2, 16, 8, 8});
        const at::Tensor w = nhwc({16, 16, 3, 3});
        QVERIFY(!canConvolveForTraining(x, w, 1, 0, 1));
        QVERIFY(!canConvolveForTraining(x, w, 3, 1, 1));
        QVERIFY(!canConvolveForTraining(x, w, 1, 1, 2));
        QVERIFY(!canConvolveForTraining(x, nhwc({16, 16, 1, 1}), 1, 1, 1));
        QVERIFY(!canConvolveForTraining(nhwc({2, 24, 8, 8}), nhwc({16, 24, 3, 3}), 1, 1, 1));
        QVERIFY(!canConvolveForTraining(x, nhwc({24, 16, 3, 3}), 1, 1, 1));
        QVERIFY(!canConvolveForTraining(x.contiguous(), w, 1, 1, 1));
        QVERIFY(!canConvolveForTraining(x, w.contiguous(), 1, 1, 1));
        QVERIFY(!canConvolveForTraining(x.to(at::kDouble), w.to(at::kDouble), 1, 1, 1));
        QVERIFY(!canConvolveForTraining(x.slice(0, 0, 0), w, 1, 1, 1));
    }

    void patchesAreTheOperator_data() {
        QTest::addColumn<int>("height");
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("kernel");
        QTest::addColumn<int>("stride");
        for (const auto &[height, width] : {std::pair(1, 1), std::pair(3, 3), std::pair(7, 4), std::pair(13, 15)})
            for (const auto &[kernel, stride] : {std::pair(3, 1), std::pair(3, 2), std::pair(1, 2)})
                QTest::addRow("%dx%d, kernel %d, stride %d", width, height, kernel, stride)
                    << height << width << kernel << stride;
    }
    void patchesAreTheOperator() {
        QFETCH(int, height);
        QFETCH(int, width);
        QFETCH(int, kernel);
        QFETCH(int, stride);
        at::manual_seed(3);
        const at::Tensor x = nhwc({3, 64, height, width});
        const at::Tensor w = nhwc({80, 64, kernel, kernel});
        compareBf16(x, w, stride, kernel / 2, 1, [&](const at::Tensor &image, const at::Tensor &weight) {
            [&] { QVERIFY(canConvolveByPatches(image, weight, stride, kernel / 2, 1)); }();
            return patchConvolution(image, weight, stride);
        });
    }

    void stridedDepthwiseIsTheOperator_data() {
        QTest::addColumn<int>("height");
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("kernel");
        for (const int kernel : {3, 5})
            for (const auto &[height, width] : {std::pair(1, 1), std::pair(4, 7), std::pair(9, 8), std::pair(24, 24)})
                QTest::addRow("%dx%d, kernel %d", width, height, kernel) << height << width << kernel;
    }
    void stridedDepthwiseIsTheOperator() {
        QFETCH(int, height);
        QFETCH(int, width);
        QFETCH(int, kernel);
        at::manual_seed(4);
        const at::Tensor x = nhwc({3, 40, height, width});
        const at::Tensor w = nhwc({40, 1, kernel, kernel});
        compareBf16(x, w, 2, kernel / 2, 40, [&](const at::Tensor &image, const at::Tensor &weight) {
            [&] { QVERIFY(isStridedDepthwise(image, weight, 2, 40)); }();
            return stridedDepthwise(image, weight, 2, kernel / 2);
        });
    }

    void bf16WaysAreForAutocastOnly() {
        const at::Tensor x = nhwc({2, 64, 8, 8});
        const at::Tensor w = nhwc({64, 64, 3, 3});
        QVERIFY(!canConvolveByPatches(x, w, 1, 1, 1));
        QVERIFY(!isStridedDepthwise(x, nhwc({64, 1, 3, 3}), 2, 64));
        const Autocast autocast(Precision::Bf16);
        QVERIFY(canConvolveByPatches(x, w, 1, 1, 1));
        QVERIFY(!canConvolveByPatches(x, w, 1, 0, 1));
        QVERIFY(!canConvolveByPatches(x, w, 1, 1, 64));
        QVERIFY(!canConvolveByPatches(nhwc({2, 64, 32, 32}), w, 1, 1, 1)); // there the operator is the quicker one
        QVERIFY(!canConvolveByPatches(x.contiguous(), w, 1, 1, 1));
        QVERIFY(!isStridedDepthwise(x, nhwc({64, 1, 3, 3}), 1, 64));
        QVERIFY(!isStridedDepthwise(x, w, 2, 1));
    }

    void rowsOfBf16AreRoundedAsTheOperatorDoes() {
        at::Tensor values = at::randn({1003}) * 1e3;
        values[7] = std::numeric_limits<float>::quiet_NaN();
        values[8] = std::numeric_limits<float>::infinity();
        values[9] = 1.00390625F; // half way between two: to the even one
        at::Tensor rounded = at::empty({1003}, at::kBFloat16);
        auto *bits = reinterpret_cast<Bf16Bits *>(rounded.mutable_data_ptr<at::BFloat16>());
        roundRow(values.const_data_ptr<float>(), 1003, bits);
        QVERIFY(at::allclose(rounded.to(at::kFloat), values.to(at::kBFloat16).to(at::kFloat), 0, 0, true));
        values[7] = 1;
        values[8] = 2;
        roundRow(values.const_data_ptr<float>(), 1003, bits);
        const at::Tensor factors = at::randn({1003});
        at::Tensor sum = at::ones({1003});
        addScaledRow(bits, factors.const_data_ptr<float>(), 1003, sum.mutable_data_ptr<float>());
        addRow(bits, 1003, sum.mutable_data_ptr<float>());
        const at::Tensor wanted = 1 + rounded.to(at::kDouble) * (1 + factors.to(at::kDouble));
        QVERIFY(difference(sum, wanted) < 1e-6);
    }

    void fusedNormIsTheOperatorsOneByOne_data() {
        QTest::addColumn<int>("activation");
        QTest::addColumn<bool>("residual");
        QTest::addColumn<bool>("bf16");
        QTest::addColumn<int>("channels");
        const std::array<const char *, 4> names{"none", "relu", "relu6", "hardswish"};
        for (int activation = 0; activation < 4; ++activation)
            for (const bool bf16 : {false, true})
                for (const int channels : {3, 24, 300}) // fewer than a vector, some vectors, more than a block
                    QTest::addRow("%s %d %s", names[static_cast<std::size_t>(activation)], channels,
                                  bf16 ? "bf16" : "fp32")
                        << activation << false << bf16 << channels;
        QTest::newRow("none, shortcut") << 0 << true << false << 24;
        QTest::newRow("relu, shortcut") << 1 << true << false << 24;
        QTest::newRow("relu, shortcut, bf16") << 1 << true << true << 300;
    }
    void fusedNormIsTheOperatorsOneByOne() {
        QFETCH(int, activation);
        QFETCH(bool, residual);
        QFETCH(bool, bf16);
        QFETCH(int, channels);
        const auto kind = static_cast<Activation>(activation);
        at::manual_seed(5);
        const auto type = bf16 ? at::kBFloat16 : at::kFloat;
        // Far from zero, so that careless sums of squares would show.
        const at::Tensor x0 =
            (at::randn({5, channels, 7, 6}) * 2 + 50).to(type).contiguous(at::MemoryFormat::ChannelsLast);
        const at::Tensor r0 = at::randn({5, channels, 7, 6}).to(type).contiguous(at::MemoryFormat::ChannelsLast);
        const at::Tensor dy = at::randn({5, channels, 7, 6}).to(type).contiguous(at::MemoryFormat::ChannelsLast);
        struct Outcome {
            at::Tensor y, dx, dw, db, dr, mean, variance;
        };
        auto compute = [&](bool fused) {
            Outcome o;
            at::Tensor x = x0.clone().set_requires_grad(true);
            at::Tensor r = r0.clone().set_requires_grad(true);
            at::Tensor w = at::linspace(0.5, 1.5, channels).set_requires_grad(true);
            at::Tensor b = at::linspace(-1, 1, channels).set_requires_grad(true);
            o.mean = at::zeros({channels});
            o.variance = at::ones({channels});
            if (fused) {
                o.y = fusedNorm(x, {w, b, o.mean, o.variance, 0.1, 1e-5}, kind, residual ? r : at::Tensor());
            } else { // in 32 bits, whatever the images' type: the reference
                at::Tensor z = at::batch_norm(x.to(at::kFloat), w, b, o.mean, o.variance, true, 0.1, 1e-5, false);
                if (residual)
                    z = z + r.to(at::kFloat);
                o.y = kind == Activation::Relu        ? at::relu(z)
                      : kind == Activation::Relu6     ? at::hardtanh(z, 0, 6)
                      : kind == Activation::HardSwish ? at::hardswish(z)
                                                      : z;
            }
            o.y.backward(dy.to(o.y.scalar_type()));
            o.dx = x.grad();
            o.dw = w.grad();
            o.db = b.grad();
            o.dr = residual ? r.grad() : at::zeros({1});
            return o;
        };
        QVERIFY(canFuseNorm(x0, residual ? r0 : at::Tensor(), kind));
        const Outcome mine = compute(true);
        const Outcome reference = compute(false);
        const double tolerance = bf16 ? 2e-2 : 1e-4;
        auto close = [&](const at::Tensor &a, const at::Tensor &b) {
            const at::Tensor x = a.detach().to(at::kFloat);
            const at::Tensor y = b.detach().to(at::kFloat);
            return ((x - y).abs().max() / y.abs().max().clamp_min(1e-6)).item<double>() < tolerance;
        };
        QVERIFY(mine.y.is_contiguous(at::MemoryFormat::ChannelsLast));
        QVERIFY(close(mine.y, reference.y));
        QVERIFY(close(mine.dx, reference.dx));
        QVERIFY(close(mine.dw, reference.dw));
        QVERIFY(close(mine.db, reference.db));
        QVERIFY(close(mine.dr, reference.dr));
        QVERIFY(close(mine.mean, reference.mean));
        QVERIFY(close(mine.variance, reference.variance));
    }

    void evaluatedNormIsTheOperatorsOneByOne_data() { fusedNormIsTheOperatorsOneByOne_data(); }
    void evaluatedNormIsTheOperatorsOneByOne() {
        QFETCH(int, activation);
        QFETCH(bool, residual);
        QFETCH(bool, bf16);
        QFETCH(int, channels);
        const at::NoGradGuard noGrad;
        at::manual_seed(6);
        const auto kind = static_cast<Activation>(activation);
        const auto type = bf16 ? at::kBFloat16 : at::kFloat;
        const auto images = [&] {
            return (at::randn({5, channels, 7, 6}) * 2 + 1).to(type).contiguous(at::MemoryFormat::ChannelsLast);
        };
        const at::Tensor x = images();
        const at::Tensor before = x.clone();
        const at::Tensor r = residual ? images() : at::Tensor();
        const NormState state{at::linspace(0.5, 1.5, channels), at::linspace(-1, 1, channels),
                              at::linspace(-2, 2, channels), at::linspace(0.1, 3, channels), 0.1, 1e-3};
        const at::Tensor mine = evaluatedNorm(x, state, kind, r);
        QVERIFY(at::equal(x, before)); // someone holds it
        at::Tensor copy = x.clone();
        const void *memory = copy.const_data_ptr();
        const at::Tensor inPlace = evaluatedNorm(std::move(copy), state, kind, r);
        QCOMPARE(inPlace.const_data_ptr(), memory);
        QVERIFY(at::equal(inPlace, mine));
        at::Tensor wanted = at::batch_norm(x.to(at::kFloat), state.weight, state.bias, state.runningMean,
                                           state.runningVariance, false, 0.1, state.eps, false);
        if (residual)
            wanted.add_(r.to(at::kFloat));
        wanted = activate(std::move(wanted), kind);
        QCOMPARE(mine.scalar_type(), type);
        QVERIFY(difference(mine.to(at::kFloat), wanted) < (bf16 ? 1e-2 : 1e-5));
    }

    void fusedNormDoesNotDependOnThreads() {
        const at::Tensor x = at::randn({8, 40, 16, 16}).contiguous(at::MemoryFormat::ChannelsLast);
        std::vector<at::Tensor> results;
        const int before = at::get_num_threads();
        for (const int threads : {1, 2, 3}) {
            at::set_num_threads(threads);
            const at::Tensor mean = at::zeros({40});
            results.push_back(
                fusedNorm(x, {at::ones({40}), at::zeros({40}), mean, at::ones({40}), 0.1, 1e-5}, Activation::Relu, {}));
            results.push_back(mean);
        }
        at::set_num_threads(before);
        for (std::size_t i = 2; i < results.size(); ++i)
            QVERIFY(at::equal(results[i], results[i % 2]));
    }
};

QTEST_GUILESS_MAIN(TestKernels)
#include "test_kernels.moc"

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0

// COCO files against COCO's own reader (pycocotools): what we write is what it reads, and the other way round.

#include "core/annotation/geometry.h"
#include "core/base/random.h"
#include "core/formats/cocorle.h"
#include "tests/formats/formattesting.h"
#include "tests/models/oracle.h"

#include <cmath>
#include <nlohmann/json.hpp>

using namespace trainyard;
using namespace trainyard::formats;
using annotation::Mask;

namespace {

constexpr int kWidth = 61, kHeight = 43;
const QString kScript = QStringLiteral("tests/formats/oracle_coco.py");

/** Row by row over the whole image, '1' where the mask is. */
std::string pixels(const Mask &mask, int width, int height) {
    std::string text(static_cast<std::size_t>(width) * static_cast<std::size_t>(height), '0');
    std::size_t at = 0;
    bool on = false;
    for (const std::uint32_t run : mask.runs) {
        for (std::uint32_t i = 0; i < run; ++i, ++at) {
            const std::size_t x = at % static_cast<std::size_t>(mask.width) + static_cast<std::size_t>(mask.left);
            const std::size_t y = at / static_cast<std::size_t>(mask.width) + static_cast<std::size_t>(mask.top);
            if (on && x < static_cast<std::size_t>(width) && y < static_cast<std::size_t>(height))
                text[y * static_cast<std::size_t>(width) + x] = '1';
        }
        on = !on;
    }
    return text;
}

/** Two ways to fill a polygon may differ about pixels that its outline goes through, and only about those. */
bool differOnlyAtTheBorder(const std::string &a, const std::string &b, int width, int height) {
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            const auto at = [&](const std::string &mask, int column, int row) {
                const bool inside = column >= 0 && row >= 0 && column < width && row < height;
                return inside ? mask[static_cast<std::size_t>(row * width + column)] : '0';
            };
            if (at(a, x, y) == at(b, x, y))
                continue;
            bool border = false;
            for (int dy = -1; dy <= 1; ++dy)
                for (int dx = -1; dx <= 1; ++dx)
                    border = border || at(a, x + dx, y + dy) != at(a, x, y) || at(b, x + dx, y + dy) != at(b, x, y);
            if (!border)
                return false;
        }
    }
    return true;
}

Mask randomMask(CounterRandom &random) {
    Mask mask;
    mask.left = static_cast<int>(random.below(kWidth - 10));
    mask.top = static_cast<int>(random.below(kHeight - 10));
    mask.width = 1 + static_cast<int>(random.below(static_cast<std::uint32_t>(kWidth - mask.left)));
    mask.height = 1 + static_cast<int>(random.below(static_cast<std::uint32_t>(kHeight - mask.top)));
    auto left = static_cast<std::uint32_t>(mask.width * mask.height);
    while (left > 0) {
        const std::uint32_t run = std::min(left, random.below(9) + (mask.runs.empty() ? 0 : 1));
        mask.runs.push_back(run);
        left -= run;
    }
    return mask;
}

annotation::Ring randomRing(CounterRandom &random, double x, double y, double size) {
    annotation::Ring ring;
    const int corners = 3 + static_cast<int>(random.below(6));
    for (int i = 0; i < corners; ++i) { // around a centre, so that it does not cross itself
        const double angle = 2 * M_PI * i / corners;
        const double radius = size * (0.4 + 0.6 * static_cast<double>(random.uniform()));
        ring.push_back({x + radius * std::cos(angle), y + radius * std::sin(angle)});
    }
    return ring;
}

LabelSet randomSet() {
    CounterRandom random(11, 1, 1);
    LabelSet set;
    set.classList = {{"cat", "animal"}, {"\u732b \"x\"", ""}};
    for (int image = 0; image < 6; ++image) {
        LabelSet::Entry entry;
        entry.item.handle = image + 1;
        entry.item.name = "image " + std::to_string(image) + ".png";
        entry.item.width = kWidth;
        entry.item.height = kHeight;
        entry.item.split = image % 3 == 0 ? Split::Val : Split::Train;
        for (int i = 0; i < 20; ++i) {
            LabelObject object;
            object.className = set.classList[random.below(2)].name;
            const double x = random.uniform(0, kWidth - 12), y = random.uniform(0, kHeight - 12);
            switch (i % 4) {
            case 0:
                object.shape = annotation::Box{{x, y, x + 1 + random.uniform(0, 10), y + 1 + random.uniform(0, 10)}};
                break;
            case 1:
                object.shape =
                    annotation::Polygon{{{randomRing(random, 16, 16, 12), {}}, {randomRing(random, 44, 26, 11), {}}}};
                break;
            case 2:
                object.shape = annotation::Polygon{
                    {{{{10.25, 8}, {50, 8}, {50, 40}, {10.25, 40}}, {randomRing(random, 30, 24, 8)}}}};
                break;
            default:
                object.shape = randomMask(random);
                object.crowd = random.below(2) == 1;
            }
            entry.objects.push_back(std::move(object));
        }
        set.entries.push_back(std::move(entry));
    }
    return set;
}

bool isNear(double a, double b) {
    return std::abs(a - b) <= 1e-6 * std::max({1.0, std::abs(a), std::abs(b)});
}

} // namespace

class TestFormatsOracle : public QObject {
    Q_OBJECT

    const FormatRegistry m_registry;

    nlohmann::json ask(const QStringList &arguments) {
        const testing::OracleAnswer answer = testing::runOracle(kScript, arguments);
        if (!answer.ok)
            qWarning("%s", qPrintable(answer.problem));
        return nlohmann::json::parse(answer.out.toStdString(), nullptr, false);
    }

private Q_SLOTS:
    void whatWeWriteIsRead() {
        const QTemporaryDir folder;
        const Path out = Path(folder.path().toStdString()) / "out";
        LabelSet set = randomSet();
        const Format &coco = **m_registry.find("coco");
        QVERIFY(coco.write(set, out, {}).has_value());
        const nlohmann::json rows = ask({QStringLiteral("read"), QString::fromStdString(out.native())});
        QVERIFY(rows.is_array());
        std::map<std::string, std::vector<nlohmann::json>> byImage;
        for (const nlohmann::json &row : rows)
            byImage[row["image"].get<std::string>()].push_back(row);
        std::size_t compared = 0;
        for (const LabelSet::Entry &entry : set.entries) {
            const std::vector<nlohmann::json> &found = byImage[entry.item.name];
            std::size_t at = 0;
            for (const LabelObject &object : entry.objects) {
                const auto kept = coco.carried(entry.item, object);
                if (!kept)
                    continue; // a mask without a pixel
                QVERIFY(at < found.size());
                const nlohmann::json &row = found[at++];
                ++compared;
                QCOMPARE(row["class"].get<std::string>(), object.className);
                QCOMPARE(row["crowd"].get<int>() != 0, object.crowd);
                const annotation::Rect box = annotation::bounds(kept->shape);
                const std::array wanted{box.x0, box.y0, box.width(), box.height()};
                for (std::size_t i = 0; i < 4; ++i)
                    QVERIFY2(isNear(row["bbox"][i].get<double>(), wanted[i]), row.dump().c_str());
                QVERIFY(isNear(row["area"].get<double>(), annotation::area(kept->shape)));
                if (const auto *mask = std::get_if<Mask>(&kept->shape)) {
                    QCOMPARE(row["polygon"].get<bool>(), false);
                    QCOMPARE(row["mask"].get<std::string>(), pixels(*mask, kWidth, kHeight));
                    QCOMPARE(row["counts"].get<std::string>(),
                             cocorle::pack(cocorle::fromMask(*mask, kHeight, kWidth)));
                } else if (const auto *polygon = std::get_if<annotation::Polygon>(&kept->shape)) {
                    QCOMPARE(row["polygon"].get<bool>(), true);
                    const Mask ours = annotation::toMask(*polygon, kWidth, kHeight);
                    QVERIFY(differOnlyAtTheBorder(row["mask"].get<std::string>(), pixels(ours, kWidth, kHeight), kWidth,
                                                  kHeight));
                } else {
                    QVERIFY(!row.contains("mask"));
                }
            }
            QCOMPARE(at, found.size());
        }
        QVERIFY(compared > 100);
        QCOMPARE(compared, rows.size());
    }

    void whatItWritesWeRead() {
        const QTemporaryDir folder;
        const Path place = Path(folder.path().toStdString());
        put(place / "a.png", tinyPng());
        for (const int seed : {1, 2, 3}) {
            const Path file = place / ("set" + std::to_string(seed) + ".json");
            const nlohmann::json said =
                ask({QStringLiteral("write"), QString::fromStdString(file.native()), QString::number(seed)});
            QVERIFY(said.is_object());
            ReadOptions options;
            options.checkSizes = false; // the picture is only there to be found
            const Read read = readAs("coco", file, options);
            QCOMPARE(read.error.debugText(), std::string());
            QCOMPARE(read.set.objectCount(), said["objects"].size());
            const int width = said["width"], height = said["height"];
            for (std::size_t i = 0; i < said["objects"].size(); ++i) {
                const nlohmann::json &wanted = said["objects"][i];
                const annotation::Shape &shape = read.set.entries.front().objects[i].shape;
                if (wanted["polygon"].get<bool>()) {
                    const auto *polygon = std::get_if<annotation::Polygon>(&shape);
                    QVERIFY(polygon != nullptr);
                    QCOMPARE(polygon->parts.size(), std::size_t(1));
                    continue; // random corners cross themselves, which the two fill by different rules
                }
                const auto *mask = std::get_if<Mask>(&shape);
                QVERIFY(mask != nullptr);
                QCOMPARE(pixels(*mask, width, height), wanted["mask"].get<std::string>());
                QCOMPARE(annotation::area(shape), wanted["area"].get<double>());
                QCOMPARE(double(mask->left), wanted["bbox"][0].get<double>());
                QCOMPARE(double(mask->top), wanted["bbox"][1].get<double>());
                QCOMPARE(double(mask->width), wanted["bbox"][2].get<double>());
                QCOMPARE(double(mask->height), wanted["bbox"][3].get<double>());
            }
        }
    }

    void realBoxes() {
        NEEDS_DATA();
        Read read = readAs("voc", dataFolder() / "detection-bccd-voc");
        QCOMPARE(read.error.debugText(), std::string());
        const QTemporaryDir folder;
        const Path out = Path(folder.path().toStdString()) / "out";
        QVERIFY((*m_registry.find("coco"))->write(read.set, out, {}).has_value());
        const nlohmann::json rows = ask({QStringLiteral("read"), QString::fromStdString(out.native())});
        QVERIFY(rows.is_array());
        QCOMPARE(rows.size(), std::size_t(4888));
        std::map<std::string, std::size_t> classes;
        for (const nlohmann::json &row : rows)
            ++classes[row["class"].get<std::string>()];
        for (const auto &[name, count] : classes)
            QCOMPARE(count, countOfClass(read.set, name));
        QCOMPARE(classes.size(), std::size_t(3));
    }
};

QTEST_GUILESS_MAIN(TestFormatsOracle)
#include "test_oracle.moc"

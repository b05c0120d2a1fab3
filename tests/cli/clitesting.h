// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#ifndef Q_MOC_RUN // moc stumbles over what these include
#include "core/base/json.h"
#include "core/cli/verb.h"
#include "core/media/encode.h"
#include "tests/support/realdata.h"
#endif

#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace trainyard::cli {

struct Ran {
    int code = -1;
    std::string out, err;
    nlohmann::json json; ///< of --json; discarded when the output is no JSON
    [[nodiscard]] std::string error() const {
        return json.is_object() && json.contains("error") ? json["error"].value("code", "") : std::string();
    }
};

/** Runs a command in this process, with --json. */
inline Ran run(std::vector<std::string> arguments, Language language = Language::English) {
    arguments.emplace_back("--json");
    std::ostringstream out, err;
    Ran ran;
    ran.code = run(arguments, out, err, language);
    ran.out = out.str();
    ran.err = err.str();
    ran.json = nlohmann::json::parse(ran.out, nullptr, false);
    return ran;
}

/** A picture that no other picture equals. */
inline void writePicture(const Path &file, int number) {
    std::filesystem::create_directories(file.parent_path());
    media::Image image;
    image.width = 32;
    image.height = 24;
    image.pixels.resize(image.rowBytes() * 24);
    for (std::size_t i = 0; i < image.pixels.size(); ++i)
        image.pixels[i] = static_cast<std::uint8_t>(i * 7 + static_cast<std::size_t>(number) * 31);
    const auto jpeg = media::encodeJpeg(image, 90);
    std::ofstream stream(file, std::ios::binary);
    stream.write(reinterpret_cast<const char *>(jpeg->data()), static_cast<std::streamsize>(jpeg->size()));
}

/** A folder with photos in class folders and an empty project. */
class Place {
public:
    QTemporaryDir folder;
    [[nodiscard]] std::string text(const std::string &name) const { return folder.path().toStdString() + "/" + name; }
    [[nodiscard]] std::string project() const { return text("project"); }

    void photos(int each = 8) const {
        int number = 0;
        for (const char *cls : {"cat", "dog"})
            for (int i = 0; i < each; ++i)
                writePicture(text("photos/") + cls + "/" + std::to_string(i) + ".jpg", ++number);
    }
};

} // namespace trainyard::cli

/** The command runs once, though QVERIFY2 looks at its arguments more than once. */
#define CODE(command, wanted)                                                                                          \
    do {                                                                                                               \
        const trainyard::cli::Ran codeOfRan(command);                                                                  \
        QVERIFY2(codeOfRan.code == (wanted), (codeOfRan.err + codeOfRan.out).c_str());                                 \
        QVERIFY2(!codeOfRan.json.is_discarded(), codeOfRan.out.c_str());                                               \
    } while (false)

/** For JSON values: QCOMPARE cannot print them. */
#define SAME(found, wanted)                                                                                            \
    do {                                                                                                               \
        const nlohmann::json sameFound = nlohmann::json(found);                                                        \
        const nlohmann::json sameWanted = nlohmann::json(wanted);                                                      \
        QVERIFY2(sameFound == sameWanted, (sameFound.dump() + " is not " + sameWanted.dump() + ": " #found).c_str());  \
    } while (false)

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0

// Rules of the tree that a compiler does not check: who may include whom, where LibTorch may appear, words for every
// error code, a licence in every file. The table of folders is the one of core/README.md.

#include "resources/messages/messages.h"

#include <QTest>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>

namespace fs = std::filesystem;

namespace {

const fs::path kRoot = TRAINYARD_SOURCE_DIR;

/** In dependency order: a folder may include only from folders above it in this list, and from itself. */
const std::vector<std::string> kOrder = {
    "resources/messages", "core/base",   "core/media",  "core/annotation", "core/dataset", "core/formats",
    "core/runs",          "core/models", "core/metrics", "core/launch",    "core/workflow", "core/engine",
    "core/serving",       "resources/sample", "core/cli", "widgets",       "app"};

/** Exceptions, each with its reason. */
const std::set<std::pair<std::string, std::string>> kAlsoAllowed = {
    {"resources/messages", "core/base"},   // the words of every library; only programs use it
};
/** Folders below the order that may not look at everything above them. */
const std::map<std::string, std::set<std::string>> kNarrow = {
    {"widgets", {"core/base", "core/media", "core/annotation"}},              // widgets know no project
    {"resources/sample", {"core/base", "core/media", "core/annotation"}},
    {"core/engine", {"core/base", "core/media", "core/annotation", "core/runs", "core/models", "core/metrics"}},
    {"core/serving", {"core/base", "core/media", "core/annotation", "core/runs", "core/models", "core/metrics"}},
};

std::string read(const fs::path &path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

std::vector<fs::path> sources(const std::vector<std::string> &folders) {
    std::vector<fs::path> files;
    for (const std::string &folder : folders) {
        if (!fs::exists(kRoot / folder))
            continue;
        for (const auto &entry : fs::recursive_directory_iterator(kRoot / folder)) {
            const std::string extension = entry.path().extension().string();
            if (entry.is_regular_file() && (extension == ".cpp" || extension == ".h" || extension == ".cu"))
                files.push_back(fs::relative(entry.path(), kRoot));
        }
    }
    std::sort(files.begin(), files.end());
    return files;
}

/** The entry of kOrder that a path lies in; empty for none. */
std::string folderOf(const std::string &path) {
    for (const std::string &folder : kOrder) {
        if (path.starts_with(folder + "/"))
            return folder;
    }
    return {};
}

std::vector<std::string> includesOf(const std::string &text) {
    static const std::regex pattern("^[ \\t]*#[ \\t]*include[ \\t]*([<\"])([^>\"]+)[>\"]",
                                    std::regex::ECMAScript | std::regex::multiline);
    std::vector<std::string> includes;
    for (auto it = std::sregex_iterator(text.begin(), text.end(), pattern); it != std::sregex_iterator(); ++it)
        includes.push_back((*it)[1].str() + (*it)[2].str());
    return includes;
}

void report(const std::vector<std::string> &problems) {
    for (const std::string &problem : problems)
        qWarning("%s", problem.c_str());
    QCOMPARE(problems.size(), std::size_t(0));
}

} // namespace

class TestStructure : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void includesFollowTheOrder() {
        std::vector<std::string> problems;
        int checked = 0;
        for (const fs::path &file : sources({"core", "widgets", "app", "resources"})) {
            const std::string own = folderOf(file.string());
            if (own.empty()) {
                problems.push_back(file.string() + " lies in no folder of the order");
                continue;
            }
            const auto ownPlace = std::find(kOrder.begin(), kOrder.end(), own);
            for (const std::string &include : includesOf(read(kRoot / file))) {
                if (include[0] != '"')
                    continue;
                const std::string other = folderOf(include.substr(1));
                ++checked;
                if (other.empty() || other == own || kAlsoAllowed.contains({own, other}))
                    continue;
                const auto narrow = kNarrow.find(own);
                const bool allowed = narrow != kNarrow.end() ? narrow->second.contains(other)
                                                             : std::find(kOrder.begin(), kOrder.end(), other) < ownPlace;
                if (!allowed || (other == "resources/messages" && own != "core/cli" && own != "app"))
                    problems.push_back(file.string() + " may not include " + include.substr(1));
            }
        }
        QVERIFY(checked > 20);
        report(problems);
    }

    void outsideLibrariesStayInTheirFolders() {
        struct Rule {
            std::regex include;
            std::vector<std::string> allowed; ///< prefixes of paths
            bool headersOnly = false;
        };
        const std::vector<Rule> rules = {
            {std::regex("^<(torch|ATen|c10|caffe2)/"), {"core/engine/"}},
            {std::regex("^<openvino/"), {"core/serving/"}},
            {std::regex("^<(boost/beast|boost/asio)"), {"core/serving/"}},
            {std::regex("^<Q[A-Z]"), {"core/launch/", "core/cli/", "widgets/", "app/"}},
            {std::regex("^<qcustomplot"), {"widgets/charts/"}},
            {std::regex("^<(SQLiteCpp/|sqlite3.h)"), {"core/dataset/"}},
            {std::regex("^<(fmt|spdlog)/"), {}, true},
            {std::regex("^<nlohmann/json.hpp"), {"core/cli/"}, true}, // a leaf: its headers are its own
            {std::regex("^<(CLI|google/protobuf)/"), {}, true},
        };
        std::vector<std::string> problems;
        for (const fs::path &file : sources({"core", "widgets", "app", "resources"})) {
            for (const std::string &include : includesOf(read(kRoot / file))) {
                for (const Rule &rule : rules) {
                    if (!std::regex_search(include, rule.include))
                        continue;
                    if (rule.headersOnly && file.extension() != ".h")
                        continue;
                    const bool allowed =
                        std::any_of(rule.allowed.begin(), rule.allowed.end(),
                                    [&](const std::string &prefix) { return file.string().starts_with(prefix); });
                    if (!allowed)
                        problems.push_back(file.string() + " may not include " + include.substr(1));
                }
            }
        }
        report(problems);
    }

    void everyErrorCodeHasWordsInBothLanguages() {
        static const std::regex declaration("ErrorCode\\s+k\\w+\\s*\\{\\s*\"([a-z0-9_.]+)\"\\s*\\}");
        const trainyard::MessageCatalog &english = trainyard::catalog(trainyard::Language::English);
        const trainyard::MessageCatalog &chinese = trainyard::catalog(trainyard::Language::Chinese);
        std::vector<std::string> problems;
        std::set<std::string> codes;
        for (const fs::path &file : sources({"core", "resources"})) {
            const std::string text = read(kRoot / file);
            for (auto it = std::sregex_iterator(text.begin(), text.end(), declaration); it != std::sregex_iterator(); ++it) {
                const std::string code = (*it)[1].str();
                if (!codes.insert(code).second)
                    problems.push_back(code + " is declared twice");
                if (!english.has(code))
                    problems.push_back(code + " has no English words");
                if (!chinese.has(code))
                    problems.push_back(code + " has no Chinese words");
            }
        }
        QVERIFY(codes.size() >= 9);
        report(problems);
    }

    void bothLanguagesHaveTheSameTextsAndPlaces() {
        static const std::regex place("\\{(\\w+)\\}");
        const auto places = [](const std::string &text) {
            std::set<std::string> names;
            for (auto it = std::sregex_iterator(text.begin(), text.end(), place); it != std::sregex_iterator(); ++it)
                names.insert((*it)[1].str());
            return names;
        };
        const auto &english = trainyard::catalog(trainyard::Language::English).texts();
        const auto &chinese = trainyard::catalog(trainyard::Language::Chinese).texts();
        std::vector<std::string> problems;
        for (const auto &[code, text] : english) {
            const auto other = chinese.find(code);
            if (other == chinese.end())
                problems.push_back(code + " has no Chinese text");
            else if (places(text) != places(other->second))
                problems.push_back(code + " names other arguments in Chinese than in English");
        }
        for (const auto &[code, text] : chinese) {
            if (!english.contains(code))
                problems.push_back(code + " has no English text");
        }
        report(problems);
    }

    /** Full-width marks in Chinese sentences: a half-width comma beside an ideograph is a slip. */
    void chineseHasItsOwnPunctuation() {
        const auto isChinese = [](char32_t c) { return c >= 0x4E00 && c <= 0x9FFF; };
        std::vector<std::string> problems;
        for (const auto &[code, said] : trainyard::catalog(trainyard::Language::Chinese).texts()) {
            const std::u32string text = QString::fromStdString(said).toStdU32String();
            for (std::size_t i = 0; i < text.size(); ++i)
                if ((text[i] == U',' || text[i] == U':' || text[i] == U';') &&
                    ((i > 0 && isChinese(text[i - 1])) || (i + 1 < text.size() && isChinese(text[i + 1])))) {
                    problems.push_back(code);
                    break;
                }
        }
        report(problems);
    }

    void everySourceFileNamesItsLicence() {
        std::vector<std::string> problems;
        for (const fs::path &file : sources({"core", "widgets", "app", "resources", "tests"})) {
            const std::string start = read(kRoot / file).substr(0, 300);
            const bool gpl = file.string().starts_with("widgets/") || file.string().starts_with("app/");
            const std::string licence = gpl ? "GPL-3.0-or-later" : "Apache-2.0";
            if (start.find("SPDX-License-Identifier: " + licence) == std::string::npos
                && !(file.string().starts_with("tests/")
                     && start.find("SPDX-License-Identifier: GPL-3.0-or-later") != std::string::npos))
                problems.push_back(file.string() + " does not begin with SPDX-License-Identifier: " + licence);
        }
        report(problems);
    }

    void filesStaySmall() {
        std::vector<std::string> problems;
        for (const fs::path &file : sources({"core", "widgets", "app", "resources", "tests"})) {
            const std::string text = read(kRoot / file);
            const auto lines = std::count(text.begin(), text.end(), '\n');
            const std::string name = file.filename().string();
            const long limit = name == "mainwindow.cpp" ? 600 : 700;
            if (lines > limit)
                problems.push_back(file.string() + " has " + std::to_string(lines) + " lines; the limit is "
                                   + std::to_string(limit));
        }
        report(problems);
    }

    void everyConnectHasAContext() {
        // A lambda connected without a context object outlives what it captured: connect(a, signal, [..]) is the form.
        static const std::regex contextless("connect\\s*\\(\\s*[^,()]+,\\s*&\\w[\\w:]*\\s*,\\s*\\[");
        std::vector<std::string> problems;
        for (const fs::path &file : sources({"core", "widgets", "app"})) {
            const std::string text = read(kRoot / file);
            if (std::regex_search(text, contextless))
                problems.push_back(file.string() + " connects a lambda without a context object");
        }
        report(problems);
    }

    void everyBigFolderExplainsItself() {
        std::vector<std::string> problems;
        for (const std::string &folder : kOrder) {
            if (folder.starts_with("resources/") || !fs::exists(kRoot / folder))
                continue;
            const std::string text = read(kRoot / folder / "README.md");
            if (text.size() < 300)
                problems.push_back(folder + "/README.md is missing or says next to nothing");
        }
        report(problems);
    }
};

QTEST_GUILESS_MAIN(TestStructure)
#include "test_structure.moc"

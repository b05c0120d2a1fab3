// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/path.h"
#include "core/base/result.h"
#include "core/dataset/project.h"
#include "resources/messages/messages.h"

#include <functional>
#include <iosfwd>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace trainyard::cli {

enum Exit : int { Done = 0, Failed = 1, WrongUsage = 2, FoundMore = 3 };

/** A word without dashes, in order. */
struct Parameter {
    std::string name; ///< as the help shows it: "PROJECT"
    enum Need { Required, Optional, Any, AtLeastOne } need = Required;
};

struct Option {
    std::string name;  ///< "--format"
    std::string value; ///< what stands behind it in the help; empty: a flag
    bool repeated = false;
    bool required = false;
};

class Call;

/**
 * One command: its grammar and what it does. Words for the help are "cli.help.<group>.<name>". The function gives an
 * exit code, or an error: 2 for wrong usage (isWrongUsage), else 1.
 */
struct Verb {
    std::string group; ///< "class" of "class add"; empty: the name stands alone
    std::string name;
    std::vector<Parameter> parameters;
    std::vector<Option> options;
    std::function<Result<int>(Call &)> run;
};

/** One command that is being carried out: what was given, where to write, and the answer. */
class Call final {
public:
    Call(std::ostream &out, std::ostream &err, Language language) : m_out(out), m_err(err), m_catalog(catalog(language)) {}

    // What was given.
    std::map<std::string, std::vector<std::string>> values;
    bool json = false;
    [[nodiscard]] bool has(const std::string &name) const { return values.contains(name); }
    /** Of a parameter or option; empty when it was not given. */
    [[nodiscard]] const std::string &text(const std::string &name) const;
    [[nodiscard]] const std::vector<std::string> &list(const std::string &name) const;
    [[nodiscard]] Path path(const std::string &name) const { return Path(text(name)); }
    /** kBadValue when it is no number or out of range. */
    Result<double> number(const std::string &name, double standard, double low, double high) const;
    Result<std::int64_t> integer(const std::string &name, std::int64_t standard, std::int64_t low, std::int64_t high) const;
    Result<dataset::Query> query(const std::string &name) const;
    /** The project that PROJECT names: its folder, or the media folder that it was made for. */
    Result<std::unique_ptr<dataset::Project>> project(const std::string &name = "PROJECT") const;

    // What is said.
    nlohmann::json answer = nlohmann::json::object(); ///< with --json, the one document on standard output
    void say(ErrorCode code, ErrorArguments arguments = {}); ///< a sentence for a person, on standard error
    void say(const Error &error);
    void line(const std::string &text); ///< a row of a table for a person, on standard error
    /** One line of a stream with --json; then `answer` is written as the last line. */
    void stream(const nlohmann::json &value);
    /** Data that a script wants without --json, on standard output. */
    void print(const std::string &text);
    [[nodiscard]] std::string words(const Error &error) const { return m_catalog.text(error); }
    [[nodiscard]] const MessageCatalog &messages() const { return m_catalog; }
    [[nodiscard]] bool isStreaming() const { return m_streaming; }
    [[nodiscard]] std::ostream &out() { return m_out; }

private:
    std::ostream &m_out;
    std::ostream &m_err;
    const MessageCatalog &m_catalog;
    bool m_streaming = false;
};

using Verbs = std::vector<Verb>;

/** All commands, in the order of the help. */
Verbs allVerbs();

/** Parses, runs, writes; gives the exit code. Needs a QCoreApplication for the commands that start programs. */
int run(const std::vector<std::string> &arguments, std::ostream &out, std::ostream &err, Language language);

// One file for each group.
void addProjectVerbs(Verbs &verbs);
void addSourceVerbs(Verbs &verbs);
void addFormatVerbs(Verbs &verbs);
void addQueryVerbs(Verbs &verbs);
void addClassVerbs(Verbs &verbs);
void addTagVerbs(Verbs &verbs);
void addAnnotationVerbs(Verbs &verbs);
void addHistoryVerbs(Verbs &verbs);
void addFindingVerbs(Verbs &verbs);
void addVersionVerbs(Verbs &verbs);
void addQualityVerbs(Verbs &verbs);
void addTrainVerbs(Verbs &verbs);
void addRunVerbs(Verbs &verbs);
void addTaskVerbs(Verbs &verbs);
void addEvaluateVerbs(Verbs &verbs);
void addModelVerbs(Verbs &verbs);
void addDemoVerbs(Verbs &verbs);
/** Commands of cli.md that are not built yet: each exits with 2 and says so. */
void addLaterVerbs(Verbs &verbs);

} // namespace trainyard::cli

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/base/clock.h"
#include "core/cli/documents.h"
#include "core/cli/errors.h"

namespace trainyard::cli {

namespace {

/** The words of resources/messages/acts with the act's own arguments; the id itself where there are none. */
std::string actWords(const Call &call, const std::string &act, const ErrorArguments &arguments) {
    Error words;
    words.code = act;
    words.arguments = arguments;
    return call.messages().has(words.code) ? call.words(words) : act;
}

nlohmann::json entryJson(const Call &call, const dataset::HistoryEntry &entry) {
    nlohmann::json arguments = nlohmann::json::object();
    for (const auto &[name, value] : entry.arguments)
        arguments[name] = value;
    const char *states[] = {"done", "undone", "dropped"};
    return {{"sequence", entry.sequence},
            {"session", entry.session},
            {"author", entry.author},
            {"act", entry.act},
            {"arguments", arguments},
            {"words", actWords(call, entry.act, entry.arguments)},
            {"time", utcText(entry.time_ms)},
            {"state", states[static_cast<std::size_t>(entry.state)]},
            {"is_undo", entry.isUndo},
            {"is_redo", entry.isRedo},
            {"target", entry.target}};
}

Result<int> move(Call &call, bool back) {
    TRY(const std::int64_t count, call.integer("N", 1, 1, 1'000'000));
    TRY(const auto project, call.project());
    const auto scope = call.has("--global") ? dataset::Scope::Global : dataset::Scope::Session;
    TRY(const dataset::UndoReport report,
        back ? project->undo(static_cast<int>(count), scope) : project->redo(static_cast<int>(count), scope));
    call.answer = {{"entries", nlohmann::json::array()}, {"conflicts", report.conflicts}};
    for (const dataset::HistoryEntry &entry : report.entries) {
        call.answer["entries"].push_back(entryJson(call, entry));
        call.say(back ? kSaidUndone : kSaidRedone, {{"act", actWords(call, entry.act, entry.arguments)}});
    }
    for (const Finding &finding : report.findings)
        call.say(finding.what);
    if (report.conflicts > 0)
        call.say(kSaidConflicts, {{"count", std::to_string(report.conflicts)}});
    return Done;
}

Result<int> history(Call &call) {
    TRY(const std::int64_t limit, call.integer("--limit", 20, 1, 1'000'000));
    TRY(const auto project, call.project());
    TRY(const auto entries, project->history(static_cast<int>(limit)));
    call.answer["entries"] = nlohmann::json::array();
    for (const dataset::HistoryEntry &entry : entries) {
        const nlohmann::json json = entryJson(call, entry);
        call.answer["entries"].push_back(json);
        call.line(std::to_string(entry.sequence) + "  " + utcText(entry.time_ms) + "  " + entry.session + "  " +
                  json["state"].get<std::string>() + "  " + json["words"].get<std::string>());
    }
    return Done;
}

} // namespace

void addHistoryVerbs(Verbs &verbs) {
    const std::vector<Parameter> parameters{{"PROJECT"}, {"N", Parameter::Optional}};
    verbs.push_back({"", "undo", parameters, {{"--global", ""}}, [](Call &call) { return move(call, true); }});
    verbs.push_back({"", "redo", parameters, {{"--global", ""}}, [](Call &call) { return move(call, false); }});
    verbs.push_back({"", "history", {{"PROJECT"}}, {{"--limit", "N"}}, history});
}

} // namespace trainyard::cli

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
//
// The only file that knows CLI11: from the list of verbs to a parser, and from what was given to a call.
#include "core/base/bytes.h"
#include "core/base/json.h"
#include "core/cli/errors.h"
#include "core/cli/verb.h"

#include <CLI/CLI.hpp>

#include <ostream>

namespace trainyard::cli {

namespace {

std::string helpOf(const MessageCatalog &words, const std::string &key) {
    const std::string code = "cli.help." + key;
    Error error;
    error.code = code;
    return words.has(code) ? words.text(error) : std::string();
}

/** Where CLI11 puts what it reads; one for each verb, alive as long as the parser. */
struct Slot {
    const Verb *verb = nullptr;
    CLI::App *command = nullptr;
    std::map<std::string, std::string> single;
    std::map<std::string, std::vector<std::string>> many;
    std::map<std::string, CLI::Option *> options;
};

void fill(Slot &slot, CLI::App &command) {
    slot.command = &command;
    for (const Parameter &parameter : slot.verb->parameters) {
        const bool several = parameter.need == Parameter::Any || parameter.need == Parameter::AtLeastOne;
        CLI::Option *option = nullptr;
        if (several) {
            option = command.add_option(parameter.name, slot.many[parameter.name]);
        } else {
            option = command.add_option(parameter.name, slot.single[parameter.name]);
        }
        option->type_name("");
        if (parameter.need == Parameter::Required || parameter.need == Parameter::AtLeastOne)
            option->required();
        slot.options[parameter.name] = option;
    }
    for (const Option &given : slot.verb->options) {
        CLI::Option *option = nullptr;
        if (given.value.empty()) {
            option = command.add_flag(given.name);
        } else if (given.repeated) {
            option = command.add_option(given.name, slot.many[given.name]);
            option->type_name(given.value)->allow_extra_args(false); // one value each time; "[a,b]" stays as it is
        } else {
            option = command.add_option(given.name, slot.single[given.name]);
            option->type_name(given.value)->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
        }
        if (given.required)
            option->required();
        slot.options[given.name] = option;
    }
}

void take(const Slot &slot, Call &call) {
    for (const auto &[name, option] : slot.options) {
        if (option->count() == 0)
            continue;
        if (const auto one = slot.single.find(name); one != slot.single.end())
            call.values[name] = {one->second};
        else if (const auto all = slot.many.find(name); all != slot.many.end())
            call.values[name] = all->second;
        else
            call.values[name] = {};
    }
}

/** Mistakes in what was asked for, not in doing it. */
bool isWrongUsage(const Error &error) {
    static const std::set<std::string, std::less<>> kCodes{
        "cli.not_built",      "cli.bad_value",       "cli.needs_one",     "cli.needs_option",     "cli.bad_usage",
        "cli.no_such_task",   "dataset.query_error", "runs.unknown_key",  "runs.out_of_range",    "runs.wrong_type",
        "runs.unknown_task",  "cli.no_such_folder",  "dataset.bad_split", "formats.cannot_write", "formats.unknown_format",
        "annotation.bad_shape_json", "workflow.unknown_export"};
    return kCodes.contains(error.code);
}

nlohmann::json errorJson(const Error &error, const Call &call) {
    nlohmann::json arguments = nlohmann::json::object();
    for (const auto &[name, value] : error.arguments)
        arguments[name] = displayText(value);
    return {{"error", {{"code", error.code}, {"arguments", arguments}, {"message", call.words(error)}}}};
}

void write(Call &call, const nlohmann::json &document) {
    if (call.json)
        call.out() << (call.isStreaming() ? jsonLine(document)
                                          : document.dump(2, ' ', false, nlohmann::json::error_handler_t::replace))
                   << std::endl;
}

} // namespace

Verbs allVerbs() {
    Verbs verbs;
    for (const auto add :
         {addProjectVerbs, addSourceVerbs, addFormatVerbs, addQueryVerbs, addClassVerbs, addTagVerbs, addAnnotationVerbs,
          addHistoryVerbs, addFindingVerbs, addVersionVerbs, addQualityVerbs, addTrainVerbs, addRunVerbs, addTaskVerbs,
          addEvaluateVerbs, addModelVerbs, addDemoVerbs, addLaterVerbs})
        add(verbs);
    return verbs;
}

int run(const std::vector<std::string> &arguments, std::ostream &out, std::ostream &err, Language language) {
    const MessageCatalog &words = catalog(language);
    CLI::App app(helpOf(words, "program"), "trainyard-cli");
    app.require_subcommand(1);
    app.set_version_flag("--version", "trainyard-cli 0.1.0");
    bool json = false;
    app.add_flag("--json", json, helpOf(words, "json"));
    const Verbs verbs = allVerbs();
    std::vector<std::unique_ptr<Slot>> slots;
    std::map<std::string, CLI::App *> groups;
    for (const Verb &verb : verbs) {
        CLI::App *parent = &app;
        if (!verb.group.empty()) {
            CLI::App *&group = groups[verb.group];
            if (group == nullptr) {
                group = app.add_subcommand(verb.group, helpOf(words, verb.group));
                group->require_subcommand(1);
            }
            parent = group;
        }
        CLI::App *command =
            parent->add_subcommand(verb.name, helpOf(words, verb.group.empty() ? verb.name : verb.group + "." + verb.name));
        command->add_flag("--json", json, helpOf(words, "json"));
        slots.push_back(std::make_unique<Slot>());
        slots.back()->verb = &verb;
        fill(*slots.back(), *command);
    }
    Call call(out, err, language);
    call.json = std::find(arguments.begin(), arguments.end(), "--json") != arguments.end();
    try {
        std::vector<std::string> reversed(arguments.rbegin(), arguments.rend()); // as CLI11 wants them
        app.parse(std::move(reversed));
    } catch (const CLI::Success &asked) { // --help, --version
        return app.exit(asked, out, err);
    } catch (const CLI::Error &wrong) {
        const Error error(kBadUsage, {{"reason", wrong.what()}});
        write(call, errorJson(error, call));
        err << words.text(error) << '\n';
        return WrongUsage;
    }
    for (const auto &slot : slots) {
        if (!slot->command->parsed())
            continue;
        take(*slot, call);
        const Result<int> code = slot->verb->run(call);
        if (!code) {
            write(call, errorJson(code.error(), call));
            call.say(code.error());
            return isWrongUsage(code.error()) ? WrongUsage : Failed;
        }
        write(call, call.answer);
        return *code;
    }
    return WrongUsage;
}

} // namespace trainyard::cli

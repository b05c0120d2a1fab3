// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/cli/verb.h"
#include "core/formats/importer.h"
#include "core/models/verification.h"

/** The shapes of JSON answers that more than one command gives. */
namespace trainyard::cli {

nlohmann::json toJson(const Error &error, const Call &call);
nlohmann::json toJson(const Finding &finding, const Call &call);
nlohmann::json toJson(const dataset::Item &item);
nlohmann::json toJson(const dataset::Annotation &annotation, const std::string &className);
nlohmann::json toJson(const formats::ImportReport &report, const Call &call);
nlohmann::json toJson(const models::Verification &verification);
nlohmann::json numberOrNull(double value);
std::string fixed(double value, int digits);
std::string percent(double fraction);

/** id to name, for lists of annotations. */
Result<std::map<dataset::ClassId, std::string>> classNames(const dataset::Project &project);
Result<dataset::ClassInfo> findClass(const dataset::Project &project, const std::string &name);
/** One act of a person: its sequence number goes into the answer, findings are said. */
Result<int> actAndSay(Call &call, dataset::Project &project, std::string_view act, const ErrorArguments &arguments,
                      const std::function<Result<>(dataset::Edit &)> &body);
/** The notes of an import or export, for a person. */
void sayNotes(Call &call, const formats::ImportReport &report);

} // namespace trainyard::cli

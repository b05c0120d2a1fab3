// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/base/log.h"
#include "core/cli/verb.h"

#include <QCoreApplication>

#include <clocale>
#include <cstdlib>
#include <exception>
#include <iostream>

namespace {

/** The language of messages, by the rules of POSIX: the first of these that is set decides. */
trainyard::Language languageOfEnvironment() {
    for (const char *name : {"LC_ALL", "LC_MESSAGES", "LANG"})
        if (const char *value = std::getenv(name); value != nullptr && *value != '\0')
            return trainyard::languageFromLocale(value);
    return trainyard::Language::English;
}

} // namespace

int main(int argc, char **argv) {
    const std::vector<std::string> arguments(argv + 1, argv + argc); // before Qt takes some away
    const QCoreApplication application(argc, argv);
    std::setlocale(LC_NUMERIC, "C");
    trainyard::setUpLog("trainyard-cli");
    try {
        return trainyard::cli::run(arguments, std::cout, std::cerr, languageOfEnvironment());
    } catch (const std::exception &error) { // out of memory and the like
        trainyard::log(trainyard::LogLevel::Error, error.what());
        return trainyard::cli::Failed;
    }
}

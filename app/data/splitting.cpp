// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/data/splitting.h"

#include <QCoreApplication>

namespace trainyard::app {

dataset::SplitOptions usualSplit() {
    dataset::SplitOptions options;
    options.train = UsualParts::kTrain / 100.0;
    options.val = UsualParts::kVal / 100.0;
    options.test = UsualParts::kTest / 100.0;
    options.seed = UsualParts::kSeed;
    options.stratify = true;
    return options;
}

void splitImages(AppServices &services, QObject *context, const dataset::Query &query, const dataset::SplitOptions &options,
                 std::function<void()> done) {
    services.project.write<dataset::SplitResult>(
        context, [options, query](dataset::Project &project) { return dataset::splitProject(project, query, options); },
        [&services, done = std::move(done)](const Result<dataset::SplitResult> &result) {
            services.project.poll();
            if (!result) {
                services.notices.error([&services, error = result.error()] { return services.words.of(error); });
                return;
            }
            services.notices.info([counts = result->counts] {
                return QCoreApplication::translate("SplitPanel", "%1 for training, %2 for validation, %3 for the test.")
                    .arg(counts[1])
                    .arg(counts[2])
                    .arg(counts[3]);
            });
            if (done)
                done();
        });
}

} // namespace trainyard::app

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/engine/train/modelwriter.h"

#include "core/engine/zoo/tensorio.h"

namespace trainyard::engine {

Result<> writeModelFolder(const runs::RunDirectory &run, const Model &model, const models::ModelCard &card,
                          const models::Predictions &predictions) {
    const Path folder = run.path() / "model.tmp";
    const Path old = run.path() / "model.old";
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
    std::filesystem::remove_all(old, ignored);
    TRY_DO(makeFolders(folder));
    TensorsToStore store;
    store.add("", namedParameters(model));
    store.add("", namedBuffers(model));
    TRY_DO(models::writeSafetensors(folder / models::kWeightsFile, store.views(),
                                    {{"format", "pt"}, {"architecture", card.architecture}}));
    TRY_DO(models::writePredictions(folder / models::kPredictionsFile, predictions));
    TRY(const Bytes manifest, readFile(run.manifestFile()));
    TRY_DO(writeFileAtomically(folder / models::kManifestFile, ByteView(manifest)));
    TRY_DO(models::writeModelCard(folder, card));
    TRY_DO(syncFolder(folder));
    std::error_code failed;
    if (std::filesystem::exists(run.modelFolder(), ignored))
        std::filesystem::rename(run.modelFolder(), old, failed);
    if (!failed)
        std::filesystem::rename(folder, run.modelFolder(), failed);
    if (failed)
        return fail(writeError(run.modelFolder(), failed.value()));
    TRY_DO(syncFolder(run.path()));
    std::filesystem::remove_all(old, ignored);
    return {};
}

} // namespace trainyard::engine

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/dataset/project.h"

namespace trainyard::dataset {

/** $XDG_DATA_HOME/trainyard/projects, or ~/.local/share/trainyard/projects. */
Path projectsFolder();

/** Where the project of a media folder lives: projectsFolder()/<name>-<8 digits of the hash of its absolute path>. */
Path projectFolderFor(const Path &mediaFolder);

struct OpenedFolder {
    std::unique_ptr<Project> project;
    bool created = false;
};
/**
 * What "open folder" does: a folder that is a project is opened as one; else the project of that media folder is
 * opened, or made, called `name` or like the folder. Images are not added here: call addFolder with the same folder.
 */
Result<OpenedFolder> openFolder(const Path &folder, const OpenOptions &options = {}, std::string name = {});

/** What is under a folder that a person should know before working there. */
struct PlaceFacts {
    bool readOnly = false;
    bool network = false; ///< a network file system: several hosts must not write to one project
};
PlaceFacts placeFacts(const Path &folder);

} // namespace trainyard::dataset

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/workspace.h"

#include "core/base/hash.h"

#include <linux/magic.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <array>
#include <cstdlib>

namespace trainyard::dataset {

Path projectsFolder() {
    Path data;
    if (const char *set = std::getenv("XDG_DATA_HOME"); set != nullptr && set[0] == '/')
        data = set;
    else if (const char *home = std::getenv("HOME"); home != nullptr && home[0] != '\0')
        data = Path(home) / ".local" / "share";
    else
        data = "/tmp";
    return data / "trainyard" / "projects";
}

namespace {

/** One name for a folder however it is reached; the path as given when it is not there. */
Path canonicalPath(const Path &folder) {
    std::error_code error;
    Path canonical = std::filesystem::canonical(folder, error);
    if (error)
        canonical = std::filesystem::absolute(folder, error).lexically_normal();
    return canonical.has_filename() ? canonical : canonical.parent_path();
}

} // namespace

Path projectFolderFor(const Path &mediaFolder) {
    const Path canonical = canonicalPath(mediaFolder);
    // The name may be any bytes and as long as a name can be; with the digits it must still be one.
    std::string name = canonical.filename().native().substr(0, 200);
    if (name.empty())
        name = "root";
    return projectsFolder() / (name + "-" + contentHash(asBytes(canonical.native())).hex().substr(0, 8));
}

Result<OpenedFolder> openFolder(const Path &folder, const OpenOptions &options, std::string name) {
    std::error_code error;
    if (!std::filesystem::is_directory(folder, error))
        return fail(kNotAFolder, {{"folder", displayPath(folder)}});
    OpenedFolder opened;
    if (Project::isProject(folder)) {
        TRY(opened.project, Project::open(folder, options));
        return opened;
    }
    const Path place = projectFolderFor(folder);
    if (Project::isProject(place)) {
        TRY(opened.project, Project::open(place, options));
        return opened;
    }
    if (name.empty())
        name = displayText(canonicalPath(folder).filename().native());
    auto created = Project::create(place, {name, options.session, options.author});
    if (!created && created.error().is(kProjectExists)) { // another process was faster
        TRY(opened.project, Project::open(place, options));
        return opened;
    }
    TRY(opened.project, std::move(created));
    opened.created = true;
    return opened;
}

PlaceFacts placeFacts(const Path &folder) {
    PlaceFacts facts;
    facts.readOnly = ::access(folder.c_str(), W_OK) != 0;
    struct statfs system {};
    if (::statfs(folder.c_str(), &system) == 0) {
        // Numbers that linux/magic.h lacks: CIFS, SMB2, 9P, FUSE is not counted (sshfs and local ones look alike).
        const std::array<unsigned long, 8> network{
            NFS_SUPER_MAGIC,  SMB_SUPER_MAGIC,           0xFF534D42UL, 0xFE534D42UL, AFS_SUPER_MAGIC,
            CODA_SUPER_MAGIC, 0x0BD00BD0UL /* Lustre */, 0x47504653UL /* GPFS */};
        for (const unsigned long magic : network)
            facts.network = facts.network || static_cast<unsigned long>(system.f_type) == magic;
    }
    return facts;
}

} // namespace trainyard::dataset

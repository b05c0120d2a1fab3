// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/base/errors.h"
#include "core/base/files.h"
#include "core/dataset/scan.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <set>

namespace trainyard::dataset {
namespace {

constexpr std::array<std::string_view, 13> kEndings{"jpg",  "jpeg", "jpe", "jfif", "png", "tif", "tiff",
                                                    "webp", "bmp",  "dib", "gif",  "jp2", "btf"};

std::string endingOf(const std::string &name) {
    const std::size_t dot = name.rfind('.');
    if (dot == std::string::npos || dot == 0 || name.size() - dot > 6)
        return {};
    std::string ending = name.substr(dot + 1);
    for (char &c : ending)
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    return ending;
}

/** Only for names without an ending: sixteen bytes tell the formats that core/media reads. */
bool startsLikeImage(int folder, const char *name) {
    const int file = ::openat(folder, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0)
        return false;
    std::array<char, 16> bytes{};
    const ssize_t count = ::read(file, bytes.data(), bytes.size());
    ::close(file);
    const std::string_view start(bytes.data(), count > 0 ? static_cast<std::size_t>(count) : 0);
    using namespace std::string_view_literals;
    return start.starts_with("\xFF\xD8\xFF"sv) || start.starts_with("\x89PNG\r\n\x1A\n"sv) ||
           start.starts_with("II*\0"sv) || start.starts_with("MM\0*"sv) || start.starts_with("II+\0"sv) ||
           start.starts_with("MM\0+"sv) || start.starts_with("GIF8"sv) ||
           (start.starts_with("BM"sv) && start.size() >= 14) ||
           (start.starts_with("RIFF"sv) && start.size() >= 12 && start.substr(8, 4) == "WEBP"sv);
}

class Lister {
public:
    Lister(const Path &root, const ScanOptions &options, const std::stop_token &stop,
           const std::function<Result<bool>(std::vector<FoundFile>)> &consumer)
        : m_root(root)
        , m_options(options)
        , m_stop(stop)
        , m_consumer(consumer) {}

    Result<ScanReport> run() {
        TRY_DO(folder(Path(), 0));
        if (!m_batch.empty() && !m_done)
            TRY_DO(hand());
        return std::move(m_report);
    }

private:
    Result<> hand() {
        m_report.files += m_batch.size();
        TRY(const bool more, m_consumer(std::move(m_batch)));
        m_batch = {};
        m_done = !more;
        return {};
    }

    void unreadable(const Path &path, int error) {
        if (m_report.findings.size() >= 100)
            return;
        Finding finding;
        finding.subject = "file:" + displayPath(path);
        finding.what = readError(path, error);
        m_report.findings.push_back(std::move(finding));
    }

    Result<> folder(const Path &relative, int depth) {
        if (m_stop.stop_requested())
            return fail(kCancelled);
        const Path absolute = relative.empty() ? m_root : m_root / relative;
        const int descriptor = ::open(absolute.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        DIR *listing = descriptor < 0 ? nullptr : ::fdopendir(descriptor);
        if (listing == nullptr) {
            const int error = errno;
            if (descriptor >= 0)
                ::close(descriptor);
            if (depth == 0)
                return fail(error == ENOTDIR || error == ENOENT ? Error(kNotAFolder, {{"folder", displayPath(m_root)}})
                                                                : readError(m_root, error));
            unreadable(absolute, error);
            return {};
        }
        ++m_report.folders;
        struct stat facts {};
        // A link may lead back up: a folder that is open above is not entered again, nor one that was seen.
        if (::fstat(descriptor, &facts) != 0 || !m_seen.emplace(facts.st_dev, facts.st_ino).second) {
            ::closedir(listing);
            return {};
        }
        std::vector<std::string> names;
        while (const dirent *entry = ::readdir(listing))
            if (entry->d_name[0] != '.') // hidden ones, "." and "..", and "._*" of other systems
                names.emplace_back(entry->d_name);
        std::sort(names.begin(), names.end());
        std::vector<std::string> folders;
        for (std::string &name : names) {
            if (m_stop.stop_requested()) {
                ::closedir(listing);
                return fail(kCancelled);
            }
            if (::fstatat(descriptor, name.c_str(), &facts, 0) != 0)
                continue; // gone, or a link to nowhere
            if (S_ISDIR(facts.st_mode)) {
                struct stat own {};
                const bool link =
                    ::fstatat(descriptor, name.c_str(), &own, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(own.st_mode);
                if (!link || m_options.followLinks)
                    folders.push_back(std::move(name));
                continue;
            }
            if (!S_ISREG(facts.st_mode))
                continue;
            const std::string ending = endingOf(name);
            const bool image = ending.empty() ? startsLikeImage(descriptor, name.c_str())
                                              : std::find(kEndings.begin(), kEndings.end(), ending) != kEndings.end();
            if (!image) {
                ++m_report.others;
                continue;
            }
            m_batch.push_back({relative / name, static_cast<std::uint64_t>(facts.st_size),
                               facts.st_mtim.tv_sec * std::int64_t(1'000'000'000) + facts.st_mtim.tv_nsec});
            if (m_batch.size() >= m_options.batch) {
                if (auto handed = hand(); !handed) {
                    ::closedir(listing);
                    return handed;
                }
                if (m_done)
                    break;
            }
        }
        ::closedir(listing); // before going down, so that deep trees need no more than a few descriptors
        for (const std::string &name : folders) {
            if (m_done || depth >= m_options.depth)
                break;
            TRY_DO(folder(relative / name, depth + 1));
        }
        return {};
    }

    const Path &m_root;
    const ScanOptions &m_options;
    const std::stop_token &m_stop;
    const std::function<Result<bool>(std::vector<FoundFile>)> &m_consumer;
    std::set<std::pair<dev_t, ino_t>> m_seen;
    std::vector<FoundFile> m_batch;
    ScanReport m_report;
    bool m_done = false;
};

} // namespace

Result<ScanReport> scanFolder(const Path &root, const ScanOptions &options, const std::stop_token &stop,
                              const std::function<Result<bool>(std::vector<FoundFile>)> &consumer) {
    return Lister(root, options, stop, consumer).run();
}

} // namespace trainyard::dataset

// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
// Folders into items: odd names, damaged files, folders that are empty, closed or gone.
#include "tests/dataset/projectfixture.h"

#ifndef Q_MOC_RUN
#include "core/base/errors.h"
#include "core/base/files.h"
#include "core/dataset/scan.h"
#include "core/dataset/workspace.h"
#include "tests/support/realdata.h"
#endif

#include <sys/wait.h>
#include <unistd.h>

namespace fs = std::filesystem;

using namespace trainyard;
using namespace trainyard::dataset;
using namespace trainyard::dataset::test;

namespace {

/** A 24-bit BMP of one colour: the smallest file that core/media reads and that is easily written. */
Bytes bitmap(int width, int height, std::uint8_t grey) {
    const int stride = (width * 3 + 3) / 4 * 4;
    Bytes file(static_cast<std::size_t>(54 + stride * height), grey);
    std::fill(file.begin(), file.begin() + 54, std::uint8_t(0));
    const auto put = [&](std::size_t at, int value) {
        for (int i = 0; i < 4; ++i)
            file[at + static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(value >> (8 * i));
    };
    file[0] = 'B';
    file[1] = 'M';
    put(2, static_cast<int>(file.size()));
    put(10, 54);
    put(14, 40);
    put(18, width);
    put(22, height);
    file[26] = 1;
    file[28] = 24;
    return file;
}

void write(const fs::path &path, const Bytes &bytes) {
    fs::create_directories(path.parent_path());
    if (!writeFileAtomically(path, ByteView(bytes)))
        qFatal("cannot write %s", path.c_str());
}

} // namespace

class TestFolders : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void foldersBecomeItems() {
        Fixture fixture;
        Project &project = *fixture.project;
        const fs::path root = fs::path(fixture.folder.path().toStdString()) / "media";
        const std::string odd = "not-utf8-\xff\xfe.bmp";
        const std::string lengthy = std::string(176, 'n') + ".bmp";
        write(root / "a.bmp", bitmap(8, 6, 10));
        write(root / "b" / odd, bitmap(4, 4, 20));
        write(root / "b" / "c" / lengthy, bitmap(5, 5, 30));
        write(root / "noending", bitmap(3, 2, 40));
        write(root / "damaged.png", Bytes(100, 'x'));
        write(root / "empty.jpg", {});
        write(root / "text.txt", Bytes(10, 'x'));
        write(root / ".hidden.bmp", bitmap(4, 4, 1));
        write(root / "._a.bmp", bitmap(4, 4, 1));
        write(root / ".git" / "x.bmp", bitmap(4, 4, 1));
        fs::create_directory_symlink(root, root / "b" / "loop");
        fs::create_symlink(root / "nowhere.bmp", root / "dangling.bmp");

        const auto added = addFolder(project, root);
        QVERIFY(succeeded(added));
        QCOMPARE(added->added, std::uint64_t(6));
        QCOMPARE(added->others, std::uint64_t(1));
        QCOMPARE(*project.count({}), std::uint64_t(6));
        ThreadPool pool(2);
        const auto probed = probeItems(project, pool);
        QVERIFY(succeeded(probed));
        QCOMPARE(probed->probed, std::uint64_t(6));
        QCOMPARE(probed->damaged, std::uint64_t(2));
        QCOMPARE(project.findings("media.")->size(), std::size_t(2));
        const auto oddId = project.findItem(added->source, Path("b") / odd);
        QVERIFY(oddId && *oddId);
        const Item oddItem = *project.item(**oddId);
        QCOMPARE(oddItem.path, Path("b") / odd);
        QVERIFY(isValidUtf8(oddItem.name));
        QCOMPARE(oddItem.width, 4);
        QVERIFY(oddItem.hash != ContentHash{});
        QVERIFY(fs::exists(*project.absolutePath(oddItem.id)));
        QCOMPARE(project.findItem((root / "a.bmp").native())->value, project.findItem("a.bmp")->value);
        QCOMPARE(project.item(*project.findItem(lengthy))->width, 5);
        QVERIFY(project.findItem("zzz").error().is(kNoSuchItem));

        // A second look: one file gone, one new, one changed.
        fs::remove(root / "a.bmp");
        write(root / "new.bmp", bitmap(7, 7, 50));
        write(root / "noending", bitmap(30, 20, 40));
        const auto again = addFolder(project, root);
        QVERIFY(succeeded(again));
        QCOMPARE(again->source, added->source);
        QCOMPARE(again->added, std::uint64_t(1));
        QCOMPARE(again->missing, std::uint64_t(1));
        QCOMPARE(*project.count(Query::parse("missing").value()), std::uint64_t(1));
        QCOMPARE(project.item(*project.findItem("noending"))->width, 30);
        QCOMPARE(project.findings("dataset.item_missing")->size(), std::size_t(1));
        // It is there again.
        write(root / "a.bmp", bitmap(8, 6, 10));
        QVERIFY(succeeded(addFolder(project, root)));
        QCOMPARE(*project.count(Query::parse("missing").value()), std::uint64_t(0));
        QCOMPARE(project.findings("dataset.item_missing")->size(), std::size_t(0));

        // Undo of both additions leaves nothing, though facts were read in between.
        QVERIFY(succeeded(project.undo(10)));
        QCOMPARE(*project.count({}), std::uint64_t(0));
        QVERIFY(addFolder(project, root / "text.txt").error().is(kNotAFolder));
        std::stop_source stop;
        stop.request_stop();
        QVERIFY(addFolder(project, root, stop.get_token()).error().is(kCancelled));
    }

    /** The 85 broken, odd and hostile files: each has a size in the project, or a finding with the reason. */
    void everyOddFileIsAnItemOrAFinding() {
        NEEDS_DATA();
        Fixture fixture;
        Project &project = *fixture.project;
        QVERIFY(succeeded(addFolder(project, dataFolder() / "corrupt-and-edge-images")));
        ThreadPool pool(2);
        QVERIFY(succeeded(probeItems(project, pool)));
        std::set<std::string> told;
        const auto findings = project.findings();
        QVERIFY(succeeded(findings));
        for (const Finding &finding : *findings) {
            QVERIFY(finding.what.code.starts_with("media.") || finding.what.code.starts_with("base."));
            QVERIFY(!finding.what.arguments.empty());
            told.insert(finding.subject);
        }
        const auto ids = project.ids({});
        QVERIFY(ids->size() >= 74); // the other endings are of no kind that is read
        for (const ItemId id : *ids) {
            const Item item = *project.item(id);
            const bool opens = item.width > 0 && item.height > 0;
            QVERIFY2(opens != told.contains("item:" + std::to_string(id.value)), item.name.c_str());
            QVERIFY(item.probed);
        }
    }

    void anEmptyFolderIsNoError() {
        Fixture fixture;
        const fs::path root = fs::path(fixture.folder.path().toStdString()) / "media";
        fs::create_directories(root / "below");
        const auto added = addFolder(*fixture.project, root);
        QVERIFY(succeeded(added));
        QCOMPARE(added->added, std::uint64_t(0));
        QVERIFY(added->findings.empty());
        QCOMPARE(fixture.project->sources()->size(), std::size_t(1));
        QVERIFY(succeeded(fixture.project->undo()));
        QVERIFY(fixture.project->sources()->empty());
    }

    /** A drive that is unplugged: everything is missing, nothing is lost, and it can be pointed at its new place. */
    void aFolderThatVanishesIsMissingAndComesBack() {
        Fixture fixture;
        Project &project = *fixture.project;
        const fs::path home(fixture.folder.path().toStdString());
        write(home / "media/a.bmp", bitmap(8, 6, 10));
        write(home / "media/b.bmp", bitmap(8, 6, 20));
        const auto added = addFolder(project, home / "media");
        QVERIFY(succeeded(added));
        fs::rename(home / "media", home / "moved");
        const auto gone = addFolder(project, home / "media");
        QVERIFY(succeeded(gone));
        QCOMPARE(gone->missing, std::uint64_t(2));
        QCOMPARE(gone->source, added->source);
        QCOMPARE(*project.count(Query::parse("missing").value()), std::uint64_t(2));
        QCOMPARE(project.findings("dataset.not_a_folder")->size(), std::size_t(1));
        QVERIFY(addFolder(project, home / "never").error().is(kNotAFolder));
        QVERIFY(succeeded(project.act("source.relink", {}, [&](Edit &edit) {
            return edit.relinkSource(added->source, fs::canonical(home / "moved"));
        })));
        const auto back = addFolder(project, home / "moved");
        QVERIFY(succeeded(back));
        QCOMPARE(back->added, std::uint64_t(0));
        QCOMPARE(*project.count(Query::parse("missing").value()), std::uint64_t(0));
        QCOMPARE(project.findings("dataset.")->size(), std::size_t(0));
    }

    /** Renamed behind the program: what a person said of a picture goes with it, and undo takes that back. */
    void movedFilesAreFollowedByTheirContent() {
        Fixture fixture;
        Project &project = *fixture.project;
        ThreadPool pool(2);
        const fs::path root = fs::canonical(fs::path(fixture.folder.path().toStdString())) / "media";
        std::uint8_t grey = 0;
        for (const char *name : {"p0.bmp", "p1.bmp", "p2.bmp", "p3.bmp"}) {
            write(root / name, bitmap(8, 6, grey));
            grey += 10;
        }
        write(root / "twin.bmp", bitmap(8, 6, 30)); // the same picture as p3
        const auto added = addFolder(project, root);
        QVERIFY(succeeded(added));
        QVERIFY(succeeded(probeItems(project, pool)));
        const auto at = [&](const char *path) { return project.findItem(added->source, path).value(); };
        const ItemId first = *at("p0.bmp"), second = *at("p1.bmp"), third = *at("p2.bmp"), twin = *at("twin.bmp");
        QVERIFY(succeeded(project.act("test", {}, [&](Edit &edit) -> Result<> {
            TRY(const ClassId cls, edit.ensureClass("bolt"));
            for (const ItemId item : {first, second, twin})
                TRY_DO(edit.setImageClass(item, cls));
            return edit.setSplit(std::array{third}, Split::Test);
        })));

        fs::create_directories(root / "sorted");
        fs::rename(root / "p0.bmp", root / "sorted/renamed.bmp");
        fs::rename(root / "twin.bmp", root / "sorted/twin.bmp"); // p3 stays: only the twin is missing
        fs::remove(root / "p1.bmp");                              // gone for good
        fs::copy(root / "p2.bmp", root / "sorted/copy.bmp");      // a copy is a picture of its own
        const auto again = addFolder(project, root);
        QVERIFY(succeeded(again));
        QCOMPARE(again->added, std::uint64_t(3));
        QCOMPARE(again->missing, std::uint64_t(3));
        const auto read = probeItems(project, pool);
        QVERIFY(succeeded(read));
        QCOMPARE(read->moved, std::uint64_t(2));
        QCOMPARE(*at("sorted/renamed.bmp"), first);
        QCOMPARE(*at("sorted/twin.bmp"), twin);
        QCOMPARE(project.item(first)->name, std::string("renamed.bmp"));
        QVERIFY(!at("p0.bmp") && at("sorted/copy.bmp"));
        QCOMPARE(project.annotations(first)->size(), std::size_t(1));
        QCOMPARE(*project.count(Query::parse("missing").value()), std::uint64_t(1));
        QCOMPARE(project.findings("dataset.item_missing")->size(), std::size_t(1));
        QCOMPARE(*project.count(Query()), std::uint64_t(6)); // p3, p1 that is gone, p2 with its copy, and the two

        QVERIFY(succeeded(project.undo()));
        QCOMPARE(*at("p0.bmp"), first);
        QVERIFY(at("sorted/renamed.bmp") && *at("sorted/renamed.bmp") != first);
        QCOMPARE(*project.count(Query::parse("missing").value()), std::uint64_t(3));
        QCOMPARE(probeItems(project, pool)->moved, std::uint64_t(0)); // what was taken back is not done again
        QVERIFY(succeeded(project.redo()));
        QCOMPARE(*at("sorted/renamed.bmp"), first);
        QVERIFY(project.check()->problems.empty());
    }

    void foldersThatMayNotBeRead() {
        Fixture fixture;
        const fs::path home(fixture.folder.path().toStdString());
        const fs::path root = home / "media";
        write(root / "a.bmp", bitmap(8, 6, 10));
        write(root / "closed/b.bmp", bitmap(8, 6, 20));
        fs::permissions(root / "closed", fs::perms::none);
        if (::geteuid() != 0) {
            const auto added = addFolder(*fixture.project, root);
            fs::permissions(root / "closed", fs::perms::all);
            QVERIFY(succeeded(added));
            QCOMPARE(added->added, std::uint64_t(1));
            QCOMPARE(fixture.project->findings("base.file_not_readable")->size(), std::size_t(1));
            QVERIFY(succeeded(addFolder(*fixture.project, root)));
            QCOMPARE(fixture.project->findings("base.file_not_readable")->size(), std::size_t(0));
            return;
        }
        // Root may read everything: a child that is nobody looks instead.
        fs::permissions(home, fs::perms::all);
        const pid_t child = ::fork();
        if (child == 0) {
            if (::setgid(65534) != 0 || ::setuid(65534) != 0)
                ::_exit(9);
            std::size_t files = 0;
            const auto consumer = [&](const std::vector<FoundFile> &batch) -> Result<bool> {
                files += batch.size();
                return true;
            };
            const auto seen = scanFolder(root, {}, {}, consumer);
            const auto closed = scanFolder(root / "closed", {}, {}, consumer);
            const bool right = seen && files == 1 && seen->findings.size() == 1 &&
                               seen->findings.front().what.is(kFileNotReadable) && !closed &&
                               closed.error().is(kFileNotReadable);
            ::_exit(right ? 0 : 1);
        }
        int status = 1;
        QCOMPARE(::waitpid(child, &status, 0), child);
        fs::permissions(root / "closed", fs::perms::all);
        QVERIFY(WIFEXITED(status));
        QCOMPARE(WEXITSTATUS(status), 0);
    }

    void openingAFolderMakesItsProject() {
        QTemporaryDir home;
        qputenv("XDG_DATA_HOME", home.path().toUtf8());
        const fs::path media = fs::path(home.path().toStdString()) / "my \xff pictures";
        fs::create_directories(media);
        auto first = openFolder(media);
        QVERIFY(succeeded(first));
        QVERIFY(first->created);
        const Path place = first->project->folder();
        QVERIFY(place.native().starts_with(home.path().toStdString()));
        QCOMPARE(place, projectFolderFor(media / ".." / media.filename()));
        first->project.reset();
        const auto second = openFolder(media);
        QVERIFY(succeeded(second));
        QVERIFY(!second->created);
        QVERIFY(openFolder(place)->project->folder() == place);
        QVERIFY(openFolder(media / "no").error().is(kNotAFolder));
        QVERIFY(!placeFacts(media).readOnly);
        fs::remove_all(media);
        fs::remove_all(projectsFolder());
    }
};

QTEST_GUILESS_MAIN(TestFolders)
#include "test_folders.moc"

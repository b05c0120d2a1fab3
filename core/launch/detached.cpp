// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/launch/detached.h"

#include "core/base/files.h"
#include "core/launch/errors.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <linux/close_range.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

namespace trainyard::launch {

namespace {

/** What the new process says through the pipe, before exec: its pid; and after an exec that failed: why. */
struct Word {
    std::int64_t pid;
    std::int64_t problem;
};

// Everything from fork to exec is limited to async-signal-safe calls: other threads may have held locks.

[[noreturn]] void becomeProgram(int pipe, int nullInput, int log, const char *folder, char *const *arguments) {
    Word word{::getpid(), 0};
    const auto say = [&] {
        while (::write(pipe, &word, sizeof word) < 0 && errno == EINTR) {
        }
    };
    say();
    struct sigaction standard {};
    standard.sa_handler = SIG_DFL;
    for (const int signal : {SIGPIPE, SIGINT, SIGTERM, SIGHUP, SIGCHLD, SIGQUIT})
        ::sigaction(signal, &standard, nullptr);
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    if (::dup2(nullInput, 0) >= 0 && ::dup2(log, 1) >= 0 && ::dup2(log, 2) >= 0 && ::chdir(folder) == 0) {
        ::syscall(SYS_close_range, 3U, ~0U,
                  CLOSE_RANGE_CLOEXEC); // older kernels: our own files are close-on-exec anyway
        ::execve(arguments[0], arguments, environ);
    }
    word.problem = errno;
    say();
    ::_exit(127);
}

Error startError(const Path &program, int problem) {
    return Error(kStartFailed, {{"program", displayPath(program)}, {"reason", std::strerror(problem)}});
}

bool readWord(int pipe, Word &word) {
    ssize_t count = -1;
    do {
        count = ::read(pipe, &word, sizeof word);
    } while (count < 0 && errno == EINTR);
    return count == static_cast<ssize_t>(sizeof word);
}

} // namespace

Result<std::int64_t> startDetached(const Path &program, const std::vector<std::string> &arguments, const Path &folder,
                                   const Path &log) {
    std::vector<std::string> texts{program.native()};
    texts.insert(texts.end(), arguments.begin(), arguments.end());
    std::vector<char *> pointers;
    for (std::string &text : texts)
        pointers.push_back(text.data());
    pointers.push_back(nullptr);

    const int logFile = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (logFile < 0)
        return fail(writeError(log, errno));
    const int nullInput = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    std::array<int, 2> pipe{-1, -1};
    if (nullInput < 0 || ::pipe2(pipe.data(), O_CLOEXEC) != 0) {
        const int problem = errno;
        ::close(logFile);
        if (nullInput >= 0)
            ::close(nullInput);
        return fail(startError(program, problem));
    }
    // Twice: the one in between ends at once, so the engine is a child of init and never a zombie of ours.
    const pid_t between = ::fork();
    if (between == 0) {
        ::setsid();
        const pid_t engine = ::fork();
        if (engine == 0)
            becomeProgram(pipe[1], nullInput, logFile, folder.c_str(), pointers.data());
        if (engine < 0) {
            const Word word{0, errno};
            [[maybe_unused]] const ssize_t ignored = ::write(pipe[1], &word, sizeof word);
        }
        ::_exit(0);
    }
    const int forkProblem = errno;
    ::close(pipe[1]);
    ::close(logFile);
    ::close(nullInput);
    Word first{0, between < 0 ? forkProblem : EIO};
    Word second{0, 0};
    bool started = false;
    if (between > 0) {
        started = readWord(pipe[0], first);
        if (started && first.problem == 0)
            readWord(pipe[0], second); // nothing comes, and the pipe closes, when exec has worked
        while (::waitpid(between, nullptr, 0) < 0 && errno == EINTR) {
        }
    }
    ::close(pipe[0]);
    if (!started || first.problem != 0)
        return fail(startError(program, static_cast<int>(first.problem)));
    if (second.problem != 0)
        return fail(startError(program, static_cast<int>(second.problem)));
    return first.pid;
}

} // namespace trainyard::launch

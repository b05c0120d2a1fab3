# SPDX-FileCopyrightText: The Trainyard developers
# SPDX-License-Identifier: Apache-2.0
# Shared by the scripts of this folder: one voice for what they say, and one way to stop.

say() { printf '\033[1m==>\033[0m %s\n' "$*"; }

# die SENTENCE [EXIT-CODE]
die() { printf '\n%s: %s\n' "$(basename "$0")" "$1" >&2; exit "${2:-1}"; }

# need_space FOLDER MEBIBYTES: stops when the disk that holds FOLDER has less free.
need_space() {
    local free
    free=$(df -Pm "$1" | awk 'NR==2 {print $4}')
    [ "$free" -ge "$2" ] || die "only $free MB are free on the disk of $1, and $2 MB are needed; make room and run this again"
}

# build_preset PRESET [TARGET...]: configures it and builds the targets, or all, from the project's root.
build_preset() {
    local project preset=$1
    shift
    project=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
    need_space "$project" 4000
    # One checkout's cached objects serve another's; and headers that were compiled ahead may be cached too.
    export CCACHE_BASEDIR="$project" CCACHE_SLOPPINESS=pch_defines,time_macros
    say "building ($preset)"
    (cd "$project" && cmake --preset "$preset" --log-level=NOTICE &&
        cmake --build "build/$preset" --parallel "$(nproc)" --target "${@:-all}") \
        || die "the build failed; the first error stands above"
}

# SPDX-FileCopyrightText: The Trainyard developers
# SPDX-License-Identifier: Apache-2.0
# How every target of the project is made: one set of flags, one form of library, program and test.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT CMAKE_BUILD_TYPE)
    set(CMAKE_BUILD_TYPE Release)
endif()

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
    set(CMAKE_CXX_COMPILER_LAUNCHER "${CCACHE_PROGRAM}")
    set(CMAKE_C_COMPILER_LAUNCHER "${CCACHE_PROGRAM}")
endif()

add_library(trainyard_flags INTERFACE)
target_compile_options(trainyard_flags INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Werror)
target_include_directories(trainyard_flags INTERFACE "${CMAKE_SOURCE_DIR}")
if(TRAINYARD_SANITIZE)
    # g++ 12 reports uninitialised reads inside the standard library's headers when a sanitizer is on.
    target_compile_options(trainyard_flags INTERFACE
        -fsanitize=${TRAINYARD_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all
        $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
    target_link_options(trainyard_flags INTERFACE -fsanitize=${TRAINYARD_SANITIZE})
endif()

# trainyard_library(NAME SOURCES file... [PUBLIC library...] [PRIVATE library...])
# A static library of one folder, included from the top: #include "core/media/decode.h".
function(trainyard_library name)
    cmake_parse_arguments(ARG "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
    add_library(${name} STATIC ${ARG_SOURCES})
    target_link_libraries(${name} PUBLIC trainyard_flags ${ARG_PUBLIC} PRIVATE ${ARG_PRIVATE})
endfunction()

# trainyard_program(NAME SOURCES file... LIBRARIES library...)
function(trainyard_program name)
    cmake_parse_arguments(ARG "" "" "SOURCES;LIBRARIES" ${ARGN})
    add_executable(${name} ${ARG_SOURCES})
    target_link_libraries(${name} PRIVATE trainyard_flags ${ARG_LIBRARIES})
endfunction()

# trainyard_test(NAME SOURCES file... LIBRARIES library... [LABELS label...] [TIMEOUT seconds])
# A Qt Test program. Labels: none for the fast ones; oracle, e2e, long, bench for the others.
function(trainyard_test name)
    cmake_parse_arguments(ARG "" "TIMEOUT" "SOURCES;LIBRARIES;LABELS" ${ARGN})
    add_executable(${name} ${ARG_SOURCES})
    set_target_properties(${name} PROPERTIES AUTOMOC ON)
    target_link_libraries(${name} PRIVATE trainyard_flags Qt6::Test ${ARG_LIBRARIES})
    target_compile_definitions(${name} PRIVATE
        TRAINYARD_SOURCE_DIR="${CMAKE_SOURCE_DIR}" TRAINYARD_BIN_DIR="${CMAKE_RUNTIME_OUTPUT_DIRECTORY}")
    add_test(NAME ${name} COMMAND ${name})
    if(NOT ARG_TIMEOUT)
        set(ARG_TIMEOUT 120)
    endif()
    # On a screen of 1280 x 800: the offscreen platform's own of 800 x 800 breaks menus and makes windows small.
    set(screen "${CMAKE_SOURCE_DIR}/tests/support/screen/offscreen-ratio1.json")
    set(environment "QT_QPA_PLATFORM=offscreen:configfile=${screen}"
        "TRAINYARD_ORACLE_PYTHON=${CMAKE_SOURCE_DIR}/.deps/oracles/bin/python")
    if(TRAINYARD_SANITIZE STREQUAL "thread")
        # Qt is not built for the sanitizer, which cannot see how its threads wait for each other. Children are forked.
        list(APPEND environment "TSAN_OPTIONS=ignore_noninstrumented_modules=1:die_after_fork=0")
    endif()
    set_tests_properties(${name} PROPERTIES TIMEOUT ${ARG_TIMEOUT} LABELS "${ARG_LABELS}"
        ENVIRONMENT "${environment}")
endfunction()

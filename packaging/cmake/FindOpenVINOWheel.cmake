# SPDX-FileCopyrightText: The Trainyard developers
# SPDX-License-Identifier: Apache-2.0
# Finds OpenVINO inside an unpacked `openvino` wheel and makes an imported target of our own for it.
#
# The wheel's own OpenVINOConfig.cmake is not used: it also wants TBB's development files, which the wheel has for
# Python extensions only.
#
#   OPENVINO_WHEEL_ROOT        the `openvino` folder of the wheel (default: .deps/openvino/openvino)
#   OpenVINOWheel::runtime     the C++ runtime; it loads readers and devices from its own folder when they are needed
#   OpenVINOWheel_LIBRARY_DIR  for run paths
set(OPENVINO_WHEEL_ROOT "${CMAKE_SOURCE_DIR}/.deps/openvino/openvino" CACHE PATH
    "The openvino folder of an unpacked openvino wheel")

set(OpenVINOWheel_LIBRARY_DIR "${OPENVINO_WHEEL_ROOT}/libs")
find_path(OpenVINOWheel_INCLUDE_DIR openvino/openvino.hpp
    PATHS "${OPENVINO_WHEEL_ROOT}/include" NO_DEFAULT_PATH NO_CACHE)
# A wheel holds no development links: the name carries the version, 2641 for 2026.4.1.
file(GLOB OpenVINOWheel_LIBRARY "${OpenVINOWheel_LIBRARY_DIR}/libopenvino.so.*")
if(OpenVINOWheel_LIBRARY MATCHES "\\.so\\.([0-9][0-9])([0-9])([0-9])$")
    set(OpenVINOWheel_VERSION "20${CMAKE_MATCH_1}.${CMAKE_MATCH_2}.${CMAKE_MATCH_3}")
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(OpenVINOWheel
    REQUIRED_VARS OpenVINOWheel_LIBRARY OpenVINOWheel_INCLUDE_DIR
    VERSION_VAR OpenVINOWheel_VERSION
    REASON_FAILURE_MESSAGE "run packaging/bootstrap, or set OPENVINO_WHEEL_ROOT")

if(OpenVINOWheel_FOUND AND NOT TARGET OpenVINOWheel::runtime)
    add_library(OpenVINOWheel::runtime SHARED IMPORTED)
    set_target_properties(OpenVINOWheel::runtime PROPERTIES
        IMPORTED_LOCATION "${OpenVINOWheel_LIBRARY}"
        # Its own TBB lies beside it and is found by its run path; the linker need not follow it.
        INTERFACE_LINK_OPTIONS "LINKER:--allow-shlib-undefined")
    target_include_directories(OpenVINOWheel::runtime SYSTEM INTERFACE "${OpenVINOWheel_INCLUDE_DIR}")
endif()

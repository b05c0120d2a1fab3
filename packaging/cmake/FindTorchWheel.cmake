# SPDX-FileCopyrightText: The Trainyard developers
# SPDX-License-Identifier: Apache-2.0
# Finds LibTorch inside an unpacked `torch` wheel and makes imported targets of our own for it.
#
# The wheel's own TorchConfig.cmake is not used: with a CUDA wheel it insists on a whole matching CUDA Toolkit, and
# the engine without its CUDA module needs none.
#
#   TORCH_WHEEL_ROOT        the `torch` folder of the wheel (default: .deps/torch/torch, or .deps/torch-cuda/torch)
#   TorchWheel::c10, TorchWheel::cpu      always
#   TorchWheel::cuda                      when the wheel is a CUDA one
#   TorchWheel_LIBRARY_DIR                for run paths
set(_torch_default "${CMAKE_SOURCE_DIR}/.deps/torch/torch")
set(TORCH_WHEEL_ROOT "${_torch_default}" CACHE PATH "The torch folder of an unpacked torch wheel")

set(TorchWheel_LIBRARY_DIR "${TORCH_WHEEL_ROOT}/lib")
set(TorchWheel_INCLUDE_DIR "${TORCH_WHEEL_ROOT}/include")
foreach(_library c10 torch_cpu torch)
    find_library(TorchWheel_${_library}_LIBRARY NAMES ${_library}
        PATHS "${TorchWheel_LIBRARY_DIR}" NO_DEFAULT_PATH NO_CACHE)
endforeach()
# The wheel's own OpenMP runtime, whatever its name: a second one would have threads of its own.
file(GLOB TorchWheel_openmp_LIBRARY "${TorchWheel_LIBRARY_DIR}/libgomp*.so*")
if(EXISTS "${TORCH_WHEEL_ROOT}/version.py")
    file(STRINGS "${TORCH_WHEEL_ROOT}/version.py" _torch_version REGEX "^__version__ = ")
    string(REGEX REPLACE ".*'([0-9.]+).*" "\\1" TorchWheel_VERSION "${_torch_version}")
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(TorchWheel
    REQUIRED_VARS TorchWheel_torch_cpu_LIBRARY TorchWheel_c10_LIBRARY TorchWheel_torch_LIBRARY
        TorchWheel_openmp_LIBRARY TorchWheel_INCLUDE_DIR
    VERSION_VAR TorchWheel_VERSION
    REASON_FAILURE_MESSAGE "run packaging/bootstrap, or set TORCH_WHEEL_ROOT")

if(TorchWheel_FOUND AND NOT TARGET TorchWheel::cpu)
    add_library(TorchWheel::c10 SHARED IMPORTED)
    set_target_properties(TorchWheel::c10 PROPERTIES
        IMPORTED_LOCATION "${TorchWheel_c10_LIBRARY}"
        INTERFACE_INCLUDE_DIRECTORIES
            "${TorchWheel_INCLUDE_DIR};${TorchWheel_INCLUDE_DIR}/torch/csrc/api/include"
        # at::RecordFunction has members that exist only without NDEBUG, and the wheel is built with it: without this
        # its layout here would differ from the library's.
        INTERFACE_COMPILE_DEFINITIONS "NDEBUG"
        # at::parallel_for is a template: compiled without OpenMP it runs everything on one thread, and says nothing.
        INTERFACE_COMPILE_OPTIONS "$<$<COMPILE_LANGUAGE:CXX>:-fopenmp>"
        INTERFACE_LINK_LIBRARIES "${TorchWheel_openmp_LIBRARY}")
    add_library(TorchWheel::cpu SHARED IMPORTED)
    set_target_properties(TorchWheel::cpu PROPERTIES
        IMPORTED_LOCATION "${TorchWheel_torch_cpu_LIBRARY}"
        # The wheel's libraries find their neighbours by their own run paths; the linker need not follow them.
        INTERFACE_LINK_OPTIONS "LINKER:--allow-shlib-undefined"
        INTERFACE_LINK_LIBRARIES "TorchWheel::c10")
    find_library(TorchWheel_cuda_LIBRARY NAMES torch_cuda PATHS "${TorchWheel_LIBRARY_DIR}" NO_DEFAULT_PATH NO_CACHE)
    find_library(TorchWheel_c10_cuda_LIBRARY NAMES c10_cuda PATHS "${TorchWheel_LIBRARY_DIR}" NO_DEFAULT_PATH NO_CACHE)
    if(TorchWheel_cuda_LIBRARY AND TorchWheel_c10_cuda_LIBRARY)
        add_library(TorchWheel::c10_cuda SHARED IMPORTED)
        set_target_properties(TorchWheel::c10_cuda PROPERTIES
            IMPORTED_LOCATION "${TorchWheel_c10_cuda_LIBRARY}" INTERFACE_LINK_LIBRARIES "TorchWheel::c10")
        add_library(TorchWheel::cuda SHARED IMPORTED)
        # The operators register themselves from static initialisers, which --as-needed would leave out.
        set_target_properties(TorchWheel::cuda PROPERTIES
            IMPORTED_LOCATION "${TorchWheel_cuda_LIBRARY}"
            INTERFACE_COMPILE_DEFINITIONS "USE_C10D_NCCL"
            INTERFACE_LINK_LIBRARIES "TorchWheel::cpu;TorchWheel::c10_cuda"
            INTERFACE_LINK_OPTIONS "LINKER:--no-as-needed;LINKER:--allow-shlib-undefined")
    endif()
endif()

"""The system libraries and programs, the place of accepted binaries and the npm packages as a module extension (Bazel 7 and later; 4.2.3 never loads this file)."""

load(":binary_store.bzl", "binary_store")
load(":page_packages.bzl", "page_packages")
load(":peer_packages.bzl", "peer_packages")
load(":system_libraries.bzl", "SYSTEM_LIBRARIES")
load(":system_library.bzl", "system_library")
load(":system_program.bzl", "SYSTEM_PROGRAMS", "system_program")

def _system_impl(_module_ctx):
    for name, arguments in SYSTEM_LIBRARIES.items():
        system_library(name = name, target = name, **arguments)
    for name, arguments in SYSTEM_PROGRAMS.items():
        system_program(name = name, target = name, **arguments)
    binary_store(name = "pawl_binary_store")
    page_packages()
    peer_packages()

system = module_extension(implementation = _system_impl)

"""What Pawl needs, for a WORKSPACE: `pawl_dependencies()`. Every entry yields to one that the caller declared before."""

load("@bazel_tools//tools/build_defs/repo:utils.bzl", "maybe")
load(":binary_store.bzl", "binary_store")
load(":debian_rules.bzl", "coverage_tools", "debian_directory", "debian_rules_cc")
load(":page_packages.bzl", "page_packages")
load(":peer_packages.bzl", "peer_packages")
load(":pinned_archive.bzl", "pinned_archive")
load(":system_libraries.bzl", "SYSTEM_LIBRARIES")
load(":system_library.bzl", "system_library")
load(":system_program.bzl", "SYSTEM_PROGRAMS", "system_program")

def pawl_dependencies():
    """Declares all repositories that Pawl's packages load.

    These are rules_cc, bazel_skylib, Google Benchmark, GoogleTest, the system libraries and programs, the npm packages of the
    report page and of benchmarks, and where accepted binaries are.
    """
    maybe(debian_rules_cc, name = "rules_cc")

    maybe(coverage_tools, name = "remote_coverage_tools")

    # Bazel 4.2.3 itself loads these two while it resolves toolchains; its defaults would download them.
    maybe(debian_directory, name = "rules_java", path = "/usr/share/bazel/rules/java", apt = "bazel-rules-java")
    maybe(debian_directory, name = "rules_proto", path = "/usr/share/bazel/rules/proto", apt = "bazel-rules-proto")
    maybe(debian_directory, name = "bazel_skylib", path = "/usr/share/bazel/tools/skylib", apt = "bazel-skylib")
    maybe(
        debian_directory,
        name = "com_google_googletest",
        path = "/usr/src/googletest",
        apt = "googletest",
        build_file = Label("//tools/deps:googletest.BUILD"),
    )
    maybe(
        pinned_archive,
        name = "com_google_benchmark",
        build_file = Label("//tools/deps:google_benchmark.BUILD"),
        file = "benchmark_1.9.1.orig.tar.gz",
        sha256 = "32131c08ee31eeff2c8968d7e874f3cb648034377dfc32a4c377fa8796d84981",
        strip_prefix = "benchmark-1.9.1",
        urls = ["https://github.com/google/benchmark/archive/refs/tags/v1.9.1.tar.gz"],
    )
    maybe(binary_store, name = "pawl_binary_store")
    if not native.existing_rule("pawl_page_packages"):
        page_packages()
    if not native.existing_rule("pawl_peer_packages"):
        peer_packages()
    for name, arguments in SYSTEM_LIBRARIES.items():
        maybe(system_library, name = name, target = name, **arguments)
    for name, arguments in SYSTEM_PROGRAMS.items():
        maybe(system_program, name = name, target = name, **arguments)

"""The one table of libraries that come from Debian packages, for WORKSPACE and MODULE.bazel alike."""

# name -> arguments of system_library(). `pkg` is the pkg-config name, `apt` the Debian 12 package.
# `static` for what benchmarks link: where the loader puts shared libraries moves timings from process to process.
SYSTEM_LIBRARIES = {
    "absl_cord": dict(pkg = "absl_cord", apt = "libabsl-dev", min_version = "20220623", static = True),
    "absl_flat_hash_map": dict(pkg = "absl_flat_hash_map", apt = "libabsl-dev", min_version = "20220623", static = True),
    "absl_status": dict(pkg = "absl_statusor absl_status", apt = "libabsl-dev", min_version = "20220623", static = True),
    "boost": dict(
        pkg = "boost",
        apt = "libboost-dev",
        min_version = "107400",
        header_only = True,
        version_header = "boost/version.hpp",
        version_macro = "BOOST_VERSION",
    ),
    "cli11": dict(pkg = "CLI11", apt = "libcli11-dev", min_version = "2.1", header_only = True),
    "curl": dict(pkg = "libcurl", apt = "libcurl4-openssl-dev", min_version = "7.85"),  # CURLOPT_PROTOCOLS_STR
    "fmt": dict(pkg = "fmt", apt = "libfmt-dev", min_version = "9.1"),
    "isal": dict(pkg = "libisal", apt = "libisal-dev", min_version = "2.30"),  # Debian has no archive of it
    "jemalloc": dict(pkg = "jemalloc", apt = "libjemalloc-dev", min_version = "5.3", header_only = True),  # its archive: impls/object_pool
    "libarchive": dict(pkg = "libarchive", apt = "libarchive-dev", min_version = "3.6"),
    "libavformat": dict(pkg = "libavformat libavutil", apt = "libavformat-dev", min_version = "57", header_only = True),  # of FFmpeg 5, whose lowest number is libavutil's; loaded at run time: it brings some 130 libraries along
    "libdeflate": dict(pkg = "libdeflate", apt = "libdeflate-dev", min_version = "1.14", static = True),
    "libdw": dict(pkg = "libdw", apt = "libdw-dev", min_version = "0.188"),
    "mimalloc": dict(
        pkg = "mimalloc",
        apt = "libmimalloc-dev",
        header_only = True,  # loaded at run time: its shared library would replace malloc
        version_header = "mimalloc.h",
        version_macro = "MI_MALLOC_VERSION",
        min_version = "209",
    ),
    "nlohmann_json": dict(pkg = "nlohmann_json", apt = "nlohmann-json3-dev", min_version = "3.11", header_only = True),
    "onetbb": dict(pkg = "tbb", apt = "libtbb-dev", min_version = "2021.8"),  # Debian has no archive of it
    "openssl": dict(pkg = "libcrypto", apt = "libssl-dev", min_version = "3.0", static = True),
    "openssl_tls": dict(pkg = "libssl libcrypto", apt = "libssl-dev", min_version = "3.0"),  # shared, as libcurl's is: one copy in a process
    "pugixml": dict(pkg = "pugixml", apt = "libpugixml-dev", min_version = "1.13"),
    "sdsl": dict(pkg = "sdsl-lite", apt = "libsdsl-dev", min_version = "2.1", without_pkg_config = True, linkopts = ["-l:libsdsl.a"]),
    "simdjson": dict(pkg = "simdjson", apt = "libsimdjson-dev", min_version = "3.0"),  # Debian has no archive of it
    "spdlog": dict(pkg = "spdlog", apt = "libspdlog-dev", min_version = "1.10", header_only = True),
    "tcmalloc": dict(pkg = "libtcmalloc_minimal", apt = "libgoogle-perftools-dev", min_version = "2.10", header_only = True),  # likewise
    "valgrind": dict(pkg = "valgrind", apt = "valgrind", min_version = "3.15", header_only = True),
    "xxhash": dict(pkg = "libxxhash", apt = "libxxhash-dev", min_version = "0.8.1", header_only = True),  # inlined; XXH3 is fixed from 0.8.0 on
    "yaml_cpp": dict(pkg = "yaml-cpp", apt = "libyaml-cpp-dev", min_version = "0.7"),
    "zlib": dict(pkg = "zlib", apt = "zlib1g-dev", min_version = "1.2.11"),
    "zstd": dict(pkg = "libzstd", apt = "libzstd-dev", min_version = "1.5.4", static = True),
}

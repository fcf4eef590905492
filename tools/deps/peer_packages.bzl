"""The npm packages that benchmarks are compared with, for WORKSPACE and MODULE.bazel alike."""

load(":npm_packages.bzl", "npm_packages")

def peer_packages():
    """Declares @pawl_peer_packages, which is fetched when something that needs it is built."""
    npm_packages(
        name = "pawl_peer_packages",
        needed_by = "benchmarks against npm packages; no other gate needs it",
        package_json = Label("//benches/programs:package.json"),
        package_lock = Label("//benches/programs:package-lock.json"),
        without_it = "leave out //benches/programs and the benchmarks that run it",
    )

"""`fuzz_test`: a function that must survive any bytes."""

load("@rules_cc//cc:defs.bzl", "cc_test")
load("//tools/deps:copts.bzl", "COPTS")

# Bazel 4.2.3 takes no Label as a key of select().
_LIBFUZZER = str(Label("//tools/ci/fuzz:libfuzzer"))

def fuzz_test(name, srcs, seeds, deps):
    """Declares a fuzz target; `srcs` defines LLVMFuzzerTestOneInput.

    Creates `<name>`: a test that feeds it the seeds and a fixed number of seeded mutations of them, in every test run. The
    same target built with `--config=fuzz` is a libFuzzer binary: `bazel run --config=fuzz //...:<name> -- -max_total_time=60`.

    Args:
      name: ends in `_fuzz`.
      srcs: the target.
      seeds: files of valid input, the starting points.
      deps: what it tests.
    """
    cc_test(
        name = name,
        timeout = "short",
        srcs = srcs,
        args = select({
            _LIBFUZZER: [],
            "//conditions:default": ["$(location {})".format(seed) for seed in seeds],
        }),
        copts = COPTS,
        data = seeds,
        linkopts = select({
            _LIBFUZZER: ["-fsanitize=fuzzer"],
            "//conditions:default": [],
        }),
        deps = deps + select({
            _LIBFUZZER: [],
            "//conditions:default": [Label("//tools/ci/fuzz:driver")],
        }),
    )

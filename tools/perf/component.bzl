"""`component`: one thing built twice or more, its inputs, and the one suite that every implementation passes."""

load("@rules_cc//cc:defs.bzl", "cc_library", "cc_test")
load("//tools/deps:copts.bzl", "COPTS")

def _sources(name):
    return native.glob([name + ".cc"], allow_empty = True)

def component(name, impls, deps = [], impl_deps = {}, corpus_deps = [], test_deps = [], test_data = [], timeout = "short", visibility = ["//benches:__pkg__"], impl_visibility = ["//visibility:private"]):
    """Declares the component of this folder, in the layout of style guide c.3.

    Creates:
      `<name>.api`: the contract, `<name>.h` (and `<name>.cc`, what all implementations share);
      `<name>.corpus`: seeded inputs, `corpus.{h,cc}` (testonly: it does not ship, and its size is not compared);
      `<name>.<impl>`: one library per implementation, `<impl>.{h,cc}`;
      `<name>`: the list of them, `impls.h`, with everything above (testonly);
      `<name>_test`: `<name>_test.cc` with the suite `contract.h` (and what it is divided into, `contract_*.h`).

    Args:
      name: the folder's name.
      impls: names of the implementations' files, `baseline` first.
      deps: what the contract and its implementations need.
      impl_deps: implementation -> what it alone needs beyond that.
      corpus_deps: what the seeded inputs need beyond that.
      test_deps: what the test needs beyond gtest.
      test_data: files the test reads.
      timeout: of the test.
      visibility: who may depend on `<name>`.
      impl_visibility: who may depend on `<name>.api` and a `<name>.<impl>`, such as a component that is built on this one.
    """
    if not impls or impls[0] != "baseline":
        fail("//{}:{}: impls must start with \"baseline\", the reference for results and for speed; it is {}".format(
            native.package_name(),
            name,
            impls,
        ))
    for impl in impl_deps:
        if impl not in impls:
            fail("//{}:{}: impl_deps names {}, which is not among the impls {}".format(native.package_name(), name, impl, impls))
    private = ["//visibility:private"]
    api, corpus = name + ".api", name + ".corpus"
    cc_library(name = api, srcs = _sources(name), hdrs = [name + ".h"], copts = COPTS, deps = deps, visibility = impl_visibility)
    cc_library(name = corpus, testonly = True, srcs = _sources("corpus"), hdrs = ["corpus.h"], copts = COPTS, deps = [":" + api] + corpus_deps, visibility = private)
    for impl in impls:
        cc_library(
            name = "{}.{}".format(name, impl),
            srcs = _sources(impl),
            hdrs = [impl + ".h"],
            copts = COPTS,
            visibility = impl_visibility,
            deps = [":" + api] + deps + impl_deps.get(impl, []),
        )
    cc_library(
        name = name,
        testonly = True,
        hdrs = ["impls.h"],
        copts = COPTS,
        visibility = visibility,
        deps = [":" + api, ":" + corpus, Label("//impls:impl_list")] + [":{}.{}".format(name, impl) for impl in impls],
    )
    cc_test(
        name = name + "_test",
        timeout = timeout,
        srcs = [name + "_test.cc", "contract.h"] + native.glob(["contract_*.h"], allow_empty = True),
        copts = COPTS,
        data = test_data,
        deps = [
            ":" + name,
            Label("//impls:typed_suite"),
            Label("@com_google_googletest//:gtest_main"),
        ] + test_deps,
    )

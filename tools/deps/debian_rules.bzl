"""Debian's packaged Bazel rules and GoogleTest sources as repositories, with the shims that make 2022 rules serve today's labels."""

def _require(ctx, path, apt):
    if not ctx.path(path).exists:
        fail("\n Missing system dependency: {path}   (needed as @{name})\n Fix:   tools/setup            # installs everything this tree needs\n or:    sudo apt-get install {apt}\n".format(
            path = path,
            name = ctx.name,
            apt = apt,
        ))

def _debian_directory_impl(ctx):
    _require(ctx, ctx.attr.path, ctx.attr.apt)
    for entry in ctx.path(ctx.attr.path).readdir():
        ctx.symlink(entry, entry.basename)
    if ctx.attr.build_file:
        ctx.symlink(ctx.attr.build_file, "BUILD.bazel")

debian_directory = repository_rule(
    implementation = _debian_directory_impl,
    doc = "A directory that a Debian package installs, linked as a repository.",
    attrs = {
        "path": attr.string(mandatory = True),
        "apt": attr.string(mandatory = True),
        "build_file": attr.label(allow_single_file = True),
    },
    local = True,
)

# rules_cc 0.0.4 lacks the files from which .bzl code loads these today; a load statement needs a private name to
# re-export, hence two files each.
_LOADED = {"cc_common": "cc_common", "cc_info": "CcInfo"}

def _debian_rules_cc_impl(ctx):
    _require(ctx, ctx.attr.path, "bazel-rules-cc")
    copied = ctx.execute(["cp", "-rL", ctx.attr.path + "/.", "."])
    if copied.return_code != 0:
        fail("could not copy {}: {}".format(ctx.attr.path, copied.stderr))

    # Bazel 4.2.3 has no use_cpp_toolchain, which these two files import and do not need there.
    patched = ctx.execute(["sed", "-i", "-e", 's/, "use_cpp_toolchain"//', "-e", "/use_cpp_toolchain()/d"] + [
        "cc/private/rules_impl/cc_flags_supplier.bzl",
        "cc/private/rules_impl/compiler_flag.bzl",
    ])
    if patched.return_code != 0:
        fail("could not adapt rules_cc to this Bazel: " + patched.stderr)
    ctx.file("cc/common/BUILD", "")
    for file, symbol in _LOADED.items():
        ctx.file("cc/common/{}_private.bzl".format(file), "native_symbol = {}\n".format(symbol))
        ctx.file("cc/common/{}.bzl".format(file), """load(":{}_private.bzl", "native_symbol")

{} = native_symbol
""".format(file, symbol))

# Not py_binary, which starts through `python`: Debian 12 has python3 only. The script's own first line finds that.
def _coverage_tools_impl(ctx):
    ctx.symlink(Label("//tools/deps/coverage:lcov.py"), "lcov.py")
    ctx.file("BUILD", "".join(["""
sh_binary(
    name = "{name}",
    srcs = ["lcov.py"],
    visibility = ["//visibility:public"],
)
""".format(name = name) for name in ["coverage_report_generator", "lcov_merger"]]))

coverage_tools = repository_rule(
    implementation = _coverage_tools_impl,
    doc = "Stands in for @remote_coverage_tools, which Bazel would download. A target is needed for any test to analyse.",
)

debian_rules_cc = repository_rule(
    implementation = _debian_rules_cc_impl,
    doc = "Debian's rules_cc 0.0.4, adapted to Bazel 4.2.3 and to today's labels.",
    attrs = {"path": attr.string(default = "/usr/share/bazel/rules/cc")},
    local = True,
)

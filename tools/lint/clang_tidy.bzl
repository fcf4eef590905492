"""clang-tidy as an aspect: `bazel build --config=tidy //...`. Findings fail the build; results are cached like objects."""

load("@rules_cc//cc/common:cc_common.bzl", "cc_common")
load("@rules_cc//cc/common:cc_info.bzl", "CcInfo")

_SOURCES = ["cc", "cpp", "cxx"]

# gcc's alone: clang-tidy reports a flag that clang does not know as an error.
_GCC_ONLY = ["-falign-jumps=32", "-fno-canonical-system-headers", "-Wno-free-nonheap-object", "-Wunused-but-set-parameter"]

def _flags(ctx, context):
    flags = ctx.fragments.cpp.copts + ctx.fragments.cpp.cxxopts + ctx.rule.attr.copts
    flags = [flag for flag in flags if flag not in _GCC_ONLY]
    defines = depset(ctx.rule.attr.local_defines, transitive = [context.defines]).to_list()
    flags += ["-D" + define for define in defines]
    for flag, folders in [("-iquote", context.quote_includes), ("-I", context.includes), ("-isystem", context.system_includes)]:
        for folder in folders.to_list():
            flags += [flag, folder]
    return flags

def _lint(ctx, source, flags, headers):
    stamp = ctx.actions.declare_file("{}.{}.clang_tidy".format(source.basename, ctx.rule.attr.name))
    ctx.actions.run(
        executable = ctx.executable._clang_tidy,
        arguments = [stamp.path, ctx.file._config.path, source.path] + flags,
        inputs = depset([source, ctx.file._config], transitive = [headers]),
        outputs = [stamp],
        use_default_shell_env = True,  # a PATH to find clang-tidy on
        mnemonic = "ClangTidy",
        progress_message = "Linting " + source.short_path,
    )
    return stamp

def _clang_tidy_impl(target, ctx):
    # What a gate measures is `manual`, and `//...` leaves it out: reach its binary through the gate, and the library of
    # its cases through that.
    below = getattr(ctx.rule.attr, "binary", None)
    below = below if type(below) == "list" else [below] if below else []
    if ctx.rule.kind == "cc_binary" and not ctx.rule.attr.srcs:
        below = ctx.rule.attr.deps
    groups = [d[OutputGroupInfo].clang_tidy for d in below if OutputGroupInfo in d and hasattr(d[OutputGroupInfo], "clang_tidy")]
    stamps = []
    if not target.label.workspace_name and ctx.rule.kind in ["cc_binary", "cc_library", "cc_test"]:
        # A binary's own CcInfo, where there is one, does not say what it was compiled with: its dependencies' do.
        infos = [d[CcInfo] for d in [target] + ctx.rule.attr.deps if CcInfo in d]
        context = cc_common.merge_cc_infos(cc_infos = infos).compilation_context
        files = depset(transitive = [src.files for src in ctx.rule.attr.srcs]).to_list()
        headers = depset([f for f in files if f.extension not in _SOURCES], transitive = [context.headers])
        flags = _flags(ctx, context)
        stamps = [_lint(ctx, f, flags, headers) for f in files if f.extension in _SOURCES and f.is_source]
    return [OutputGroupInfo(clang_tidy = depset(stamps, transitive = groups))]

clang_tidy_aspect = aspect(
    implementation = _clang_tidy_impl,
    doc = "Lints our own checked-in C++ sources; output group `clang_tidy`.",
    attr_aspects = ["binary", "deps"],
    attrs = {
        "_clang_tidy": attr.label(default = "//tools/lint:clang_tidy.sh", allow_single_file = True, executable = True, cfg = "exec"),
        "_config": attr.label(default = "//:.clang-tidy", allow_single_file = True),
    },
    fragments = ["cpp"],
)

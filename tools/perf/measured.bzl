"""How every measured binary is built, whatever the command line says."""

# On top of -c opt. Without alignment, the order in which objects are linked moved timings by up to 26 %; with it, 10 of
# 13 benchmarks by 1.1 % at most.
MEASURED_COPTS = ["-O2", "-falign-functions=64", "-falign-loops=64", "-falign-jumps=32"]

def _measured_transition_impl(settings, _attr):
    return {
        "//command_line_option:compilation_mode": "opt",
        "//command_line_option:copt": settings["//command_line_option:copt"] + MEASURED_COPTS,
    }

measured_transition = transition(
    implementation = _measured_transition_impl,
    inputs = ["//command_line_option:copt"],
    outputs = ["//command_line_option:compilation_mode", "//command_line_option:copt"],
)

def _measured_binaries_impl(ctx):
    files = depset([binary.files_to_run.executable for binary in [target[DefaultInfo] for target in ctx.attr.binaries]])
    return [DefaultInfo(files = files, runfiles = ctx.runfiles(transitive_files = files))]

measured_binaries = rule(
    implementation = _measured_binaries_impl,
    doc = "The executables of `binaries`, built as the gates measure them; for `data` and $(rootpaths).",
    attrs = {
        "binaries": attr.label_list(mandatory = True, cfg = measured_transition),
        "_allowlist_function_transition": attr.label(
            default = "@bazel_tools//tools/allowlists/function_transition_allowlist",
        ),
    },
)

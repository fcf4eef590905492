"""`script_test` and `script_binary`: a test, or a program for `bazel run`, that is one checked-in executable script.

Not py_test: Bazel 4.2.3 starts those through `python`, which Debian 12 does not have. Not sh_test: Debian 12 packages no
rules_shell.
"""

def _script_impl(ctx):
    executable = ctx.actions.declare_file(ctx.label.name)
    ctx.actions.symlink(output = executable, target_file = ctx.file.script, is_executable = True)
    return DefaultInfo(executable = executable, runfiles = ctx.runfiles([ctx.file.script] + ctx.files.data))

_ATTRS = {
    "script": attr.label(allow_single_file = True, mandatory = True, doc = "executable, with a #! line"),
    "data": attr.label_list(allow_files = True),
}

script_test = rule(
    implementation = _script_impl,
    doc = "Passes if `script` exits with 0. It starts beside `data` of its own folder, in the runfiles.",
    attrs = _ATTRS,
    test = True,
)

script_binary = rule(
    implementation = _script_impl,
    doc = "Runs `script`, in the runfiles.",
    attrs = _ATTRS,
    executable = True,
)

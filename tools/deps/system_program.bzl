"""A program of the operating system that tests start, as a Bazel repository; and the one table of them."""

load(":missing_dependency.bzl", "missing_dependency")

# name -> arguments of system_program(). `apt` is the Debian 12 package.
SYSTEM_PROGRAMS = {
    "ffmpeg": dict(programs = ["ffmpeg", "ffprobe"], apt = "ffmpeg"),
    "archivers": dict(programs = ["tar", "unzip", "zip", "7z", "zstd", "gzip"], apt = "tar unzip zip p7zip-full zstd gzip", version_option = "--version"),
    "pahole": dict(programs = ["pahole"], apt = "dwarves", version_option = "--version"),
    "podman": dict(programs = ["podman"], apt = "podman", version_option = "--version"),
    "xxhsum": dict(programs = ["xxhsum"], apt = "xxhash", version_option = "--version"),
}

# The PATH of Bazel's actions under --incompatible_strict_action_env: what lies elsewhere, a test does not find.
_ACTION_PATH = ["/bin", "/usr/bin", "/usr/local/bin"]

def _find(ctx, program):
    for folder in _ACTION_PATH:
        path = ctx.path(folder + "/" + program)
        if path.exists:
            return path
    return missing_dependency(ctx, program, "It is not in {}, where tests look.".format(", ".join(_ACTION_PATH)))

def _system_program_impl(ctx):
    paths = [_find(ctx, program) for program in ctx.attr.programs]

    # Whoever starts the programs finds them in those folders. What they do may change with their version, so that it is an
    # input of every action that depends on them.
    said = ctx.execute([paths[0], ctx.attr.version_option])
    version = (said.stdout or said.stderr).split("\n")[0]  # xxhsum says it as an error
    if said.return_code != 0 or not version:
        missing_dependency(ctx, ctx.attr.programs[0], "{} {} ends with {}: {}".format(paths[0], ctx.attr.version_option, said.return_code, said.stderr or "it says nothing"))
    ctx.file("version.txt", version + "\n", executable = False)
    ctx.file("BUILD", """filegroup(
    name = "{name}",
    srcs = ["version.txt"],
    visibility = ["//visibility:public"],
)
""".format(name = ctx.attr.target))

system_program = repository_rule(
    implementation = _system_program_impl,
    doc = "Creates `@<target>//:<target>`, the version as a file, which is the data of what starts the programs; fails with the fix if one is absent.",
    attrs = {
        "target": attr.string(mandatory = True, doc = "Name of the one target (the repository's own name is mangled under bzlmod)."),
        "programs": attr.string_list(mandatory = True, doc = "Names to look for where actions do; the first answers `version_option`."),
        "version_option": attr.string(default = "-version", doc = "What makes the first program print its version, in the first line."),
        "apt": attr.string(mandatory = True, doc = "Debian 12 package that provides them."),
    },
    local = True,
    configure = True,
)

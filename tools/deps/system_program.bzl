"""A program of the operating system that tests start, as a Bazel repository; and the one table of them."""

# name -> arguments of system_program(). `apt` is the Debian 12 package.
SYSTEM_PROGRAMS = {
    "ffmpeg": dict(programs = ["ffmpeg", "ffprobe"], apt = "ffmpeg"),
}

def _missing(ctx, program):
    fail("""
 Missing system dependency: {program}   (needed as @{name})
   There is no {program} in PATH.
 Fix:   tools/setup            # installs everything this tree needs
 or:    sudo apt-get install {apt}
""".format(program = program, name = ctx.attr.target, apt = ctx.attr.apt))

def _system_program_impl(ctx):
    for program in ctx.attr.programs:
        if not ctx.which(program):
            _missing(ctx, program)

    # The programs themselves are found in PATH by whoever starts them. What they do may change with their version, so that
    # it is an input of every action that depends on them.
    version = ctx.execute([ctx.attr.programs[0], "-version"]).stdout.split("\n")[0]
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
        "programs": attr.string_list(mandatory = True, doc = "Names to look for in PATH; the first answers `-version`."),
        "apt": attr.string(mandatory = True, doc = "Debian 12 package that provides them."),
    },
    environ = ["PATH"],
    local = True,
    configure = True,
)

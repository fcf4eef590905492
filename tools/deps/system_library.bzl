"""A library of the operating system as a Bazel repository, found by pkg-config, by a header that says its version, or by dpkg."""

load(":missing_dependency.bzl", "missing_dependency")

# Parts of the C runtime stay shared, whatever a package's static flags name.
_DYNAMIC = ["atomic", "c", "dl", "m", "pthread", "rt"]

def _missing(ctx, reason):
    missing_dependency(ctx, ctx.attr.pkg, reason)

def _pkg_config(ctx, arguments):
    if not ctx.which("pkg-config"):
        _missing(ctx, "pkg-config itself is not installed.")
    return ctx.execute(["pkg-config"] + arguments)

def _linkopts(ctx, packages):
    flags = ["--libs"] + (["--static"] if ctx.attr.static else [])
    found = _pkg_config(ctx, flags + ["--print-errors"] + packages)
    if found.return_code != 0:  # a package that is there may name one that is not
        _missing(ctx, found.stderr.strip().split("\n")[0])
    options = [o for o in found.stdout.strip().split(" ") if o]
    if not ctx.attr.static:
        return options
    libdir = _pkg_config(ctx, ["--variable=libdir", packages[0]]).stdout.strip()

    static_options = []
    for option in options:
        archive = "lib{}.a".format(option[2:])
        is_library = option.startswith("-l") and ctx.path(libdir).get_child(archive).exists
        static_options.append("-l:" + archive if is_library and option[2:] not in _DYNAMIC else option)
    return static_options

def _version_of_header(ctx):
    header = ctx.path("/usr/include/" + ctx.attr.version_header)
    lines = ctx.read(header).split("\n") if header.exists else []
    definition = "#define {} ".format(ctx.attr.version_macro)
    versions = [line[len(definition):].strip().split(" ")[0] for line in lines if line.startswith(definition)]
    if not versions or int(versions[0]) < int(ctx.attr.min_version):
        _missing(ctx, "{} is absent or older than {} {}.".format(header, ctx.attr.version_macro, ctx.attr.min_version))
    return versions[0]

def _version_of_packages(ctx, packages):
    for package in packages:
        found = _pkg_config(ctx, ["--print-errors", "--exists", "{} >= {}".format(package, ctx.attr.min_version)])
        if found.return_code != 0:
            _missing(ctx, found.stderr.strip().split("\n")[0])
    return _pkg_config(ctx, ["--modversion", packages[0]]).stdout.strip()

def _version_of_dpkg(ctx):
    found = ctx.execute(["dpkg-query", "--show", "--showformat=${Version}", ctx.attr.apt])
    version = found.stdout.strip() if found.return_code == 0 else ""
    enough = version and ctx.execute(["dpkg", "--compare-versions", version, "ge", ctx.attr.min_version]).return_code == 0
    if not enough:
        _missing(ctx, "{} is {}, at least {} is needed.".format(ctx.attr.apt, version or "not installed", ctx.attr.min_version))
    return version

def _version(ctx, packages):
    if ctx.attr.version_header:
        return _version_of_header(ctx)
    return _version_of_dpkg(ctx) if ctx.attr.without_pkg_config else _version_of_packages(ctx, packages)

def _system_library_impl(ctx):
    packages = ctx.attr.pkg.split(" ")
    version = _version(ctx, packages)
    linkopts = ctx.attr.linkopts
    if not (ctx.attr.header_only or ctx.attr.without_pkg_config):
        linkopts = linkopts + _linkopts(ctx, packages)

    # No hdrs: /usr/include is a built-in include directory of the autodetected toolchain. The version is a define, so
    # that a package upgrade changes every compile key; a cache could otherwise serve objects built against old headers.
    word = "".join([c if c.isalnum() else "_" for c in version.elems()])
    stamp = "SYSTEM_{}={}".format(ctx.attr.target.upper(), word)
    ctx.file("BUILD", """load("@rules_cc//cc:defs.bzl", "cc_library")

cc_library(
    name = "{name}",
    defines = ["{stamp}"],
    linkopts = {linkopts},
    visibility = ["//visibility:public"],
)
""".format(name = ctx.attr.target, stamp = stamp, linkopts = linkopts))

system_library = repository_rule(
    implementation = _system_library_impl,
    doc = "Creates `@<target>//:<target>`, a cc_library that links what pkg-config names; fails with the fix if absent or too old.",
    attrs = {
        "target": attr.string(mandatory = True, doc = "Name of the one target (the repository's own name is mangled under bzlmod)."),
        "pkg": attr.string(mandatory = True, doc = "pkg-config names, separated by spaces; each must be at least min_version. With version_header: a name to show."),
        "apt": attr.string(mandatory = True, doc = "Debian 12 package that provides it."),
        "min_version": attr.string(default = "0"),
        "header_only": attr.bool(default = False),
        "version_header": attr.string(doc = "For a package that pkg-config does not know: a header below /usr/include ..."),
        "version_macro": attr.string(doc = "... and the macro that it defines as the version, an integer that min_version speaks of."),
        "without_pkg_config": attr.bool(default = False, doc = "For a package that neither pkg-config nor a header knows the version of: dpkg's is taken, and `pkg` is a name to show."),
        "linkopts": attr.string_list(doc = "What to link, for a package without pkg-config."),
        "static": attr.bool(default = False, doc = "Link the package's archives instead of its shared objects where it has them."),
    },
    environ = ["PKG_CONFIG_PATH"],
    local = True,
    configure = True,
)

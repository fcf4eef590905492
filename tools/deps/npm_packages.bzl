"""npm packages as a Bazel repository: what a package-lock.json pins, installed by `npm ci`."""

def _fail(ctx, reason, fix):
    fail("\n {reason}   (needed as @{name} by {needed_by})\n Fix:   {fix}\n".format(
        reason = reason,
        name = ctx.name,
        needed_by = ctx.attr.needed_by,
        fix = fix,
    ))

def _npm_packages_impl(ctx):
    programs = {}
    for program in ["node", "npm"]:
        programs[program] = ctx.which(program)
        if not programs[program]:
            _fail(ctx, "Missing system dependency: {}".format(program), "tools/setup, or: sudo apt-get install nodejs npm")
    ctx.symlink(programs["node"], "node")
    ctx.symlink(ctx.attr.package_json, "package.json")

    # A copy: npm may rewrite what it installs from.
    ctx.file("package-lock.json", ctx.read(ctx.attr.package_lock), executable = False)
    installed = ctx.execute([programs["npm"], "ci", "--ignore-scripts", "--no-audit", "--no-fund"], timeout = 600)
    if installed.return_code != 0:
        _fail(
            ctx,
            "npm could not install the packages of {}: {}".format(ctx.attr.package_lock, installed.stderr.strip()[-600:]),
            "let npm reach a registry (npm config get registry), or {}".format(ctx.attr.without_it),
        )
    ctx.file("BUILD", """package(default_visibility = ["//visibility:public"])

exports_files(["node", "package.json"])

# For a page's script; tools of tests are left out, since a sandbox links every file.
filegroup(
    name = "bundled",
    srcs = glob(
        ["node_modules/**"],
        exclude = ["node_modules/%s/**" % package for package in {test_packages}] + ["node_modules/**/* *"],
        allow_empty = True,  # all of them may be of tests, or none
    ),
)

filegroup(
    name = "test_packages",
    srcs = glob(
        ["node_modules/%s/**" % package for package in {test_packages}],
        exclude = ["node_modules/**/* *"],
        allow_empty = True,
    ),
)
""".replace("{test_packages}", repr(ctx.attr.test_packages)))

npm_packages = repository_rule(
    implementation = _npm_packages_impl,
    doc = "Creates `@<name>` with targets `node`, `package.json`, `bundled` and `test_packages`. Fails with the fix if there is no Node or no registry.",
    attrs = {
        "needed_by": attr.string(mandatory = True, doc = "who, for whom it cannot be made"),
        "package_json": attr.label(mandatory = True, allow_single_file = True),
        "package_lock": attr.label(mandatory = True, allow_single_file = True),
        "test_packages": attr.string_list(doc = "packages that no bundle contains"),
        "without_it": attr.string(mandatory = True, doc = "what else can be done where no registry is"),
    },
    environ = ["PATH"],
)

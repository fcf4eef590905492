"""`perf_limits`: limits that hold for every perf_test of a package, or of the repository."""

PerfLimitsInfo = provider(
    doc = "Limits on stored numbers and live time, as texts.",
    fields = {
        "name": "of the rule",
        "limits": "list of texts",
        "build_file": "path of the BUILD file that holds them, empty if it is not at hand",
    },
)

def _perf_limits_impl(ctx):
    return [
        DefaultInfo(runfiles = ctx.runfiles(files = ctx.files.build_file)),
        PerfLimitsInfo(
            name = ctx.label.name,
            limits = ctx.attr.limits,
            build_file = ctx.files.build_file[0].short_path if ctx.files.build_file else "",
        ),
    ]

_perf_limits = rule(
    implementation = _perf_limits_impl,
    attrs = {
        "limits": attr.string_list(),
        "build_file": attr.label_list(allow_files = True),
    },
)

def _rules_of_kind(kind):
    return [name for name, rule in native.existing_rules().items() if rule["kind"] == kind]

def package_limits():
    """Labels of the perf_limits above, in the BUILD file that is being loaded: none or one."""
    return [":" + name for name in _rules_of_kind("_perf_limits")]

def perf_limits(name, limits, visibility = ["//visibility:public"]):
    """Declares limits that hold for every perf_test below it in the same BUILD file.

    A perf_test's own `limits` and `case_limits` come before them. A repository makes them its default with
    `build --@pawl//tools/perf:repository_limits=//:perf_limits` in its .bazelrc; those of a package come before these.

    Creates: `<name>`.

    Args:
      name: `perf_limits` by convention.
      limits: texts such as "allocated_bytes +2% and +128 B", one at most for each metric.
      visibility: who may make them a default.
    """
    here = "//{}:{}".format(native.package_name(), name)
    for other in _rules_of_kind("_perf_test"):
        fail("{}: stands below the perf_test {}, which would not see it: move it above all perf_tests of its BUILD file".format(here, other))
    for other in _rules_of_kind("_perf_limits"):
        fail("{}: this package has perf_limits already, {}: a package has one, put all limits there".format(here, other))
    _perf_limits(
        name = name,
        limits = limits,
        build_file = native.glob(["BUILD", "BUILD.bazel"], allow_empty = True),
        visibility = visibility,
    )

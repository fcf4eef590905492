"""`perf_test`: the benchmarks of one component as a test that fails on a regression."""

load("@rules_cc//cc:defs.bzl", "cc_binary", "cc_library")
load("//tools/deps:copts.bzl", "COPTS")
load("//tools/perf:measured.bzl", "MEASURED_COPTS", "measured_transition")
load("//tools/perf:perf_limits.bzl", "PerfLimitsInfo", "package_limits")
load("//tools/perf:sized_libraries.bzl", "sized_libraries", "testonly_aspect")
load("//tools/perf:user_label.bzl", "user_label")

# Other layouts of the same benchmark, by what is linked first. Their sizes differ in cache line and page.
_LAYOUTS = [(".layout1", 4011), (".layout2", 9127)]

# The gate is never served from a cache: `external` runs it again although nothing changed, since the machine may have, and
# `no-remote-cache` leaves nothing for others to find. So Bazel never says "(cached)" of it.
_GATE_TAGS = ["perf", "external", "no-remote-cache"]

# Where it measures: its own tags and what it asks of a worker. Here it never shares the machine with another test
# (exclusive; its shards and its repeated runs take turns, too). On a pool that tag would keep it off the workers and two
# clients apart from nothing: one slot per worker does it there.
_MACHINES = {
    "local": struct(tags = ["exclusive", "local", "no-remote-exec"], worker = []),
    "perf": struct(tags = [], worker = [Label("//tools/platforms:perf_machine")]),
}

_BINARY_STORE = Label("@pawl_binary_store//:place.json")

# What the stored numbers belong to: when one of these files changes, the old numbers are those of another benchmark. A
# program among the data is what a benchmark measures, not what it consists of.
def _own_files(ctx):
    files = []
    for target in ctx.attr.srcs + ctx.attr.data:
        if target[DefaultInfo].files_to_run.runfiles_manifest == None:
            files += target[DefaultInfo].files.to_list()
    return files

# What the benchmark may read or run beside itself and those: programs, and data of its deps.
def _other_files(binary, own_files):
    known = {file: None for file in own_files + [binary.files_to_run.executable]}
    return [file for file in binary.default_runfiles.files.to_list() if file not in known]

def _launcher_impl(ctx):
    binary = ctx.attr.binary[0][DefaultInfo]
    layouts = [layout[DefaultInfo] for layout in ctx.attr.layouts]
    pawl = ctx.attr._pawl[DefaultInfo]
    own_files = _own_files(ctx)
    libraries = sized_libraries(ctx.attr.deps)
    outer = ctx.attr.package_limits + [ctx.attr._repository_limits]  # nearest first
    outer_limits = [target[PerfLimitsInfo] for target in outer]
    build_file = ctx.files.build_file[0] if ctx.files.build_file else None
    plan = ctx.actions.declare_file(ctx.label.name + ".plan.json")
    folder = ctx.attr.baselines.label.package
    baseline = (folder + "/" if folder else "") + ctx.attr.target_name + ".json"
    ctx.actions.write(plan, json.encode(struct(
        target = user_label(ctx.label, ctx.attr.target_name),
        pawl = user_label(ctx.attr._pawl.label),
        binary = binary.files_to_run.executable.short_path,
        layouts = [layout.files_to_run.executable.short_path for layout in layouts],
        counter = ctx.file._counter.short_path,
        store_file = ctx.file.binary_store.short_path if ctx.file.binary_store else "",
        baseline_file = baseline,
        build_file = build_file.short_path if build_file else "",
        status_file = ctx.info_file.short_path,
        libraries = [struct(name = library.name, file = library.file.short_path) for library in libraries],
        sources = [file.short_path for file in own_files],
        other_files = [file.short_path for file in _other_files(binary, own_files)],
        compiler_flags = ["-c opt"] + ctx.fragments.cpp.copts + ctx.fragments.cpp.cxxopts + MEASURED_COPTS + COPTS,
        claims = ctx.attr.claims,
        metrics = ctx.attr.metrics,
        sweep = ctx.attr.sweep,
        report_only = ctx.attr.report_only,
        policy = struct(
            limits = ctx.attr.limits,
            case_limits = ctx.attr.case_limits,
            outer_limits = [struct(name = info.name, build_file = info.build_file, limits = info.limits) for info in outer_limits],
            mutes = ctx.attr.mutes,
            ratchet = ctx.attr.ratchet,
            new_cases = ctx.attr.new_cases,
            require = ctx.attr.require,
            strict = ctx.attr.strict,
        ),
    )))
    launcher = ctx.actions.declare_file(ctx.label.name)
    ctx.actions.expand_template(
        template = ctx.file._launcher,
        output = launcher,
        substitutions = {
            "%{workspace}": ctx.workspace_name,
            "%{pawl}": pawl.files_to_run.executable.short_path,
            "%{command}": ctx.attr.command,
            "%{plan}": plan.short_path,
        },
        is_executable = True,
    )
    files = [plan, ctx.file._counter, ctx.info_file] + [library.file for library in libraries]
    files += ctx.files.binary_store
    runfiles = ctx.runfiles(files = files + ctx.files.baselines + ctx.files.build_file + own_files)
    for info in [binary, pawl] + layouts + [target[DefaultInfo] for target in outer]:
        runfiles = runfiles.merge(info.default_runfiles)
    return [DefaultInfo(executable = launcher, runfiles = runfiles)]

_ATTRIBUTES = {
    "target_name": attr.string(mandatory = True, doc = "Name of the perf_test, also in its helpers."),
    "command": attr.string(mandatory = True, doc = "The command of `pawl` to run."),
    "srcs": attr.label_list(mandatory = True, allow_files = True, cfg = measured_transition),
    "data": attr.label_list(allow_files = True, cfg = measured_transition),
    "deps": attr.label_list(aspects = [testonly_aspect], cfg = measured_transition),
    "binary": attr.label(mandatory = True, cfg = measured_transition, executable = True),
    "layouts": attr.label_list(cfg = measured_transition),
    "baselines": attr.label(mandatory = True, allow_files = True),  # empty before the first .accept: the gate says so
    "build_file": attr.label_list(allow_files = True),
    "binary_store": attr.label(allow_single_file = True, doc = "Says where accepted binaries are. Only for what no cache serves: it names a folder of the user."),
    "claims": attr.string_list_dict(),
    "metrics": attr.string_dict(),
    "sweep": attr.string_list(),
    "report_only": attr.string_list(),
    "limits": attr.string_list(),
    "case_limits": attr.string_list_dict(),
    "package_limits": attr.label_list(providers = [PerfLimitsInfo]),
    "mutes": attr.string_list_dict(),
    "ratchet": attr.bool(),
    "new_cases": attr.string(default = "fail", values = ["allow", "fail"]),
    "require": attr.string_list(),
    "strict": attr.string_list(),
    "_repository_limits": attr.label(default = "//tools/perf:repository_limits", providers = [PerfLimitsInfo]),
    "_pawl": attr.label(default = "//tools/perf:program", executable = True, cfg = "target"),
    "_counter": attr.label(default = "//tools/worker:liballocation_counter.so", allow_single_file = True),
    "_launcher": attr.label(default = "//tools/perf:launcher.sh.tpl", allow_single_file = True),
    "_allowlist_function_transition": attr.label(
        default = "@bazel_tools//tools/allowlists/function_transition_allowlist",
    ),
}

# The rule's own name is what `pawl report` asks `bazel query` for.
_perf_test = rule(implementation = _launcher_impl, attrs = _ATTRIBUTES, fragments = ["cpp"], test = True)
_perf_smoke_test = rule(implementation = _launcher_impl, attrs = _ATTRIBUTES, fragments = ["cpp"], test = True)
_perf_command = rule(implementation = _launcher_impl, attrs = _ATTRIBUTES, fragments = ["cpp"], executable = True)

def _check_dictionary(name, attribute, dictionary):
    for case_name, texts in dictionary.items():
        if not texts:
            fail("//{}:{}: the {} of {} are empty: remove the case or say what holds for it".format(
                native.package_name(),
                name,
                attribute,
                case_name,
            ))

def perf_test(
        name,
        srcs,
        deps = [],
        claims = {},
        metrics = {},
        limits = [],
        case_limits = {},
        mutes = {},
        ratchet = False,
        new_cases = "fail",
        require = [],
        strict = [],
        sweep = [],
        report_only = [],
        baselines = "//baselines",
        data = [],
        timeout = "moderate",
        machine = "local",
        tags = [],
        **kwargs):
    """Declares the benchmarks of one component.

    Creates:
      `<name>`: the gate (test; tags perf, exclusive, local, external; see `machine`). Measures, compares with the stored baseline
          `<baselines>/<name>.json` and with the claims, and fails on a regression;
      `<name>.smoke`: runs each case of the gate set once, compares outputs, and fails for a name written here that does not
          exist: a case, a metric, a counter that no case sets (test; tag smoke);
      `<name>.bin`: the benchmark binary, an ordinary Google Benchmark program (manual);
      `<name>.layout1`, `.layout2`: the same, with all code moved; they tell a regression of the code from one of its
          place in memory (manual);
      `<name>.accept`: measures twice (and a third time against an accepted binary), keeps the binary and rewrites the
          stored baseline; with `--anchor` pins it as the last release in
          `<baselines>/<name>.anchor.json`, which the gate compares with, too, by wider limits (`bazel run`; manual).
      `<name>.calibrate`: compares the benchmark with itself and says how noisy this machine is (`bazel run`; manual).

    Args:
      name: ends in `_perf` by convention.
      srcs: ordinary Google Benchmark sources without a main. Stored numbers belong to the contents of `srcs` and `data`:
          when one changes they are `incomparable` until they are accepted again. What is measured stands in `deps`.
      deps: what they measure. Each library in the package of one of them, if they link it, it has sources and is not
          testonly, is a case with the metric `binary_size`, named by its label: "//impls/x:x.optimized". So is each type
          that a benchmark names by pawl::RecordSizeof, with the metric `sizeof`.
      claims: case name -> what its optimization promised, as `metric <= [factor *] reference [if|unless feature]`, where
          a feature is a flag of /proc/cpuinfo: "if sha_ni", or "unless pti" for what system calls and page faults decide.
      metrics: counter name -> what it means. A counter that the benchmark sets by `state.counters` and that is declared
          here is a metric like Pawl's own: stored by `.accept`, compared by the gate, named in claims, shown in reports.
          Written as `[unit U,] higher|lower is better, [median|minimum|maximum|mean,] limit ...`, for example
          `"compression_ratio": "unit x, higher is better, limit -1%"` or
          `"p99": "unit us, lower is better, maximum, limit +25% and +2 us"`. Counters that are not declared are shown
          in reports and gated by nothing. One whose unit has time in it (us, B/s) is compared on the same class of
          machine only, and its limit must be wider than its noise.
      limits: how far stored numbers and live time may move before a row is `regressed` or `improved`, one text at most for
          each metric, such as "allocated_bytes +2% and +128 B" or "time theta 1% margin 3%". The nearest limit on a metric
          holds: of the case, of the perf_test, of the package's `perf_limits`, of the repository's, Pawl's own.
      case_limits: case name -> limits of this case.
      mutes: case name -> rows that don't block for a while, as `comparison until YYYY-MM-DD: reason`. An expired one
          fails. The comparison is a metric, whose row against the anchor is muted with it, `anchor:<metric>` for that
          row alone, or `claim:<text>`.
      ratchet: whether an improvement beyond its limit fails until it is accepted.
      new_cases: "allow" lets cases without stored numbers pass.
      require: metrics that must be measured: their `not-measured` rows fail, and so does a run without any row that
          compares one, such as "time" where no accepted binary is at hand and no claim is about it.
      strict: verdicts that fail, too: "unstable", "incomparable".
      sweep: regular expressions; cases that match run in `bazel run //:report -- --sweep` only.
      report_only: regular expressions; cases that match run in every report and in no gate, since their input is not
          under version control.
      baselines: a filegroup of all stored baselines, in the folder where they are written.
      data: files that the benchmarks read, and programs that they run.
      timeout: of the gate. It measures for 80 % of it at most, and fails at once, with the numbers, if what it has to
          measure does not fit.
      machine: where the gate measures. "local": beside Bazel, alone. "perf": on a worker of a remote executor, one with the
          constraint //tools/platforms:perf_machine; the command line must name such a platform, and the worker must have
          one slot (docs/scale.md).
      tags: more tags for gate and smoke test.
      **kwargs: go to the gate. `shard_count` splits its cases, a case and its references staying together; on one
          machine the shards take turns, so it serves time limits there, and speed on a pool.
    """
    if not srcs:
        fail("//{}:{}: srcs is empty: name the sources that hold its BENCHMARK()s".format(native.package_name(), name))
    if "flaky" in kwargs:
        fail("//{}:{}: a gate cannot be flaky: its verdict is final, and a second attempt fails like the first. Remove `flaky`".format(
            native.package_name(),
            name,
        ))
    if machine not in _MACHINES:
        fail("//{}:{}: machine is \"{}\": write \"local\" (beside Bazel) or \"perf\" (on a worker, see docs/scale.md)".format(
            native.package_name(),
            name,
            machine,
        ))
    _check_dictionary(name, "claims", claims)
    _check_dictionary(name, "case_limits", case_limits)
    _check_dictionary(name, "mutes", mutes)
    cc_library(
        name = name + ".cases",
        testonly = True,
        srcs = srcs,
        copts = COPTS,
        data = data,
        linkstatic = True,
        tags = ["manual"],
        visibility = ["//visibility:private"],
        deps = deps + [
            Label("//tools/perf:for_each_impl"),
            Label("//tools/perf:run_scratch"),
            Label("//tools/worker"),
        ],
        alwayslink = True,  # BENCHMARK() registers itself
    )
    for suffix, padding in [(".bin", None)] + _LAYOUTS:
        cc_binary(
            name = name + suffix,
            testonly = True,
            srcs = [Label("//tools/perf:padding.cc")] if padding else [],
            linkstatic = True,
            local_defines = ["PAWL_PADDING_BYTES={}".format(padding)] if padding else [],
            tags = ["manual"],
            deps = [":" + name + ".cases"],
        )
    common = dict(
        target_name = name,
        srcs = srcs,
        data = data,
        deps = deps,
        binary = ":" + name + ".bin",
        layouts = [":" + name + suffix for suffix, _ in _LAYOUTS],
        baselines = baselines,
        build_file = native.glob(["BUILD", "BUILD.bazel"], allow_empty = True),
        claims = claims,
        metrics = metrics,
        sweep = sweep,
        report_only = report_only,
        limits = limits,
        case_limits = case_limits,
        package_limits = package_limits(),
        mutes = mutes,
        ratchet = ratchet,
        new_cases = new_cases,
        require = require,
        strict = strict,
    )
    _perf_test(
        name = name,
        command = "gate",
        timeout = timeout,
        binary_store = _BINARY_STORE,
        exec_compatible_with = _MACHINES[machine].worker + kwargs.pop("exec_compatible_with", []),
        tags = tags + _GATE_TAGS + _MACHINES[machine].tags,
        **dict(common, **kwargs)
    )
    _perf_smoke_test(name = name + ".smoke", command = "smoke", timeout = "short", tags = tags + ["smoke"], **common)
    for command in ["accept", "calibrate"]:
        _perf_command(
            name = name + "." + command,
            testonly = True,
            command = command,
            binary_store = _BINARY_STORE if command == "accept" else None,
            tags = ["manual"],
            visibility = ["//visibility:private"],
            **common
        )

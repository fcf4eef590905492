"""Which libraries' sizes a perf_test compares: what ships of the components that it measures."""

load("@rules_cc//cc/common:cc_info.bzl", "CcInfo")
load("//tools/perf:user_label.bzl", "user_label")

_TestonlyInfo = provider(
    doc = "Labels of the testonly rules among what a rule depends on, itself included.",
    fields = {"labels": "depset"},
)

def _testonly_impl(_target, ctx):
    below = getattr(ctx.rule.attr, "deps", None)
    below = below if type(below) == "list" else []
    return [_TestonlyInfo(labels = depset(
        [ctx.label] if ctx.rule.attr.testonly else [],
        transitive = [dep[_TestonlyInfo].labels for dep in below if _TestonlyInfo in dep],
    ))]

# To be on the `deps` that sized_libraries() is given: a linker input knows its rule's label and nothing else of it.
testonly_aspect = aspect(implementation = _testonly_impl, attr_aspects = ["deps"])

def _name(label, archive, alone):
    name = user_label(label)
    return name if alone else "{}/{}".format(name, archive.basename)

def sized_libraries(deps):
    """The static archives of all libraries in the packages of `deps`, as far as `deps` link them.

    A component's implementations usually are libraries of their own beside the one that a benchmark depends on, hence
    the package. Left out are testonly ones, which do not ship (seeded inputs, lists of implementations), and those
    without an archive, of headers only.

    Args:
      deps: targets that were given `testonly_aspect`.

    Returns:
      Structs of a `name`, the library's label (with the archive's name behind it, if it has several), and a `file`.
    """
    archives = {}  # label -> its archives, in the order of linking
    for dep in deps:
        if CcInfo not in dep:
            continue
        testonly = {label: True for label in dep[_TestonlyInfo].labels.to_list()}
        for linked in dep[CcInfo].linking_context.linker_inputs.to_list():
            here = (linked.owner.workspace_name, linked.owner.package) == (dep.label.workspace_name, dep.label.package)
            if not here or linked.owner in testonly:
                continue
            of_label = archives.setdefault(linked.owner, [])
            for library in linked.libraries:
                archive = library.static_library or library.pic_static_library
                if archive and archive not in of_label:
                    of_label.append(archive)
    return [
        struct(name = _name(label, archive, len(of_label) == 1), file = archive)
        for label, of_label in archives.items()
        for archive in of_label
    ]

"""Where accepted binaries are kept, fixed when the work space is loaded: tests have neither HOME nor the caller's environment."""

_DEFAULT_BYTES = 1 << 30  # some hundred versions of a few benchmark binaries of a megabyte or two

def _refuse(variable, value, what):
    fail("\n {}={} {}\n Fix:   unset it, or see docs/configuration.md, section \"Where accepted binaries are\"\n".format(variable, value, what))

def _folder(environ):
    """The folder ("" for none) and, without one, why there is none."""
    named = environ.get("PAWL_BINARY_STORE", "")
    if named == "none":
        return "", "PAWL_BINARY_STORE=none says so"
    if named and not named.startswith("/"):
        _refuse("PAWL_BINARY_STORE", named, "is neither an absolute path nor `none`.")
    if named:
        return named, ""

    # The standard has relative paths ignored.
    for variable, below in [("XDG_CACHE_HOME", ""), ("HOME", "/.cache")]:
        folder = environ.get(variable, "")
        if folder.startswith("/"):
            return folder.rstrip("/") + below + "/pawl/binaries", ""
    return "", "neither PAWL_BINARY_STORE nor XDG_CACHE_HOME nor HOME was an absolute path when Bazel loaded the work space"

def _max_bytes(environ):
    text = environ.get("PAWL_BINARY_STORE_BYTES", "")
    if not text:
        return _DEFAULT_BYTES
    if not text.isdigit() or int(text) == 0 or len(text) > 15:
        _refuse("PAWL_BINARY_STORE_BYTES", text, "is no number of bytes from 1 on.")
    return int(text)

def _url(environ):
    url = environ.get("PAWL_BINARY_STORE_URL", "")
    if url and not url.startswith("http://") and not url.startswith("https://"):
        _refuse("PAWL_BINARY_STORE_URL", "...", "begins with neither http:// nor https://.")  # it may hold a password
    return url

def _binary_store_impl(ctx):
    folder, absent = _folder(ctx.os.environ)
    place = struct(folder = folder, absent = absent, url = _url(ctx.os.environ), max_bytes = _max_bytes(ctx.os.environ))
    ctx.file("place.json", json.encode(place) + "\n", executable = False)
    ctx.file("BUILD", "exports_files([\"place.json\"])\n", executable = False)

# A file of its own, and not a part of the perf_tests' plans: only gates, which no cache serves, and `.accept` read it, so
# a user's folder is in no action's key.
binary_store = repository_rule(
    implementation = _binary_store_impl,
    doc = "Creates `@<name>//:place.json`, which says where accepted binaries are.",
    environ = [
        "HOME",
        "PAWL_BINARY_STORE",
        "PAWL_BINARY_STORE_BYTES",
        "PAWL_BINARY_STORE_URL",
        "XDG_CACHE_HOME",
    ],
    local = True,
    configure = True,
)

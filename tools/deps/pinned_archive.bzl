"""A source archive pinned by hash, taken from .deps (filled by tools/setup) or from its upstream address."""

def _pinned_archive_impl(ctx):
    # Relative to this file's repository, so it also works when Pawl is the external repository of somebody else.
    local = ctx.path(Label("//:WORKSPACE")).dirname.get_child(".deps").get_child(ctx.attr.file)
    urls = (["file://" + str(local)] if local.exists else []) + ctx.attr.urls
    result = ctx.download_and_extract(
        urls,
        sha256 = ctx.attr.sha256,
        stripPrefix = ctx.attr.strip_prefix,
        type = "tar.gz",
        allow_fail = True,
    )
    if not result.success:
        fail("""
 Source archive not available: {file}
   Neither .deps/{file} nor its upstream address could be read, or the bytes are not the pinned ones (sha256 {sha}).
 Fix:   tools/setup            # downloads it from Debian's source mirror
""".format(file = ctx.attr.file, sha = ctx.attr.sha256))
    ctx.delete("BUILD.bazel")  # upstream's own needs rules that 4.2.3 has not
    ctx.symlink(ctx.attr.build_file, "BUILD.bazel")

pinned_archive = repository_rule(
    implementation = _pinned_archive_impl,
    attrs = {
        "file": attr.string(mandatory = True),
        "sha256": attr.string(mandatory = True),
        "urls": attr.string_list(),
        "strip_prefix": attr.string(),
        "build_file": attr.label(mandatory = True, allow_single_file = True),
    },
)

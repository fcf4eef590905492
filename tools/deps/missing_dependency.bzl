"""What a dependency of the operating system that is absent, or no good, ends the load with."""

def missing_dependency(ctx, what, reason):
    """Fails with the reason and the way out.

    Args:
      ctx: of a repository rule with the attributes `target` and `apt`, the Debian 12 package.
      what: the dependency, as its users know it.
      reason: what is wrong, as a sentence.
    """

    # Bazel prints the text three times with a traceback, so it stays short.
    fail("""
 Missing system dependency: {what}   (needed as @{name})
   {reason}
 Fix:   tools/setup            # installs everything this tree needs
 or:    sudo apt-get install {apt}
""".format(what = what, name = ctx.attr.target, reason = reason, apt = ctx.attr.apt))

"""Labels as the user of a work space writes them."""

def user_label(label, name = None):
    """The text that names `label` in BUILD files of the main repository and on its command lines.

    Args:
      label: a Label, of the main repository or of another one.
      name: of another target of its package.

    Returns:
      "//pkg:name", or "@pawl//pkg:name" of another repository. From Bazel 7 on that has a canonical name, "pawl~" or "pawl+",
      with a version behind it where there are several, and the one by which it is known here cannot be asked for: it is
      the module's own unless somebody set `repo_name`. What an extension generates keeps its canonical name, "@@...".
    """
    repository = label.repo_name if hasattr(label, "repo_name") else label.workspace_name
    if not repository:
        return "//{}:{}".format(label.package, name or label.name)
    parts = repository.replace("+", "~").split("~")
    known = "@" + parts[0] if len(parts) <= 2 else "@@" + repository
    return "{}//{}:{}".format(known, label.package, name or label.name)

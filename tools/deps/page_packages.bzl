"""The npm packages of the report page, for WORKSPACE and MODULE.bazel alike."""

load(":npm_packages.bzl", "npm_packages")

def page_packages():
    """Declares @pawl_page_packages, which is fetched when something that needs it is built."""
    npm_packages(
        name = "pawl_page_packages",
        needed_by = "the report page; gates and `pawl` itself do not need it",
        package_json = Label("//reports/web:package.json"),
        package_lock = Label("//reports/web:package-lock.json"),
        test_packages = ["@types", "axe-core", "playwright-core", "typescript"],
        without_it = "build without //reports/web",
    )

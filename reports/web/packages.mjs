// Where a script finds what Bazel has laid beside it.
import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";

// `bazel run` names its runfiles by where it starts.
export const runfiles = process.env.TEST_SRCDIR ?? join(process.cwd(), "..");
export const workspace = process.env.TEST_WORKSPACE ?? basename(process.cwd());

// The `require` of the pinned npm packages. Bazel modules put the extension's name before the repository's.
export const packages = createRequire(join(runfiles, folderOf("pawl_page_packages"), "package.json"));

function folderOf(repository) {
  const isIt = (name) => name === repository || name.endsWith(`+${repository}`) || name.endsWith(`~${repository}`);
  const found = readdirSync(runfiles).find(isIt);
  if (found === undefined) throw new Error(`${runfiles} has no @${repository}: it belongs to the data of this script`);
  return found;
}

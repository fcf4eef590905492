#!/usr/bin/env node
// The page's sources are what TypeScript calls strict.
import { spawnSync } from "node:child_process";
import { copyFileSync, cpSync, mkdtempSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";

import { packages, runfiles, workspace } from "./packages.mjs";

const compiler = packages.resolve("typescript/lib/tsc.js");
const sources = join(runfiles, workspace, "reports/web");
const folder = mkdtempSync(join(process.env.TEST_TMPDIR, "types-"));
cpSync(join(sources, "src"), join(folder, "src"), { recursive: true, dereference: true });
// Not cpSync, which in Node 24 takes a link to a file for a folder.
copyFileSync(join(sources, "tsconfig.json"), join(folder, "tsconfig.json"));
symlinkSync(dirname(dirname(dirname(compiler))), join(folder, "node_modules"));

const listed = spawnSync(process.execPath, [compiler, "-p", folder, "--listFilesOnly"], { encoding: "utf8" });
if (!listed.stdout.includes("src/page.ts")) throw new Error(`the compiler does not see the sources: ${listed.stdout}${listed.stderr}`);
const { status, stdout } = spawnSync(process.execPath, [compiler, "-p", folder], { encoding: "utf8" });
process.stdout.write(stdout);
process.exit(status ?? 1);

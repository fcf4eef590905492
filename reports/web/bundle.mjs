// node bundle.mjs NODE_MODULES ENTRY OUT: one script for the report page, as the initializer of a C++ string literal, and
// beside it (x_hash.inc of x.inc) its SHA-256 as the page's Content-Security-Policy names it.
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";

const [modules, entry, out] = process.argv.slice(2).map((path) => resolve(path));
const { buildSync } = createRequire(`${modules}/`)("esbuild");
const { outputFiles } = buildSync({
  entryPoints: [entry],
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2022",
  charset: "ascii",
  legalComments: "inline",
  loader: { ".css": "empty" },
  nodePaths: [modules],
  write: false,
  outfile: out,
});
const script = outputFiles[0].text.trim();
if (script.includes("</script") || script.includes(")PAWL_JS\"")) throw new Error("the script would end its own element");
writeFileSync(out, `R"PAWL_JS(${script})PAWL_JS"`);
writeFileSync(out.replace(/[.]inc$/, "_hash.inc"), `"sha256-${createHash("sha256").update(script).digest("base64")}"`);

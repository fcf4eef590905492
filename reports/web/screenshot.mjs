#!/usr/bin/env node
// bazel run //reports/web:screenshot -- REPORT.html OUT.png: the top of a report, as the README shows it. Paths are
// relative to where the command was typed.
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { open, withBrowser } from "./browser.mjs";

const [report, out] = process.argv.slice(2).map((path) => resolve(process.env.BUILD_WORKING_DIRECTORY ?? ".", path));
if (!out) {
  console.error("usage: bazel run //reports/web:screenshot -- REPORT.html OUT.png");
  process.exit(2);
}
await withBrowser(async (browser) => {
  const { page, misdeeds } = await open(browser, pathToFileURL(report).href, { colorScheme: "light", viewport: { width: 1200, height: 900 } });
  await page.waitForSelector(".controls");
  await page.screenshot({ path: out });
  if (misdeeds.length > 0) throw new Error(misdeeds.join("\n"));
});
console.log(`Screenshot: ${out}`);

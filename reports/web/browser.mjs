// What the browser tests share: the pages, a headless Chromium, and checks.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { packages, runfiles, workspace } from "./packages.mjs";

const CHROMIUM = "/usr/bin/chromium";

export const axe = packages.resolve("axe-core/axe.min.js");
export const outputs = process.env.TEST_UNDECLARED_OUTPUTS_DIR ?? tmpdir();

// Renders the made-up reports and returns the address of each, by its name.
export function makePages() {
  const folder = mkdtempSync(join(process.env.TEST_TMPDIR ?? tmpdir(), "pages-"));
  execFileSync(join(runfiles, workspace, "reports/sample_pages"), [folder]);
  return (name) => pathToFileURL(join(folder, name)).href;
}

export async function withBrowser(use) {
  if (!existsSync(CHROMIUM)) throw new Error(`there is no ${CHROMIUM}: run tools/setup, or apt-get install chromium`);
  const home = mkdtempSync(join(process.env.TEST_TMPDIR ?? tmpdir(), "chromium-"));
  mkdirSync(outputs, { recursive: true });
  const browser = await packages("playwright-core").chromium.launch({
    executablePath: CHROMIUM,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
           "--disable-component-update", "--disable-sync"],
    env: { ...process.env, HOME: home, XDG_CONFIG_HOME: home, XDG_CACHE_HOME: home },
  });
  try {
    return await use(browser);
  } finally {
    await browser.close();
  }
}

// Opens a page and keeps whatever it does that a report must not do: requests, errors, dialogs.
export async function open(browser, url, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const misdeeds = [];
  page.on("request", (request) => {
    if (request.url().split(/[?#]/)[0] !== url.split(/[?#]/)[0]) misdeeds.push(`request: ${request.url().slice(0, 200)}`);
  });
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) misdeeds.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => misdeeds.push(`error: ${error.stack}`));
  page.on("dialog", (dialog) => {
    misdeeds.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  await page.goto(url);
  return { page, misdeeds, close: () => context.close() };
}

let checks = 0;

export function expect(condition, what) {
  ++checks;
  if (!condition) throw new Error(`not so: ${what}`);
}

export function expectEqual(actual, expected, what) {
  const [a, b] = [actual, expected].map((value) => JSON.stringify(value));
  expect(a === b, `${what} is ${a}, not ${b}`);
}

// All of them, whatever fails, each of which has to check something.
export async function run(tests) {
  for (const [name, test] of Object.entries(tests)) {
    const before = checks;
    try {
      await test();
      expect(checks > before, "it checked something");
      console.log(`ok: ${name} (${checks - before} checks)`);
    } catch (error) {
      console.log(`FAILED: ${name}\n  ${error.stack}`);
      process.exitCode = 1;
    }
  }
}

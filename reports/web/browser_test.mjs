#!/usr/bin/env node
// The report in a real browser: what a reader does with it, by mouse and by keyboard.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { axe, expect, expectEqual, makePages, open, outputs, run, withBrowser } from "./browser.mjs";

const address = makePages();
const kinds = ["ratios", "growth", "history", "work", "spread", "order", "flame"];

const rowsOf = (page) =>
  page.$$eval("table.compared > tbody", (bodies) =>
    bodies.filter((body) => !body.hidden).map((body) => ({ id: body.id, verdict: body.className, change: body.rows[0].cells[4].dataset.value, calm: body.closest("details") !== null })));

async function drawAll(page) {
  await page.$$eval("details.samples", (all) => all.forEach((details) => (details.open = true)));
  for (const figure of await page.$$("figure.chart")) await figure.scrollIntoViewIfNeeded();
  await page.waitForFunction(() => [...document.querySelectorAll("figure.chart")].every((figure) => figure.querySelector(".drawing")));
}

const background = (page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);

async function violations(page) {
  await page.addScriptTag({ path: axe }).catch(() => undefined);
  return page.evaluate(async () => {
    const { violations } = await window.axe.run();
    return violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => `${node.html.slice(0, 160)} ${node.failureSummary}`).join(" | ")}`);
  });
}

await withBrowser(async (browser) => run({
  async "every figure is drawn, nothing is fetched, nothing goes wrong"() {
    const { page, misdeeds, close } = await open(browser, address("drawn.html"));
    await drawAll(page);
    const drawn = await page.$$eval("figure.chart", (figures) => figures.map((figure) => figure.id.split(":")[0]));
    for (const kind of kinds) expect(drawn.includes(kind), `there is a figure of kind ${kind}`);
    expect((await page.$$eval("figure.chart figcaption", (all) => all.every((caption) => caption.textContent.length > 40))), "every figure says how to read it");
    const dots = await page.$$eval("figure[id^='spread:checksum'] svg [data-mark=dot] :is(path, circle)", (all) => all.length);
    expect(dots >= 5 * 2 * 8 * 32, `every sample is a dot: ${dots}`);
    expectEqual(misdeeds, [], "what went wrong");
    await close();
  },

  async "a heading sorts by mouse and by keyboard, numbers as numbers"() {
    const { page, misdeeds, close } = await open(browser, address("drawn.html"));
    const worstFirst = await rowsOf(page);
    await page.click("button.sort:text-is('Change')");
    const numbers = (rows, calm) => rows.filter((row) => row.change && row.calm === calm).map((row) => Number(row.change));
    const expectSorted = async (order, what) => {
      const rows = await rowsOf(page);
      for (const calm of [false, true]) {
        expect(numbers(rows, calm).length > 1, "each table has something to sort");
        expectEqual(numbers(rows, calm), numbers(worstFirst, calm).sort(order), what);
        const changes = rows.filter((row) => row.calm === calm).map((row) => row.change);
        expect(changes.findLastIndex(Boolean) < numbers(rows, calm).length, "rows without a number come last");
      }
    };
    await expectSorted((a, b) => a - b, "the order of changes");
    await page.focus("button.sort:text-is('Change')");
    await page.keyboard.press("Enter");
    await expectSorted((a, b) => b - a, "the order after Enter");
    expectEqual(await page.getAttribute("th:has(button:text-is('Change'))", "aria-sort"), "descending", "aria-sort");
    expectEqual(await page.getAttribute(".calm th:has(button:text-is('Change'))", "aria-sort"), "descending", "aria-sort of what needs no attention");
    expect(page.url().includes("sort=Change") && page.url().includes("order=descending"), `the address holds it: ${page.url()}`);
    await page.reload();
    await expectSorted((a, b) => b - a, "the order after a reload");
    await page.click("text=Worst first, all rows");
    expectEqual(await rowsOf(page), worstFirst, "the rows after a reset");
    expect(!page.url().includes("?"), "a reset leaves no trace in the address");
    expectEqual(misdeeds, [], "what went wrong");
    await close();
  },

  async "words and verdicts filter, and a link shows the same"() {
    const { page, close } = await open(browser, address("drawn.html"));
    const all = await rowsOf(page);
    await page.fill(".controls input[type=search]", "sha256 LEAKED");
    expectEqual((await rowsOf(page)).map((row) => row.id), ['row:digest/Sha256/impl:optimized/bytes:1048576;leaked_bytes'], 'the rows with both words');
    await page.fill(".controls input[type=search]", "");
    await page.focus(".controls input[value=ok]");
    await page.keyboard.press("Space");
    const left = await rowsOf(page);
    expect(left.length > 0 && left.length < all.length && left.every((row) => row.verdict !== "ok"), "no ok row is left");
    const link = page.url();
    await close();
    const again = await open(browser, link);
    expectEqual(await rowsOf(again.page), left, "the rows of the link");
    expectEqual(await again.page.isChecked(".controls input[value=ok]"), false, "the box of ok");
    await again.close();
  },

  async "a deep link shows its row, also in what is folded away"() {
    const { page, close } = await open(browser, address("drawn.html"));
    const id = (await rowsOf(page)).at(-1).id;
    await page.goto(`${address("drawn.html")}#${encodeURIComponent(id)}`);
    const inSight = (selector) => page.waitForFunction((at) => {
      const box = document.querySelector(at)?.getBoundingClientRect();
      return box && box.top >= 0 && box.top < innerHeight;
    }, selector);
    await inSight("tbody:target");
    expectEqual(await page.$eval(":target", (row) => row.id), id, "the target");
    const figure = await page.$eval("details.samples figure.chart", (one) => one.id);
    await page.evaluate((to) => (location.hash = encodeURIComponent(to)), figure);
    await page.waitForFunction((to) => document.getElementById(to).closest("details").open, figure);
    expect(true, "the fold is open");
    await close();
  },

  async "dark and light follow the system, and the button by mouse and keyboard"() {
    const { page, close } = await open(browser, address("drawn.html"), { colorScheme: "light" });
    const light = await background(page);
    await page.emulateMedia({ colorScheme: "dark" });
    const dark = await background(page);
    expect(light !== dark, `the system's choice shows: ${light}`);
    await page.click("button.theme");
    expectEqual(await background(page), light, "the background after a click");
    await page.focus("button.theme");
    await page.keyboard.press("Enter");
    expectEqual(await background(page), dark, "the background after Enter");
    await page.emulateMedia({ colorScheme: "dark", media: "print" });
    expectEqual(await background(page), light, "the background on paper");
    await close();
  },

  async "a flame graph zooms by mouse and by keyboard, and finds"() {
    const { page, misdeeds, close } = await open(browser, address("drawn.html"));
    await drawAll(page);
    const graph = page.locator(".flame-graph").first();
    const width = (name) => graph.locator(`g.frame[name="${name}"] > rect`).first().evaluate((rect) => Number(rect.getAttribute("width")));
    const whole = await width("all listed stacks");
    const before = await width("Trace()");
    expect(before > 0 && before < whole, `a frame is part of the whole: ${before} of ${whole}`);
    await graph.locator('g.frame[name="Trace()"]').click();
    expectEqual(await width("Trace()"), whole, "its width after a click");
    await page.keyboard.press("Escape");
    expectEqual(await width("Trace()"), before, "its width after Escape");
    await graph.locator('g.frame[tabindex="0"]').focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    const focused = await page.evaluate(() => document.activeElement.getAttribute("name"));
    expect(focused !== "all listed stacks" && (await width(focused)) < whole, `the arrows walk: ${focused}`);
    await page.keyboard.press("Enter");
    expectEqual(await width(focused), whole, "its width after Enter");
    await graph.locator("button").click();
    expectEqual(await width("Trace()"), before, "its width after Zoom out");
    await graph.locator("input").fill("trace");
    expectEqual(await graph.locator("output").textContent(), "1 frame found", "what is found");
    expectEqual(misdeeds, [], "what went wrong");
    await close();
  },

  async "a command is copied"() {
    const { page, close } = await open(browser, address("drawn.html"), { permissions: ["clipboard-read", "clipboard-write"] });
    const command = page.locator("footer .command");
    await command.locator("button").click();
    await command.locator("button:text-is('Copied')").waitFor();
    expectEqual(await page.evaluate(() => navigator.clipboard.readText()), "bazel run //:report", "the clipboard");
    await close();
  },

  async "names that try to leave their place stay text"() {
    const { page, misdeeds, close } = await open(browser, address("hostile.html"));
    await drawAll(page);
    expectEqual(await page.evaluate(() => window.harmed), undefined, "window.harmed");
    expectEqual(await page.$$eval("script", (all) => all.length), 3, "the number of scripts");
    expectEqual(await page.$$eval("img, iframe, object, embed", (all) => all.length), 0, "foreign elements");
    expect((await page.textContent("#comparisons ~ div table")).includes("</script><script>window.harmed=1</script>"), "the name is shown as it is");
    expectEqual(misdeeds, [], "what went wrong");
    await close();
  },

  async "figures whose data is damaged say so, and the tables work"() {
    const damaged = new URL(address("damaged.html"));
    const whole = readFileSync(new URL(address("drawn.html")), "utf8");
    writeFileSync(damaged, whole.replace(/(id="pawl-results">)[^<]{40}/, "$1"));
    const { page, misdeeds, close } = await open(browser, damaged.href);
    await page.waitForFunction(() => [...document.querySelectorAll("figure.chart")].every((figure) => figure.textContent.includes("could not be drawn")));
    expect((await page.textContent(".controls output")).includes("rows"), "the table can be filtered");
    expect(misdeeds.length === 1 && misdeeds[0].startsWith("console: "), `the console has the cause, once: ${misdeeds}`);
    await close();
  },

  async "without scripts verdicts, claims and commands are readable"() {
    const { page, close } = await open(browser, address("drawn.html"), { javaScriptEnabled: false });
    const text = await page.innerText("body");
    for (const part of ["1 claim is broken", "regressed", "allocations <= 1", "bazel test //benches:image_flags_perf"]) {
      expect(text.includes(part), `it says: ${part}`);
    }
    expectEqual(await page.locator("figure.chart:visible, details.samples:visible, .controls:visible").count(), 0, "what only a script fills");
    await close();
  },

  async "accessible, in light and dark, narrow and wide; screenshots"() {
    for (const colorScheme of ["light", "dark"]) {
      for (const width of [360, 1280, 1920]) {
        const { page, misdeeds, close } = await open(browser, address("drawn.html"), { colorScheme, viewport: { width, height: 900 }, bypassCSP: true });
        // What is out of sight is not laid out, and would be neither checked nor seen in the screenshot.
        await page.addStyleTag({ content: ".component { content-visibility: visible }" });
        await drawAll(page);
        await page.$$eval(".more details", (all) => all.slice(0, 2).forEach((details) => (details.open = true)));
        expectEqual(await violations(page), [], `what axe-core says at ${width} px, ${colorScheme}`);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect(overflow <= 0, `the page at ${width} px is ${overflow} px too wide`);
        await page.evaluate(() => scrollTo(0, 0));
        await page.screenshot({ path: join(outputs, `report-${width}-${colorScheme}.png`), fullPage: true });
        expectEqual(misdeeds, [], "what went wrong");
        await close();
      }
    }
  },

  async "five hundred cases are there at once"() {
    const { page, misdeeds, close } = await open(browser, address("large.html"));
    await page.waitForSelector(".controls");
    const ms = await page.evaluate(() => performance.now());
    console.log(`    500 cases x 512 samples: sorted and filtered tables ${Math.round(ms)} ms after the page was opened`);
    expectEqual((await rowsOf(page)).length, 2500, "the rows");
    const unfolded = () => page.$eval("details.calm", (fold) => fold.open);
    expectEqual(await unfolded(), false, "what needs no attention is unfolded");
    await page.click("button.sort:text-is('Change')");
    expectEqual(await unfolded(), false, "it is unfolded by sorting");
    await page.fill(".controls input[type=search]", "c");
    expectEqual(await unfolded(), false, "it is unfolded by what nearly all rows contain");
    const start = Date.now();
    await page.fill(".controls input[type=search]", "component3/ optimized time_ratio");
    expectEqual(await unfolded(), true, "it is unfolded where the filter finds something in it");
    expectEqual((await rowsOf(page)).length, 10, "the rows that match");
    await page.click("text=Worst first, all rows");
    expectEqual(await unfolded(), false, "it is unfolded after a reset");
    console.log(`    filtering 2500 rows: ${Date.now() - start} ms`);
    expectEqual(misdeeds, [], "what went wrong");
    await close();
  },
}));

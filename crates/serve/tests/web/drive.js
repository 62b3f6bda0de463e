// Drives the pages in a real browser: node drive.js BASE [FOLDER for screenshots [WORDS of one check]]. Each check is a thing that people do.
"use strict";
const assert = require("node:assert/strict");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const zlib = require("node:zlib");
const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const puppeteer = require("puppeteer-core");

const [base, shots, only] = process.argv.slice(2);
const LOCK = "/errors/git/index-lock-exists";
const SEED = "/errors/policy/github-actions-oidc-token-permission-denied";
const LOCKED = "fatal: Unable to create '/home/me/app/.git/index.lock': File exists.";
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "unstuck-web-"));
const checks = [];
const check = (name, run) => { if (!only || name.includes(only)) checks.push([name, run]); };

let browser;
const open = async (where, { width = 1100, height = 900, dark = false, print = false, scripts = true } = {}) => {
  const page = await browser.newPage();
  page.troubles = [];
  page.on("pageerror", (error) => page.troubles.push(error.message));
  page.on("console", (message) => { if (message.type() === "error") page.troubles.push(message.text()); });
  page.on("request", (request) => { if (!request.url().startsWith(base) && !request.url().startsWith("data:")) page.troubles.push(request.url()); });
  await page.setViewport({ width, height });
  await page.setJavaScriptEnabled(scripts);
  if (dark) await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "dark" }]);
  if (print) await page.emulateMediaType("print");
  const response = await page.goto(base + where, { waitUntil: "load", timeout: 120000 });
  assert.ok([200, 304].includes(response.status()), `${where}: ${response.status()}`);
  return page;
};
const shot = async (page, name) => { if (shots) await page.screenshot({ path: path.join(shots, `${name}.png`), fullPage: true }); };
const text = (page, selector) => page.$eval(selector, (element) => element.textContent.trim());
// Nothing that reaches over the edge, nothing that a screen reader stumbles over.
const clean = async (page) => {
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, "it scrolls sideways");
  assert.deepEqual(page.troubles, []);
  await page.evaluate(axe);
  const found = await page.evaluate(() => axe.run());
  assert.deepEqual(found.violations.map((own) => `${own.id}: ${own.nodes.map((node) => node.html).slice(0, 3).join(" ")}`), []);
  assert.ok(found.passes.length > 15);
};
// A log in which the cause stands in the middle, followed by an echo.
const log = (lines) => {
  const rows = Array.from({ length: lines }, (_, at) => `2026-01-01T00:00:00Z step ${at} is done`);
  rows[Math.floor(lines / 2)] = LOCKED;
  rows[lines - 1] = "##[error]Process completed with exit code 1.";
  return `${rows.join("\n")}\n`;
};
const answered = (page) => page.waitForSelector("#_answer .log", { timeout: 280000 });

check("a failure reads well, wide and light", async () => {
  const page = await open(LOCK);
  assert.equal(await page.$$eval(".forest li", (rows) => rows.length), 5);
  assert.equal(await page.$eval(".forest .mean", (dot) => getComputedStyle(dot).fill), "rgb(11, 107, 93)");
  await shot(page, "failure");
  await clean(page);
});
check("a claim is drawn hollow, in the dark", async () => {
  const page = await open(SEED, { dark: true });
  assert.equal(await page.$eval("html", (html) => getComputedStyle(html).backgroundColor), "rgb(21, 24, 27)");
  assert.equal(await page.$$eval(".forest .claim", (marks) => marks.length), 6);
  assert.equal(await page.$$eval(".forest .mean", (marks) => marks.length), 0);
  await shot(page, "claims-dark");
  await clean(page);
});
check("a failure fits a phone", async () => {
  const page = await open(LOCK, { width: 360, height: 780 });
  const [label, plot] = await page.$eval(".forest li", (row) => [...row.children].map((child) => child.getBoundingClientRect().top));
  assert.ok(plot > label, "the plot stands below its title");
  await shot(page, "failure-phone");
  await clean(page);
});
check("Chinese is Chinese", async () => {
  const page = await open(`/zh${LOCK}`);
  const words = await page.evaluate(() => {
    const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) {
      const parent = walker.currentNode.parentElement;
      // Code, addresses and what is marked as English may be Latin; sentences may not.
      if (!parent.closest("code, pre, script, svg, [lang=en], a[href^=http], details, .facts") && /[a-z]{3,} [a-z]{3,} [a-z]{3,}/i.test(walker.currentNode.data)) found.push(walker.currentNode.data.trim());
    }
    return found;
  });
  assert.deepEqual(words, []);
  await shot(page, "failure-zh");
  await clean(page);
  await Promise.all([page.waitForNavigation(), page.click("a.other")]);
  assert.equal(new URL(page.url()).pathname, LOCK);
});
check("a page is printed without what paper cannot do", async () => {
  const page = await open(LOCK, { print: true });
  assert.equal(await page.$eval(".find", (form) => getComputedStyle(form).display), "none");
  assert.equal(await page.$eval("pre", (pre) => getComputedStyle(pre).whiteSpaceCollapse ?? getComputedStyle(pre).whiteSpace).then((value) => /preserve|pre-wrap/.test(value)), true);
  const pdf = await page.pdf({ format: "A4" });
  assert.ok(pdf.length > 10000);
});
check("every number leads to where it comes from", async () => {
  const page = await open(LOCK);
  const links = await page.$$eval(".figures a, a.odds", (all) => all.map((link) => link.getAttribute("href")));
  assert.ok(links.length >= 8 && links.slice(0, 3).every((link) => link.startsWith("/evidence/")), links.join());
  await Promise.all([page.waitForNavigation(), page.click("#remove-a-stale-lock a.odds")]);
  assert.equal(new URL(page.url()).hash, "#remove-a-stale-lock");
  await shot(page, "evidence");
  await clean(page);
});
check("code is copied, a diff as what it leads to", async () => {
  const page = await open(SEED);
  await browser.defaultBrowserContext().overridePermissions(base, ["clipboard-read", "clipboard-write", "clipboard-sanitized-write"]);
  await page.bringToFront();
  const diff = await page.$("pre[data-code=diff] + .copy");
  await diff.evaluate((button) => button.click());
  await page.waitForFunction(() => document.querySelector("pre[data-code=diff] + .copy").textContent === "Copied");
  assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^jobs:\n  deploy:\n    permissions:\n      contents: read\n      id-token: write$/);
});
check("search answers while one types, in both languages", async () => {
  for (const [start, typed, id] of [["/", "index lock", "git/index-lock-exists"], ["/zh/", "状态锁", "terraform/state-lock"]]) {
    const page = await open(start);
    await page.type("#_q", typed);
    await page.waitForSelector("#_hints:not([hidden]) small", { timeout: 60000 });
    assert.equal(await text(page, "#_hints small"), id);
    await shot(page, `search-${id.split("/")[0]}`);
    await clean(page);
    await page.keyboard.press("ArrowDown");
    assert.equal(await page.$eval("#_q", (input) => input.getAttribute("aria-activedescendant")), "_hint0");
    await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
    assert.ok(page.url().endsWith(`/errors/${id}`), page.url());
  }
});
check("a pasted log is shown with its cause marked", async () => {
  const page = await open("/");
  await page.$eval("#_text", (area, value) => {
    area.value = value;
    area.dispatchEvent(new ClipboardEvent("paste"));
  }, log(60));
  await answered(page);
  assert.equal(await text(page, ".log .primary a"), "31");
  assert.equal(await page.$$eval(".log li", (rows) => rows.length), 60);
  assert.match(await text(page, "#_primary"), /git cannot lock the index/);
  assert.match(await text(page, ".also"), /exit code/);
  await shot(page, "pasted");
  await clean(page);
});
check("a line's link holds the line, and keeps it in the browser", async () => {
  const page = await open("/");
  await page.$eval("#_text", (area, value) => { area.value = value; }, log(20));
  await page.click("#_explain button");
  await answered(page);
  await page.$eval(".log .primary button", (button) => button.click());
  const link = page.url();
  assert.match(link, /#text=fatal/);
  const other = await browser.newPage();
  const asked = [];
  other.on("request", (request) => asked.push(request.url()));
  await other.goto(link, { waitUntil: "load" });
  await answered(other);
  assert.match(await text(other, "#_primary"), /git cannot lock the index/);
  assert.ok(asked.every((url) => !new URL(url).search.includes("fatal")));
});
check("a dropped file of 50 MB, packed, is explained", async () => {
  const page = await open("/");
  const file = path.join(folder, "build.log.gz");
  const line = "2026-01-01T00:00:00Z compiling one more of many files\n";
  const fill = line.repeat(500000);
  fs.writeFileSync(file, zlib.gzipSync(fill + log(101) + fill, { level: 1 }));
  const input = await page.$("#_file");
  await input.uploadFile(file);
  // A file cannot be dragged in from outside by a script: the one that was chosen is dropped.
  await page.evaluate(() => {
    const chosen = document.getElementById("_file").files[0];
    const data = new DataTransfer();
    data.items.add(chosen);
    document.getElementById("_answer").replaceChildren();
    dispatchEvent(new DragEvent("dragover", { dataTransfer: data, cancelable: true }));
    if (!document.getElementById("_explain").classList.contains("over")) throw new Error("not shown as a target");
    dispatchEvent(new DragEvent("drop", { dataTransfer: data, cancelable: true }));
  });
  await answered(page);
  assert.equal(await text(page, ".log .primary a"), "500051");
  const rows = await page.$$eval(".log li", (all) => all.length);
  assert.ok(rows < 60, `${rows} rows`);
  await shot(page, "dropped");
  await clean(page);
});
check("what nobody knows is told as such", async () => {
  const page = await open("/");
  await page.$eval("#_text", (area) => { area.value = "ERROR: the frobnicator exploded\n"; });
  await page.click("#_explain button");
  await page.waitForSelector("#_nothing", { timeout: 60000 });
  assert.match(await text(page, "#_nothing"), /Nothing in the canon matches/);
  await clean(page);
});
check("everything works without scripts", async () => {
  const page = await open("/", { scripts: false });
  const area = await page.$("#_text");
  await area.type(`one\n${LOCKED}\n`);
  await Promise.all([page.waitForNavigation(), (await page.$("#_explain button")).press("Enter")]);
  const html = await page.content();
  assert.match(html, /<li id="L2" class="primary">/);
  assert.match(html, /git cannot lock the index/);
  await shot(page, "no-script");
  const search = await open("/search?q=index+lock", { scripts: false });
  assert.match(await search.content(), /git\/index-lock-exists/);
});
check("the first page and the lists are clean", async () => {
  for (const where of ["/", "/zh/", "/domains/git", "/search?q=lock", "/problems"]) {
    const page = await open(where);
    await clean(page);
    await page.close();
  }
  const page = await open("/", { width: 360, height: 780, dark: true });
  await shot(page, "home-phone-dark");
  await clean(page);
});
check("the keyboard reaches the content", async () => {
  const page = await open(LOCK);
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "_main");
});

(async () => {
  browser = await puppeteer.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"], protocolTimeout: 300000 });
  let failed = 0;
  for (const [name, run] of checks) {
    const begun = Date.now();
    try {
      await run();
      console.log(`ok ${name} (${Date.now() - begun} ms)`);
    } catch (error) {
      failed += 1;
      console.log(`NOT OK ${name}: ${error.stack}`);
    }
    for (const page of await browser.pages()) if (page.url() !== "about:blank") await page.close();
  }
  await browser.close();
  fs.rmSync(folder, { recursive: true });
  console.log(`${checks.length - failed} passed, ${failed} failed`);
  process.exitCode = failed ? 1 : 0;
})();

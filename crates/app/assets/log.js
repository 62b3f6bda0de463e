// A log that is pasted, chosen or dropped: sent as it is, and shown with the decisive lines marked. The whole log is never
// put on the page; of a long one the lines around the marks are.
"use strict";
{
  const form = document.getElementById("_explain");
  const AROUND = 4;
  const WHOLE = 400;

  const make = (name, properties, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };

  // The lines of a log one by one, in bounded memory, unpacked where that is needed.
  async function* linesOf(file) {
    const head = new Uint8Array(await file.slice(0, 2).arrayBuffer());
    let stream = file.stream();
    if (head[0] === 0x1f && head[1] === 0x8b) stream = stream.pipeThrough(new DecompressionStream("gzip"));
    const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      const { done, value } = await reader.read();
      const lines = (rest + (value ?? "")).split("\n");
      rest = lines.pop();
      yield* lines;
      if (done) {
        if (rest) yield rest;
        return;
      }
    }
  }

  // The marks of a diagnosis: line to class.
  const marks = (diagnosis) => {
    const found = new Map();
    for (const line of diagnosis.dataset.unknown.split(" ").filter(Boolean)) found.set(Number(line), "unknown");
    const ranges = diagnosis.dataset.lines.split(" ").filter(Boolean);
    ranges.reverse().forEach((range, at) => {
      const [from, to] = range.split("-").map(Number);
      for (let line = from; line <= to; line += 1) found.set(line, at === ranges.length - 1 ? "primary" : "also");
    });
    return found;
  };

  const shown = async (file, found) => {
    const wanted = new Set();
    for (const line of found.keys()) for (let near = line - AROUND; near <= line + AROUND; near += 1) wanted.add(near);
    const all = [];
    const near = [];
    let number = 0;
    for await (const line of linesOf(file)) {
      number += 1;
      const row = [number, line.slice(0, 2000).replace(/\r$/, "").replace(/\x1b\[[0-9;]*[A-Za-z]/g, "")];
      if (number <= WHOLE) all.push(row);
      if (wanted.has(number)) near.push(row);
    }
    return number <= WHOLE ? all : near;
  };

  const drawn = async (file, diagnosis) => {
    const found = marks(diagnosis);
    const list = make("ol", {});
    let last = 0;
    for (const [number, text] of await shown(file, found)) {
      if (number > last + 1) list.append(make("li", { className: "gap" }, `… ${form.dataset.gap.replace("{n}", number - last - 1)} …`));
      last = number;
      const link = make("a", { href: `#L${number}`, textContent: number, ariaLabel: form.dataset.line.replace("{n}", number) });
      const row = make("li", { id: `L${number}`, className: found.get(number) ?? "" }, link, make("code", { textContent: text }));
      if (found.has(number)) {
        const share = make("button", { type: "button", textContent: form.dataset.share });
        // Behind the hash: it stays in the browser, and is in nobody's journal.
        share.addEventListener("click", () => {
          const hash = new URLSearchParams({ text: text.slice(0, 1500) });
          history.replaceState(null, "", `#${hash}`);
          navigator.clipboard?.writeText(location.href);
          share.textContent = document.body.dataset.copied;
        });
        row.append(share);
      }
      list.append(row);
    }
    if (!list.children.length) return "";
    const heading = make("h2", { id: "_log", textContent: form.dataset.log });
    const scroll = make("div", { className: "log", tabIndex: 0, role: "group" }, list);
    scroll.setAttribute("aria-labelledby", heading.id);
    return make("section", {}, heading, scroll);
  };

  let running;

  const explain = async (file) => {
    // Who gives another log no longer waits for the one before.
    running?.abort();
    const { signal } = running = new AbortController();
    const answer = document.getElementById("_answer");
    const button = form.querySelector("button");
    button.disabled = true;
    answer.replaceChildren(make("p", { className: "status", textContent: form.dataset.reading }));
    try {
      const query = new URLSearchParams({ lang: document.body.dataset.lang, name: (file.name ?? "").slice(0, 200) });
      const response = await fetch(`${form.dataset.api}?${query}`, {
        method: "POST", body: file, signal, headers: { "Content-Type": "application/octet-stream", Accept: "text/html, application/problem+json;q=0.5" },
      });
      const text = await response.text();
      if (!response.ok) throw new Error(JSON.parse(text).detail);
      const page = new DOMParser().parseFromString(text, "text/html");
      const diagnosis = document.importNode(page.querySelector(".diagnosis"), true);
      const lines = await drawn(file, diagnosis);
      if (signal.aborted) return;
      answer.replaceChildren(diagnosis, lines);
      document.querySelector(".log .primary")?.scrollIntoView({ block: "nearest" });
    } catch (error) {
      if (signal.aborted) return;
      answer.replaceChildren(make("p", { className: "status notice", textContent: error instanceof TypeError ? form.dataset.failed : error.message }));
    }
    button.disabled = false;
  };

  if (form) {
    const area = form.elements.text;
    const chosen = form.elements.file;
    const pasted = () => explain(new Blob([area.value], { type: "text/plain" }));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (chosen.files.length) explain(chosen.files[0]);
      else if (area.value.trim()) pasted();
    });
    area.addEventListener("input", () => { chosen.value = ""; });
    area.addEventListener("paste", () => setTimeout(pasted));
    chosen.addEventListener("change", () => { if (chosen.files.length) explain(chosen.files[0]); });
    for (const kind of ["dragenter", "dragover"]) {
      addEventListener(kind, (event) => { event.preventDefault(); form.classList.add("over"); });
    }
    addEventListener("dragleave", (event) => { if (!event.relatedTarget) form.classList.remove("over"); });
    addEventListener("drop", (event) => {
      event.preventDefault();
      form.classList.remove("over");
      const [file] = event.dataTransfer.files;
      const text = event.dataTransfer.getData("text");
      if (file) explain(file);
      else if (text) { area.value = text; pasted(); }
    });
    const linked = new URLSearchParams(location.hash.slice(1)).get("text");
    if (linked) { area.value = linked; pasted(); }
  }
}

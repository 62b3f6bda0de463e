// Search as you type. A server answers where there is one; else the index that lies beside the pages.
"use strict";
{
  const { root, lang, index, none } = document.body.dataset;
  const input = document.getElementById("_q");
  const form = input.form;
  const list = document.createElement("ul");
  list.className = "hints";
  list.id = "_hints";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.placeholder);
  list.hidden = true;
  form.append(list);
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", list.id], ["aria-expanded", "false"]]) input.setAttribute(name, value);
  let rows;
  let selected = -1;
  let asked = 0;
  const prefix = root + (lang === "en" ? "" : `/${lang}`);

  // Words of letters and digits, and pairs of Chinese characters, as the server takes them.
  const words = (text) => {
    const found = text.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? [];
    return found.flatMap((word) => /^\p{sc=Han}+$/u.test(word) && word.length > 2
      ? Array.from({ length: word.length - 1 }, (_, at) => word.slice(at, at + 2)) : [word]);
  };

  const local = async (query) => {
    rows ??= (await (await fetch(index)).json()).map(([id, en, zh, signature, code]) =>
      ({ id, title: lang === "zh" && zh ? zh : en, text: [id, en, zh, signature, code ?? ""].join(" ").toLowerCase() }));
    const wanted = words(query);
    const score = (row) => wanted.reduce((sum, word) => sum + (row.text.includes(word) ? word.length : 0), 0);
    return rows.map((row) => [score(row), row]).filter(([points]) => points > 0)
      .sort((one, other) => other[0] - one[0]).map(([, row]) => row);
  };

  const find = async (query, most) => {
    if (index) return (await local(query)).slice(0, most);
    const answer = await fetch(`${root}/api/v1/search?${new URLSearchParams({ q: query, lang, limit: most })}`);
    return answer.ok ? (await answer.json()).failures : [];
  };

  const address = (row) => `${prefix}/errors/${row.id}`;

  const fill = (element, row) => {
    const id = document.createElement("small");
    id.textContent = row.id;
    element.append(row.title, id);
    return element;
  };

  const close = () => {
    list.hidden = true;
    selected = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };

  const show = async () => {
    const query = input.value.trim().slice(0, 2000);
    const turn = ++asked;
    if (!query) return close();
    const found = await find(query, 8);
    if (turn !== asked) return;
    close();
    list.replaceChildren(...found.map((row, at) => {
      const entry = document.createElement("li");
      entry.id = `_hint${at}`;
      entry.setAttribute("role", "option");
      entry.setAttribute("aria-selected", "false");
      entry.addEventListener("click", () => { location.href = address(row); });
      return fill(entry, row);
    }));
    if (!found.length) {
      const entry = document.createElement("li");
      entry.setAttribute("role", "option");
      entry.setAttribute("aria-disabled", "true");
      entry.textContent = none;
      list.replaceChildren(entry);
    }
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
  };

  let timer;
  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(show, 120); });
  input.addEventListener("keydown", (event) => {
    const entries = [...list.querySelectorAll("[aria-selected]")];
    if (event.key === "Escape") return close();
    if (event.key === "Enter" && selected >= 0) {
      event.preventDefault();
      entries[selected].click();
      return;
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || !entries.length || list.hidden) return;
    event.preventDefault();
    selected = (selected + step + entries.length) % entries.length;
    entries.forEach((entry, at) => entry.setAttribute("aria-selected", String(at === selected)));
    input.setAttribute("aria-activedescendant", entries[selected].id);
  });
  document.addEventListener("click", (event) => { if (!form.contains(event.target)) close(); });

  // A page of results without a server.
  const results = document.getElementById("_results");
  const query = new URLSearchParams(location.search).get("q");
  if (index && results && query) {
    input.value = query;
    document.querySelector("h1").textContent = query;
    local(query).then((found) => results.replaceChildren(...(found.length ? found.slice(0, 20).map((row) => {
      const heading = document.createElement("h2");
      heading.append(fill(Object.assign(document.createElement("a"), { href: address(row) }), row));
      return heading;
    }) : [none])));
  }
}

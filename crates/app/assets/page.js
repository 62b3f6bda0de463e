// What every page gains where scripts run: a button that copies the code beside it.
"use strict";
for (const pre of document.querySelectorAll("pre")) {
  if (!navigator.clipboard) break;
  const around = document.createElement("div");
  const button = document.createElement("button");
  around.className = "copier";
  button.className = "copy";
  button.type = "button";
  button.textContent = document.body.dataset.copy;
  pre.replaceWith(around);
  around.append(pre, button);
  button.addEventListener("click", async () => {
    // Of a diff the new lines are wanted, without their marks.
    const text = pre.dataset.code === "diff"
      ? pre.textContent.split("\n").filter((line) => !line.startsWith("-")).map((line) => line.replace(/^[+ ]/, "")).join("\n")
      : pre.textContent;
    await navigator.clipboard.writeText(text.trimEnd());
    button.textContent = document.body.dataset.copied;
    setTimeout(() => { button.textContent = document.body.dataset.copy; }, 1500);
  });
}

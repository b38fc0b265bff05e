// Titles in a panel, ticking many, dropping files, progress. The pages do everything without it.
"use strict";

{
  const panel = document.getElementById("panel");
  const content = document.getElementById("panel-content");

  document.addEventListener("click", async (event) => {
    const link = event.target.closest?.("a[data-title]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    try {
      const answer = await fetch(`${link.pathname}?part`, { credentials: "same-origin" });
      if (!answer.ok) throw new Error(answer.statusText);
      content.innerHTML = await answer.text();
      panel.showModal();
    } catch {
      location.href = link.href;
    }
  });

  document.querySelector("[data-all]")?.addEventListener("change", (event) => {
    for (const box of document.querySelectorAll("#chosen input[name^='line:']")) box.checked = event.target.checked;
  });
  for (const box of document.querySelectorAll("[data-cluster]")) {
    box.addEventListener("change", () => {
      for (const each of document.querySelectorAll(`[data-of="${CSS.escape(box.dataset.cluster)}"]`)) each.checked = box.checked;
    });
  }

  const drop = document.querySelector("[data-drop]");
  if (drop) {
    const field = drop.querySelector("input");
    for (const name of ["dragover", "dragleave", "drop"]) {
      drop.addEventListener(name, (event) => {
        event.preventDefault();
        drop.classList.toggle("over", name === "dragover");
        if (name === "drop" && event.dataTransfer.files.length) field.files = event.dataTransfer.files;
      });
    }
  }

  if (document.body.hasAttribute("data-running")) {
    const stage = document.getElementById("stage");
    const bar = document.getElementById("run-progress");
    const look = async () => {
      const found = await (await fetch("/run/progress", { credentials: "same-origin" })).json();
      if (found.code !== null) {
        location.reload();
        return;
      }
      stage.textContent = `${found.stage} ${found.done} of ${found.total}`;
      if (found.total) {
        bar.max = found.total;
        bar.value = found.done;
      }
      setTimeout(look, 1000);
    };
    setTimeout(look, 700);
  }
}

"use strict";
// Filter, search, order and explanations. The page reads without this script; it only hides, sorts and shows what stands there.
(() => {
  const byId = (id) => document.getElementById(id);
  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const later = (task, wait) => { let timer; return () => { clearTimeout(timer); timer = setTimeout(task, wait); }; };

  // Findings
  const rows = byId("rows"), form = byId("filters"), shown = byId("shown"), query = byId("q");
  const chunks = [...rows.children];
  const entries = [...rows.querySelectorAll(".f")].map((element, place) => ({ element, place, data: element.dataset, text: null }));
  const size = chunks[0] ? chunks[0].children.length : 1;
  const words = (entry) => (entry.text ??= fold(entry.element.textContent));
  const part = (entry, name) => fold(entry.element.querySelector(name)?.textContent ?? "\uffff");
  const orders = {
    "": (a, b) => a.place - b.place,
    many: (a, b) => b.data.n - a.data.n || a.place - b.place,
    doc: (a, b) => (a.doc ??= part(a, ".at a")).localeCompare((b.doc ??= part(b, ".at a")), "en", { numeric: true }) || a.place - b.place,
    office: (a, b) => (a.office ??= part(a, ".to")).localeCompare((b.office ??= part(b, ".to")), "en") || a.place - b.place,
  };
  let order = "";
  const arrange = () => {
    if (byId("sort").value === order) return;
    order = byId("sort").value;
    [...entries].sort(orders[order]).forEach((entry, place) => chunks[Math.floor(place / size)].append(entry.element));
  };
  const filter = () => {
    arrange();
    const severities = new Set([...form.querySelectorAll("[name=severity]:checked")].map((box) => box.value));
    const code = byId("code").value, lang = byId("lang").value, wanted = fold(query.value).split(/\s+/).filter(Boolean);
    let count = 0, places = 0;
    for (const entry of entries) {
      const keep = severities.has(entry.data.s) && (!code || entry.data.c === code) && (!lang || entry.data.l === lang)
        && wanted.every((word) => words(entry).includes(word));
      entry.element.hidden = !keep;
      if (keep) { count += 1; places += +entry.data.n; }
    }
    for (const chunk of chunks) chunk.hidden = ![...chunk.children].some((child) => !child.hidden);
    shown.textContent = count === entries.length ? said : count === 0 ? "No finding fits." : `${places.toLocaleString("en")} finding${places === 1 ? "" : "s"} shown, in ${count.toLocaleString("en")} of ${entries.length.toLocaleString("en")} entries.`;
  };
  const said = shown.textContent;
  if (entries.length) {
    form.hidden = false;
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", later(filter, 120));
    form.reset();
  }
  for (const link of document.querySelectorAll("[data-severity]")) {
    link.addEventListener("click", () => {
      for (const box of form.querySelectorAll("[name=severity]")) box.checked = box.value === link.dataset.severity;
      filter();
    });
  }

  // Reports
  const reportQuery = byId("report-q"), reports = [...document.querySelectorAll(".report")];
  byId("report-filters").hidden = reports.length < 2;
  reportQuery.addEventListener("input", later(() => {
    const wanted = fold(reportQuery.value);
    for (const report of reports) report.hidden = !fold(report.querySelector("h3").textContent).includes(wanted);
    for (const chunk of document.querySelectorAll("#reports .chunk")) chunk.hidden = ![...chunk.children].some((child) => !child.hidden);
  }, 120));

  // Explanations
  const tip = byId("tip");
  let owner = null, pinned = false, waiting = 0;
  const hide = () => { clearTimeout(waiting); tip.hidden = true; owner?.classList.remove("on"); owner?.removeAttribute("aria-describedby"); owner = null; pinned = false; };
  const show = (mark, pin) => {
    const source = byId(mark.hash.slice(1));
    if (!source) return;
    if (owner !== mark) hide();
    owner = mark; pinned = pin || pinned;
    mark.removeAttribute("title");
    mark.classList.add("on");
    mark.setAttribute("aria-describedby", "tip");
    tip.replaceChildren(...[...source.cloneNode(true).childNodes]);
    if (pinned) {
      const close = document.createElement("button");
      close.className = "close"; close.type = "button"; close.textContent = "✕"; close.setAttribute("aria-label", "Close");
      close.addEventListener("click", () => { const last = owner; hide(); last?.focus(); hide(); });
      tip.prepend(close);
    }
    tip.hidden = false;
    const at = mark.getClientRects()[0] ?? mark.getBoundingClientRect(), box = tip.getBoundingClientRect();
    const below = at.bottom + 8 + box.height <= innerHeight || at.top < box.height + 8;
    tip.style.top = `${Math.max(8, below ? Math.min(at.bottom + 8, innerHeight - box.height - 8) : at.top - box.height - 8)}px`;
    tip.style.left = `${Math.max(8, Math.min(at.left, innerWidth - box.width - 12))}px`;
  };
  const mark = (event) => event.target.closest?.(".t");
  const list = byId("reports");
  list.addEventListener("mouseover", (event) => { const found = mark(event); if (found && !pinned) { clearTimeout(waiting); waiting = setTimeout(() => show(found, false), 90); } });
  list.addEventListener("mouseout", (event) => { if (mark(event)) { clearTimeout(waiting); if (!pinned) waiting = setTimeout(hide, 150); } });
  tip.addEventListener("mouseover", () => clearTimeout(waiting));
  tip.addEventListener("mouseout", () => { if (!pinned) waiting = setTimeout(hide, 150); });
  list.addEventListener("focusin", (event) => { const found = mark(event); if (found && found.matches(":focus-visible")) show(found, false); else if (!found) hide(); });
  list.addEventListener("click", (event) => { const found = mark(event); if (found) { event.preventDefault(); show(found, true); } });
  addEventListener("scroll", () => { if (owner && !pinned) hide(); }, { passive: true });
  document.addEventListener("click", (event) => { if (!tip.hidden && !tip.contains(event.target) && !mark(event)) hide(); });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
    if (event.key === "/" && !event.ctrlKey && !event.metaKey && !/^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName)) { event.preventDefault(); query.focus(); }
  });

  // A link to a title opens its report and says why
  const follow = () => {
    const target = byId(location.hash.slice(1));
    const report = target?.closest(".report");
    if (!report) return;
    report.hidden = false; report.closest(".chunk").hidden = false; report.open = true;
    target.scrollIntoView({ block: "center" });
    requestAnimationFrame(() => {
      target.scrollIntoView({ block: target === report ? "start" : "center" });
      if (target.matches(".t")) { target.focus({ preventScroll: true }); show(target, true); }
    });
  };
  addEventListener("hashchange", follow);
  document.addEventListener("click", (event) => { const link = event.target.closest?.(".at a, .offices a"); if (link && link.hash === location.hash) follow(); });
  follow();
})();

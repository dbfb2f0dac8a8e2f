// What needs a script and nothing else does: light or dark by choice, where one is on the page, the order of the ledger.

// Light and dark follow the reader's system; the button asks for one of them.
const THEMES = { auto: "as the system", light: "light", dark: "dark" };
const button = document.createElement("button");
button.type = "button";
button.className = "cb-theme";
const show = (theme) => {
  document.body.dataset.theme = theme;
  button.textContent = `Colours: ${THEMES[theme]}`;
};
button.addEventListener("click", () => {
  const names = Object.keys(THEMES);
  const next = names[(names.indexOf(document.body.dataset.theme) + 1) % names.length];
  localStorage.setItem("theme", next);
  show(next);
});
show(document.body.dataset.theme in THEMES ? document.body.dataset.theme : "auto");
document.querySelector(".cb-foot").append(button);

// The heading that was passed last is marked among those on the page.
const places = new Map([...document.querySelectorAll(".cb-here a[href^='#']")].map((link) => [link.getAttribute("href").slice(1), link]));
const watcher = new IntersectionObserver((seen) => {
  for (const { isIntersecting, target } of seen) {
    if (!isIntersecting) continue;
    for (const link of places.values()) link.classList.remove("cb-now");
    places.get(target.id).classList.add("cb-now");
  }
}, { rootMargin: "0px 0px -80% 0px" });
for (const name of places.keys()) {
  const place = document.getElementById(name);
  if (place) watcher.observe(place);
}

// Without this script the claims are in the report's order; filtering needs no script. A list with one filter has an order of its own.
for (const ledger of document.querySelectorAll(".cb-ledger:has(label + label select)")) {
  const body = ledger.querySelector("tbody");
  const printed = [...body.rows];
  const compare = new Intl.Collator("en-GB", { numeric: true }).compare;
  const select = document.createElement("select");
  select.name = "sort";
  select.add(new Option("their place in the report", ""));
  for (const filter of ledger.querySelectorAll(".cb-filters select")) {
    select.add(new Option(filter.parentElement.firstChild.textContent.trim().toLowerCase(), filter.name));
  }
  const label = document.createElement("label");
  label.append("Sorted by ", select);
  ledger.querySelector(".cb-filters").append(label);
  const sort = () => {
    const rows = [...printed];
    if (select.value) rows.sort((a, b) => compare(a.dataset[select.value], b.dataset[select.value]));
    body.append(...rows);
  };
  select.addEventListener("change", sort);
}

// A link to the citation opens it, and a button copies it.
const cite = document.getElementById("cite-this");
if (cite) {
  const copy = document.createElement("button");
  copy.type = "button";
  copy.className = "cb-copy";
  copy.textContent = "Copy the citation";
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(cite.querySelector("p").textContent);
    copy.textContent = "Copied";
  });
  cite.querySelector("p").after(copy);
  const open = () => { if (location.hash === "#cite-this") cite.open = true; };
  addEventListener("hashchange", open);
  open();
}

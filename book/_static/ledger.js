// Sorts the ledger. Without this script the claims stand in the report's order; filtering needs no script.
for (const ledger of document.querySelectorAll(".cb-ledger")) {
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

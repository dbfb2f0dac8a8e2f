// Sorts the ledger by a column when its heading is pressed. Without this script the claims stand in the report's order;
// filtering needs no script.
for (const table of document.querySelectorAll(".cb-ledger table")) {
  const body = table.tBodies[0];
  const headings = [...table.tHead.rows[0].cells];
  const compare = new Intl.Collator("en-GB", { numeric: true }).compare;
  headings.forEach((heading, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = heading.textContent;
    heading.replaceChildren(button);
    button.addEventListener("click", () => {
      const down = heading.getAttribute("aria-sort") === "ascending";
      headings.forEach((other) => other.setAttribute("aria-sort", "none"));
      heading.setAttribute("aria-sort", down ? "descending" : "ascending");
      const text = (row) => row.cells[column].textContent;
      const rows = [...body.rows].sort((a, b) => (down ? compare(text(b), text(a)) : compare(text(a), text(b))));
      body.append(...rows);
    });
  });
}

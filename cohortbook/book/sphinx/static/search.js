// Finds entries of search-entries.js that hold every word asked for; a word in a title counts more than one in the text.
const SHOWN = 40;
const AROUND = 90; // letters of text shown before and after the first word found
const WEIGHTS = { Page: 3, Theme: 4, Claim: 2, Figure: 2, Table: 1, Part: 1, Number: 0 };

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/’/g, "'").toLowerCase();
const index = ENTRIES.map(([kind, title, text, address, page]) => ({ kind, title, text, address, page, inTitle: plain(title), inText: plain(text) }));
const begins = (text, word) => new RegExp(`(^|[^\\p{L}\\p{N}])${word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`, "u").test(text);

const scored = (entry, words) => {
  let score = WEIGHTS[entry.kind] + (entry.inTitle === words.join(" ") ? 20 : 0);
  for (const word of words) {
    if (begins(entry.inTitle, word)) score += 10;
    else if (begins(entry.inText, word)) score += 1;
    else return 0;
  }
  return score;
};

const excerpt = (entry, words) => {
  const place = Math.max(0, entry.inText.search(words[0].replace(/[.*+?^${}()|[\]\\]/g, "\\$&")));
  const start = Math.max(0, place - AROUND);
  return (start ? "…" : "") + entry.text.slice(start, place + AROUND) + (place + AROUND < entry.text.length ? "…" : "");
};

const item = (entry, words) => {
  const link = document.createElement("a");
  link.href = entry.address;
  link.textContent = (entry.title || entry.page).replace(/(\S{2}\.)\s.*/s, "$1"); // of a caption its first sentence
  const about = document.createElement("span");
  about.textContent = entry.kind === "Page" ? "Page" : `${entry.kind}, on the page “${entry.page}”`;
  const text = document.createElement("p");
  text.textContent = excerpt(entry, words);
  const line = document.createElement("li");
  line.append(link, about, text);
  return line;
};

const find = (query) => {
  const words = plain(query).split(/\s+/).filter(Boolean);
  const hits = words.length ? index.map((entry) => [scored(entry, words), entry]).filter(([score]) => score) : [];
  hits.sort((a, b) => b[0] - a[0]);
  document.getElementById("search-results").replaceChildren(...hits.slice(0, SHOWN).map(([, entry]) => item(entry, words)));
  const shown = hits.length > SHOWN ? `; the first ${SHOWN} are shown` : "";
  document.getElementById("found").textContent = words.length ? `${hits.length} found${shown}` : "";
};

const box = document.getElementById("query");
box.closest("form").hidden = false;
box.value = new URLSearchParams(location.search).get("q") ?? "";
box.addEventListener("input", () => find(box.value));
find(box.value);

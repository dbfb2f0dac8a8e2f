// Finds entries of search-entries.js that have every word asked for, or a form or synonym of it. Pages come first, numbers
// last; among entries of one kind, a word in a title counts more than one in the text.
const ORDER = ["Page", "Part", "Figure", "Table", "Theme", "Claim", "Number"];
const NAMES = { Part: "Section" };
const SHOWN = 8; // of each kind
const LEAD = 600; // letters of a text that say what it is about
const AROUND = 90; // letters of text shown before and after the first word found

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/’/g, "'").toLowerCase();
const wordsOf = (text) => text.match(/[\p{L}\p{N}]+/gu) ?? [];
const pageOf = (address) => address.split("#")[0];
const index = ENTRIES.map(([kind, title, text, address, page]) => (
  { kind, title, text, address, page, isPage: kind === "Page" || kind === "Reference", inTitle: plain(title), inText: plain(text) }
));

// A page is found by all that is on it: the titles of its sections, figures and tables, and its text.
const pages = new Map();
for (const entry of index.filter(({ kind }) => kind !== "Number")) {
  const page = pages.get(pageOf(entry.address)) ?? Object.assign(entry, { titles: "", onPage: "" });
  pages.set(pageOf(entry.address), page);
  if (["Part", "Figure", "Table"].includes(entry.kind)) page.titles += ` ${entry.inTitle} \n`;
  page.onPage += ` ${entry.inTitle} ${entry.inText}`;
}

// The words to look for in place of one that was asked for: its plural or singular and its synonyms; if the book has none
// of them, the words that differ from it by a typing error.
const singular = (word) => word.length < 4 ? word : word.replace(/ies$/, "y").replace(/(s|x|z|ch|sh)es$/, "$1").replace(/([^su])s$/, "$1");
const ownForms = (word) => {
  const one = singular(word);
  return [word, one, one.replace(/y$/, "ies"), ...SYNONYMS.filter(([asked]) => asked === one).map(([, also]) => also)];
};
const formsOf = (word) => {
  const forms = ownForms(word);
  if (index.some(({ inTitle, inText }) => has(inTitle, forms) || has(inText, forms))) return forms;
  const meant = nearest(word);
  return meant.length ? meant.flatMap(ownForms) : forms;
};
const pattern = (forms, flags) => new RegExp(`(?<![\\p{L}\\p{N}])(?:${forms.map((form) => form.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|")})`, flags);
const has = (text, forms) => pattern(forms, "u").test(text);
const count = (text, forms) => (text.match(pattern(forms, "gu")) ?? []).length;

let vocabulary; // every word of the book, read when a word is not found
const nearest = (word) => {
  const most = word.length < 5 ? 0 : word.length < 8 ? 1 : 2;
  vocabulary ??= [...new Set(index.flatMap(({ inTitle, inText }) => wordsOf(`${inTitle} ${inText}`)))];
  const errors = vocabulary.map((known) => distance(word, known, most));
  const least = errors.reduce((one, other) => Math.min(one, other), most + 1);
  return least > most ? [] : vocabulary.filter((_, place) => errors[place] === least);
};

// How many letters have to be changed, added, left out or swapped to make one word of another; more than `most` is not counted on.
const distance = (one, other, most) => {
  if (Math.abs(one.length - other.length) > most) return most + 1;
  let before, last, row = Array.from({ length: other.length + 1 }, (_, place) => place);
  for (let i = 1; i <= one.length; i++) {
    [before, last, row] = [last, row, [i]];
    for (let j = 1; j <= other.length; j++) {
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (one[i - 1] !== other[j - 1]));
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
    }
  }
  return row[other.length];
};

const scored = (entry, asked, query) => {
  let score = entry.inTitle === query ? 20 : 1;
  for (const forms of asked) {
    if (!has(entry.inTitle + entry.inText + (entry.onPage ?? ""), forms)) return 0;
    if (has(entry.inTitle, forms)) score += 10;
    else if (has(entry.inText.slice(0, LEAD), forms)) score += 2;
  }
  if (entry.isPage) score += onPage(entry, asked, query);
  return entry.kind === "Reference" ? score / 2 : score;
};

// What the sections of a page add: each word, the more the larger its share of the page.
const onPage = ({ titles, onPage }, asked, query) => {
  let score = titles.includes(query) ? 5 : 0;
  for (const forms of asked) score += (has(titles, forms) ? 2 : 0) + 10 * count(onPage, forms) / Math.sqrt(onPage.length + 1000);
  return score;
};

const excerpt = (entry, asked) => {
  const place = Math.max(0, entry.inText.search(pattern(asked.flat(), "u")));
  const start = Math.max(0, place - AROUND);
  return (start ? "…" : "") + entry.text.slice(start, place + AROUND) + (place + AROUND < entry.text.length ? "…" : "");
};

const item = (entry, asked) => {
  const link = document.createElement("a");
  link.href = entry.address;
  link.textContent = (entry.title || entry.page).replace(/(\S{2}\.)\s.*/s, "$1"); // of a caption its first sentence
  const about = document.createElement("span");
  about.textContent = entry.isPage ? "Page" : `${NAMES[entry.kind] ?? entry.kind}, on the page “${entry.page}”`;
  const text = document.createElement("p");
  text.textContent = excerpt(entry, asked);
  const line = document.createElement("li");
  line.append(link, about, text);
  return line;
};

// The best of each kind, pages first, and how many there are in all.
const best = (asked, query) => {
  const hits = index.map((entry) => [scored(entry, asked, query), entry]).filter(([score]) => score);
  hits.sort((a, b) => b[0] - a[0]);
  const shown = ORDER.flatMap((kind) => hits.filter(([, entry]) => (entry.isPage ? "Page" : entry.kind) === kind).slice(0, SHOWN));
  return { all: hits.length, shown: shown.map(([, entry]) => entry) };
};

const find = (query) => {
  const words = plain(query).split(/\s+/).filter(Boolean);
  const asked = words.map(formsOf);
  const instead = words.flatMap((word, place) => asked[place].includes(word) ? [] : `“${word}” is not in the book; shown is ${asked[place][0]}. `);
  const { all, shown } = words.length ? best(asked, words.join(" ")) : { all: 0, shown: [] };
  document.getElementById("search-results").replaceChildren(...shown.map((entry) => item(entry, asked)));
  const rest = all > shown.length ? `; the first ${SHOWN} of each kind are shown` : "";
  document.getElementById("found").textContent = words.length ? `${instead.join("")}${all} found${rest}` : "";
};

const box = document.getElementById("query");
box.closest("form").hidden = false;
box.value = new URLSearchParams(location.search).get("q") ?? "";
box.addEventListener("input", () => find(box.value));
find(box.value);

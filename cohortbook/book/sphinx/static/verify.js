// Checks files against SHA256SUMS in the reader's browser. Without this script the page says how to do it by hand.
const box = document.getElementById("verify");
const status = box.querySelector("[role=status]");
const hex = (bytes) => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const digest = async (bytes) => hex(await crypto.subtle.digest("SHA-256", bytes));
const sumsOf = (text) => new Map(text.trim().split("\n").map((line) => [line.slice(66), line.slice(0, 64)]));

async function fetched(name) {
  const answer = await fetch(encodeURI(name), { cache: "no-store" });
  if (!answer.ok) throw new Error(`${name} is not on this site`);
  return answer.arrayBuffer();
}

function say(text, items = []) {
  const sentence = document.createElement("p");
  sentence.textContent = text;
  const list = document.createElement("ul");
  list.append(...items.map((item) => Object.assign(document.createElement("li"), { textContent: item })));
  status.replaceChildren(sentence, ...(items.length ? [list] : []));
}

// Compares each named file with the list; `bytesOf` gives its bytes. Says what is altered, missing or not in the list.
async function check(list, names, bytesOf) {
  const sums = sumsOf(new TextDecoder().decode(list));
  const wrong = [];
  let done = 0;
  for (const name of names(sums)) {
    try {
      const found = await digest(await bytesOf(name));
      if (!sums.has(name)) wrong.push(`${name}: not in the list`);
      else if (found !== sums.get(name)) wrong.push(`${name}: altered`);
    } catch {
      wrong.push(`${name}: missing`);
    }
    say(`${++done} files checked`);
  }
  const all = done === 1 ? "The file is as published." : `All ${done} files are as published.`;
  const count = wrong.length ? `Not as published: ${wrong.length} of ${done}.` : all;
  say(`${count} The list’s own digest: ${await digest(list)}`, wrong);
}

async function checkSite() {
  await check(await fetched("SHA256SUMS"), (sums) => [...sums.keys()], fetched);
}

// Files that were chosen or dropped: a folder's files go by their path below it, single files by their name.
async function checkFiles(chosen) {
  const files = new Map([...chosen].map((file) => [file.webkitRelativePath.split("/").slice(1).join("/") || file.name, file]));
  const own = files.get("SHA256SUMS");
  const list = own ? await own.arrayBuffer() : await fetched("SHA256SUMS");
  files.delete("SHA256SUMS");
  const whole = own && [...chosen].some((file) => file.webkitRelativePath);
  const names = (sums) => {
    const paths = [...sums.keys()];
    for (const [name, file] of [...files]) {
      const known = sums.has(name) || whole ? [] : paths.filter((path) => path.endsWith(`/${name}`));
      if (known.length === 1) files.set(known[0], file) && files.delete(name);
    }
    return whole ? new Set([...paths, ...files.keys()]) : files.keys();
  };
  await check(list, names, (name) => files.get(name).arrayBuffer());
}

const said = (work) => work.catch(() => say("The list SHA256SUMS could not be read. On pages opened from a disk, choose the whole folder, which holds it."));
box.querySelector(".cb-without-script").hidden = true;
const checkButton = box.querySelector("button");
checkButton.hidden = !location.protocol.startsWith("http");
checkButton.addEventListener("click", () => said(checkSite()));
for (const input of box.querySelectorAll("input")) {
  input.disabled = false;
  input.webkitdirectory = input.classList.contains("cb-folder"); // no attribute of HTML
  input.addEventListener("change", () => input.files.length && said(checkFiles(input.files)));
}
const drop = box.querySelector(".cb-drop");
drop.addEventListener("dragover", (event) => event.preventDefault());
drop.addEventListener("drop", (event) => {
  event.preventDefault();
  said(checkFiles(event.dataTransfer.files));
});

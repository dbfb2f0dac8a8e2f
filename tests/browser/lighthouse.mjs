// Prints what Lighthouse finds of a page on its simulated phone, as JSON. Usage: node lighthouse.mjs ADDRESS CHROMIUM
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";

const [address, chromium] = process.argv.slice(2);
const chrome = await launch({ chromePath: chromium, chromeFlags: ["--headless=new", "--no-sandbox", "--disable-gpu"] });
const { lhr } = await lighthouse(address, { port: chrome.port, logLevel: "error" });
const scores = Object.fromEntries(Object.values(lhr.categories).map(({ id, score }) => [id, score]));
const numbers = Object.fromEntries(["largest-contentful-paint", "total-blocking-time", "cumulative-layout-shift"].map((id) => [id, lhr.audits[id].numericValue]));
const failed = Object.values(lhr.audits).filter(({ score, scoreDisplayMode }) => scoreDisplayMode === "binary" && score === 0).map(({ id }) => id);
console.log(JSON.stringify({ ...numbers, scores, failed, version: lhr.lighthouseVersion }));
await chrome.kill();

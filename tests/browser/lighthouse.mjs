// Prints what Lighthouse finds of a page on its simulated phone, as JSON. Usage: node lighthouse.mjs ADDRESS CHROMIUM
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";

const [address, chromium] = process.argv.slice(2);
const [SLOWER, LONG] = [4, 50]; // a phone's processor against this one, and milliseconds from which a task is long: Lighthouse's own
const chrome = await launch({ chromePath: chromium, chromeFlags: ["--headless=new", "--no-sandbox", "--disable-gpu"] });
const { lhr, artifacts } = await lighthouse(address, { port: chrome.port, logLevel: "error" });
const scores = Object.fromEntries(Object.values(lhr.categories).map(({ id, score }) => [id, score]));
const numbers = Object.fromEntries(["largest-contentful-paint", "total-blocking-time", "cumulative-layout-shift"].map((id) => [id, lhr.audits[id].numericValue]));
// Blocking as in total-blocking-time, but in the processor time of the page's own thread: a machine that is busy with something else does not add to it.
const events = (artifacts.Trace ?? artifacts.traces.defaultPass).traceEvents;
const paint = events.filter(({ name }) => name === "firstContentfulPaint").at(-1);
const tasks = events.filter(({ name, pid, tid, ts, dur }) => name.endsWith("RunTask") && pid === paint.pid && tid === paint.tid && ts + dur > paint.ts);
const blocking = tasks.reduce((sum, { tdur }) => sum + Math.max(0, (SLOWER * tdur) / 1000 - LONG), 0);
const failed = Object.values(lhr.audits).filter(({ score, scoreDisplayMode }) => scoreDisplayMode === "binary" && score === 0).map(({ id }) => id);
console.log(JSON.stringify({ ...numbers, tasks: tasks.filter(({ tdur }) => tdur !== undefined).length, blocking, scores, failed, version: lhr.lighthouseVersion }));
await chrome.kill();

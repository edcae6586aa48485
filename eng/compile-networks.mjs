// Compiles the npm package mcc-mnc-list into src/Tidegate.Core/Numbering/networks.tsv.
// Run by hand when the list should be renewed: `node eng/compile-networks.mjs [version]`. The product needs no node.
// The package is MIT; its rows come from Wikipedia's "Mobile network codes" pages (CC BY-SA 4.0).
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const version = process.argv[2] ?? "1.1.11";
const target = join(dirname(fileURLToPath(import.meta.url)), "../src/Tidegate.Core/Numbering/networks.tsv");
const work = mkdtempSync(join(tmpdir(), "networks-"));
let rows;
try {
  execFileSync("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", work, `mcc-mnc-list@${version}`], { stdio: ["ignore", "ignore", "inherit"] });
  rows = JSON.parse(readFileSync(join(work, "node_modules/mcc-mnc-list/mcc-mnc-list.json"), "utf8"));
} finally {
  rmSync(work, { recursive: true, force: true });
}

const live = new Set(["Operational", "Temporary operational"]);
const dead = new Set(["Not operational", "Returned spare", "Reserved"]);
const rank = row => (live.has(row.status) ? 0 : dead.has(row.status) ? 2 : 1);
const clean = text => (text ?? "").replace(/\[[^\]]*\]/g, "").replace(/\s+/g, " ").trim();
const regions = row => {
  if (row.type === "International" || !row.countryCode) return ["001"];
  return row.countryCode.split("/").map(code => code.slice(0, 2));
};

// Of a code in several regions the list names them by the alphabet; here the usual one comes first: where the operator's people are.
const homes = { 338: "JM", 340: "GP", 362: "CW", 425: "PS", 647: "RE", 64701: "YT" };
const usualFirst = (key, brand, where) => {
  const home = homes[key] ?? homes[key.slice(0, 3)] ?? (["T-Mobile", "AT&T"].includes(brand) ? "US" : undefined);
  return where.length > 1 && where.includes(home) ? [home, ...where.filter(region => region !== home)] : where;
};

const odd = [];
const networks = new Map();
for (const row of rows) {
  // An MNC has two or three digits and stays a string: 01 and 001 are different networks.
  if (!/^\d{3}$/.test(row.mcc ?? "") || !/^\d{2,3}$/.test(row.mnc ?? "")) { odd.push(`${row.mcc}-${row.mnc}`); continue; }
  const key = row.mcc + row.mnc;
  networks.set(key, [...(networks.get(key) ?? []), row]);
}

const lines = [];
for (const [key, same] of [...networks].sort(([a], [b]) => (a < b ? -1 : 1))) {
  same.sort((a, b) => rank(a) - rank(b));
  // Of a code listed more than once the rows in the best state name it; all of their countries count.
  const best = same.filter(row => rank(row) === rank(same[0]));
  const where = [...new Set(best.flatMap(regions))];
  const operator = clean(best[0].operator), brand = clean(best[0].brand) || operator;
  if (brand === "") continue;
  lines.push([key, usualFirst(key, brand, where).join("/"), "ous"[rank(best[0])], brand, operator === brand ? "" : operator].join("\t"));
}
writeFileSync(target, [
  `# Compiled by eng/compile-networks.mjs from npm mcc-mnc-list ${version} (MIT, Peter Bakondy); rows from Wikipedia, "Mobile network codes" (CC BY-SA 4.0).`,
  "# MCC-MNC digits, regions (001: international), state (o in operation, u unknown, s shut down or reserved), brand, operator when it differs",
  ...lines, ""].join("\n"));
console.log(`${lines.length} networks of ${rows.length} rows; ${odd.length} left out for odd codes: ${odd.join(", ")}`);

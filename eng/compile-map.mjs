// Compiles npm world-atlas (Natural Earth, public domain) into the console's map: src/Tidegate.Server/Console/Assets/world.svg, the land,
// and src/Tidegate.Server/Console/Map/places.tsv, where each region's dot stands on it.
// Run by hand: `node eng/compile-map.mjs`. The product needs no node.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const packages = ["world-atlas@2.0.2", "topojson-client@3.1.0", "d3-geo@3.1.1", "i18n-iso-countries@7.14.0"];
const target = join(dirname(fileURLToPath(import.meta.url)), "../src/Tidegate.Server/Console");
const [width, height] = [1000, 440];
// Regions that Natural Earth's 1:50m has within another, or not at all: degrees north and east.
const byHand = { GF: [4, -53], GP: [16.2, -61.5], MQ: [14.6, -61], RE: [-21.1, 55.5], YT: [-12.8, 45.2], GI: [36.1, -5.3], TV: [-8, 178], BQ: [12.2, -68.3], SJ: [78, 16], TK: [-9, -171.8], CX: [-10.5, 105.6], CC: [-12.2, 96.8], XK: [42.6, 20.9] };

const work = mkdtempSync(join(tmpdir(), "map-"));
try {
  execFileSync("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", work, ...packages], { stdio: ["ignore", "ignore", "inherit"] });
  const require = createRequire(pathToFileURL(join(work, "x.js")));
  const { feature } = require("topojson-client");
  const iso = require("i18n-iso-countries");
  const { geoNaturalEarth1, geoPath } = await import(pathToFileURL(join(work, "node_modules/d3-geo/src/index.js")));
  const world = require("world-atlas/countries-50m.json");
  const land = require("world-atlas/land-110m.json");
  const north = { type: "Feature", geometry: { type: "MultiPoint", coordinates: [[-180, 0], [180, 0], [0, -56], [0, 78]] } };
  const projection = geoNaturalEarth1().fitExtent([[0, 0], [width, height]], north).precision(0.5);
  const path = geoPath(projection).digits(0);
  const shape = feature(land, land.objects.land);
  // Without the Antarctic, where nobody is messaged; then without what rounds to a point.
  const polygons = shape.features.flatMap(f => f.geometry.type === "Polygon" ? [f.geometry.coordinates] : f.geometry.coordinates).filter(p => p[0].some(([, lat]) => lat > -56));
  const d = polygons.map(p => path({ type: "Polygon", coordinates: p })).join("").replace(/M-?\d+,-?\d+(L-?\d+,-?\d+)?Z/g, "");
  writeFileSync(join(target, "Assets/world.svg"), `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}"><path d="${d}"/></svg>\n`);

  const places = new Map();
  for (const country of feature(world, world.objects.countries).features) {
    const code = iso.numericToAlpha2(country.id);
    if (!code) continue;
    const parts = country.geometry.type === "Polygon" ? [country.geometry.coordinates] : country.geometry.coordinates;
    const largest = parts.map(p => ({ type: "Polygon", coordinates: p })).sort((a, b) => path.area(b) - path.area(a))[0];
    places.set(code, path.centroid(largest));
  }
  for (const [code, [lat, lon]] of Object.entries(byHand)) if (!places.has(code)) places.set(code, projection([lon, lat]));
  mkdirSync(join(target, "Map"), { recursive: true });
  writeFileSync(join(target, "Map/places.tsv"), [
    `# Compiled by eng/compile-map.mjs from npm ${packages[0]} (Natural Earth, public domain); codes by ${packages[3]} (MIT).`,
    `# Region, x and y on a map of ${width} by ${height}`,
    ...[...places].sort(([a], [b]) => (a < b ? -1 : 1)).map(([code, [x, y]]) => [code, Math.round(x), Math.round(y)].join("\t")), ""].join("\n"));
  console.log(`${places.size} places, ${d.length} bytes of land`);
} finally {
  rmSync(work, { recursive: true, force: true });
}

// Builds what the browser gets into src/openkam/web/static/dist: app.js, charts.js, app.css and Inter.
import { build } from "esbuild";
import { cp, mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..");
const out = join(root, "src/openkam/web/static/dist");
const fonts = join(root, "node_modules/@fontsource-variable/inter/files");
const BUDGET_BYTES = 450 * 1024;

const FILES = {
  "inter-latin.woff2": "inter-latin-wght-normal.woff2",
  "inter-latin-ext.woff2": "inter-latin-ext-wght-normal.woff2",
};

async function exists(path) {
  return stat(path).then(
    () => true,
    () => false,
  );
}

const shared = {
  bundle: true,
  minify: true,
  target: ["chrome111", "firefox115", "safari16.4"],
  legalComments: "linked",
  logLevel: "warning",
  absWorkingDir: root,
};

async function script(entry, name) {
  if (!(await exists(join(root, entry)))) {
    console.warn(`skipped ${name}: ${entry} is not there`);
    return;
  }
  await build({ ...shared, entryPoints: [entry], outfile: join(out, name), format: "iife", charset: "utf8" });
}

async function styles() {
  const parts = ["frontend/styles/main.css", "frontend/charts/charts.css"];
  const there = [];
  for (const part of parts) {
    if (await exists(join(root, part))) there.push(part);
    else console.warn(`left out of app.css: ${part} is not there`);
  }
  const contents = there.map((part) => `@import "./${part}";`).join("\n");
  await build({
    ...shared,
    stdin: { contents, loader: "css", resolveDir: root },
    outfile: join(out, "app.css"),
    // Fonts lie beside the style sheet and keep their names; the browser fetches them when a text needs them.
    external: ["*.woff2", "*.svg", "*.png"],
  });
}

// What never changes between builds is compressed once; the server sends it to browsers that take it.
async function compress() {
  for (const name of ["app.js", "charts.js", "app.css"]) {
    const path = join(out, name);
    if (await exists(path)) await writeFile(`${path}.gz`, gzipSync(await readFile(path), { level: 9 }));
  }
}

async function report() {
  const names = ["app.js", "charts.js", "app.css", ...Object.keys(FILES)];
  let total = 0;
  for (const name of names) {
    const path = join(out, name);
    if (!(await exists(path))) continue;
    const bytes = await readFile(path);
    // A woff2 file is compressed already.
    const sent = name.endsWith(".woff2") ? bytes.length : gzipSync(bytes, { level: 9 }).length;
    total += sent;
    console.log(`${name.padEnd(22)} ${kilo(bytes.length)}  compressed ${kilo(sent)}`);
  }
  console.log(`${"all".padEnd(22)} ${" ".repeat(9)}  compressed ${kilo(total)} of ${kilo(BUDGET_BYTES)}`);
  if (total > BUDGET_BYTES) {
    console.error("The front end is over its budget.");
    process.exitCode = 1;
  }
}

function kilo(bytes) {
  return `${(bytes / 1024).toFixed(1)} kB`.padStart(9);
}

await mkdir(out, { recursive: true });
await Promise.all([
  script("frontend/app/main.js", "app.js"),
  script("frontend/charts/main.js", "charts.js"),
  styles(),
  ...Object.entries(FILES).map(([name, file]) => cp(join(fonts, file), join(out, name))),
]);
await compress();
await report();

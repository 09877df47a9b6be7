/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * build.mjs — makes the console and the simulated phone, and what puts them into the program.
 *
 *   node build.mjs [FOLDER]     FOLDER: ../../build/console unless given
 *
 * Writes the files a browser gets, each also gzipped; assets.S, which includes their bytes (to be
 * assembled with FOLDER as include path), and assets.c, the table behind edge/assets.h. The same
 * sources give the same bytes.
 */
import { build } from "esbuild";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const folder = resolve(process.argv[2] ?? join(here, "../../build/console"));
const types = {
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  svg: "image/svg+xml",
  webmanifest: "application/manifest+json",
};
const budgets = { "app.js": 90_000, "app.css": 12_000 };

function checkTypes() {
  const compiler = join(here, "node_modules/typescript/bin/tsc");
  execFileSync(process.execPath, [compiler, "--noEmit", "-p", here], { stdio: "inherit" });
}

/* From "app-4KX2.js" back to "app.js": the place a page names. */
async function bundle() {
  const result = await build({
    absWorkingDir: here,
    entryPoints: {
      app: "src/main.tsx",
      phone: "phone/main.tsx",
      "app-css": "css/app.css",
      "phone-css": "phone/phone.css",
    },
    entryNames: "[name]-[hash]",
    bundle: true,
    minify: true,
    format: "esm",
    target: ["es2022"],
    charset: "utf8",
    legalComments: "none",
    jsx: "automatic",
    jsxImportSource: "preact",
    tsconfig: "tsconfig.json",
    outdir: folder,
    write: false,
  });
  return result.outputFiles.map((file) => {
    const name = file.path.split(/[\\/]/).pop().replace("-css-", "-");
    return { name, plain: name.replace(/-[A-Z0-9]+\./, "."), bytes: Buffer.from(file.contents) };
  });
}

function page(source, bundles) {
  const name = source === "index.html" ? "app" : "phone";
  const path = (kind) => `/${bundles.find((file) => file.plain === `${name}.${kind}`).name}`;
  const html = readFileSync(join(here, "static", source), "utf8");
  return Buffer.from(html.replace("{{css}}", path("css")).replace("{{js}}", path("js")));
}

function collect(bundles) {
  const fixed = (file) => ({
    path: `/${file}`,
    file,
    immutable: false,
    bytes: readFileSync(join(here, "static", file)),
  });
  return [
    { path: "/", file: "index.html", immutable: false, bytes: page("index.html", bundles) },
    {
      path: "/simulator",
      file: "phone.html",
      immutable: false,
      bytes: page("phone.html", bundles),
    },
    ...["icon.svg", "manifest.webmanifest", "sw.js"].map(fixed),
    ...bundles.map((file) => ({
      path: `/${file.name}`,
      file: file.name,
      immutable: true,
      bytes: file.bytes,
    })),
  ].map((asset) => ({ ...asset, gz: gzipSync(asset.bytes, { level: 9 }) }));
}

function checkBudgets(bundles) {
  for (const { plain, bytes } of bundles) {
    const size = gzipSync(bytes, { level: 9 }).length;
    if (size > (budgets[plain] ?? Infinity))
      throw new Error(`${plain}: ${size} bytes gzipped, allowed ${budgets[plain]}`);
    console.log(`${plain} ${bytes.length} bytes, ${size} gzipped`);
  }
}

function assembly(assets) {
  const include = (label, file) =>
    `    .globl ${label}\n${label}:\n    .incbin "${file}"\n    .byte 0\n`;
  return [
    "/* Written by daemon/console/build.mjs. */\n    .section .rodata\n",
    ...assets.flatMap(({ file }, i) => [
      include(`asset_${i}_raw`, file),
      include(`asset_${i}_gz`, `${file}.gz`),
    ]),
    '    .section .note.GNU-stack,"",%progbits\n',
  ].join("");
}

function table(assets) {
  const row = ({ path, file, immutable, bytes, gz }, i) =>
    `    { "${path}", "${types[file.split(".").pop()]}", ${immutable},\n` +
    `      asset_${i}_raw, asset_${i}_gz, ${bytes.length}, ${gz.length} },\n`;
  return `/* Written by daemon/console/build.mjs. */
#include "edge/assets.h"

#include <string.h>

${assets.map((_, i) => `extern const unsigned char asset_${i}_raw[], asset_${i}_gz[];\n`).join("")}
static const struct asset assets[] = {
${assets.map(row).join("")}};

const struct asset *assets_get(const char *path)
{
    for (size_t i = 0; i < sizeof(assets) / sizeof(assets)[0]; i++)
        if (!strcmp(assets[i].path, path)) return &assets[i];
    return NULL;
}
`;
}

checkTypes();
const bundles = await bundle();
checkBudgets(bundles);
const assets = collect(bundles);
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
for (const { file, bytes, gz } of assets) {
  writeFileSync(join(folder, file), bytes);
  writeFileSync(join(folder, `${file}.gz`), gz);
}
writeFileSync(join(folder, "assets.S"), assembly(assets));
writeFileSync(join(folder, "assets.c"), table(assets));

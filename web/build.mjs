// Bundles the islands and the style sheet with hashed names and writes the manifest that pages read.
import { build } from "esbuild";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

const out = "../src/guatu/shell/static/guatu/dist";
const islands = readdirSync("src").filter((name) => name.endsWith(".ts") || name.endsWith(".css"));
const result = await build({
  entryPoints: islands.map((name) => join("src", name)),
  bundle: true,
  minify: true,
  format: "iife",
  target: ["chrome108"],
  entryNames: "[name].[hash]",
  outdir: out,
  metafile: true,
  legalComments: "none",
  logLevel: "warning",
});
const manifest = {};
for (const [path, output] of Object.entries(result.metafile.outputs)) {
  if (output.entryPoint) manifest[basename(output.entryPoint).replace(/\.ts$/, ".js")] = basename(path);
}
writeFileSync(join(out, "manifest.json"), JSON.stringify(manifest, null, 1));
// What is bundled keeps its licences beside it.
const bundled = ["echarts/LICENSE", "echarts/NOTICE", "zrender/LICENSE", "tslib/LICENSE.txt"];
const texts = bundled.map((path) => `${path}\n\n${readFileSync(join("node_modules", path), "utf8")}`);
writeFileSync(join(out, "LICENSES.txt"), texts.join("\n\n"));

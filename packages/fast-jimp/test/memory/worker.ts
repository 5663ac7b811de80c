/**
 * Renders a file in a process of its own and prints its peak memory: `worker.js FILE EDGE [animate]`, EDGE of the
 * rendition, px.
 */
import { readFileSync } from "node:fs";
import { createLazyJimp } from "../../src";
import { render, type VariantSpec } from "../support/render";

const Jimp = createLazyJimp();

/** Largest resident size of this process, bytes. `resourceUsage` would include that of the process that started it. */
function peakBytes(): number {
  const [, kib] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8")) ?? [];
  return Number(kib) * 1024;
}

async function main(file: string, edge: number, animates: boolean): Promise<void> {
  const bytes = readFileSync(file);
  const idle = process.memoryUsage.rss();
  const variant: VariantSpec = {
    ...{ name: "a", width: edge, height: edge, fit: "cover", format: "auto", quality: 75, background: "#ffffff" },
  };
  const limits = { maxInputPx: 200_000_000 };
  if (animates) {
    const image = await Jimp.fromBuffer(bytes, limits);
    await image.animate((frame) => frame.cover({ w: edge, h: edge }));
  } else await render(bytes, [variant], limits);
  process.stdout.write(String(peakBytes() - idle));
}

void main(process.argv[2] ?? "", Number(process.argv[3]), process.argv[4] === "animate");

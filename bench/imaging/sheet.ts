import { mkdirSync, mkdtempSync } from "node:fs";
import { dirname, join } from "node:path";
import { tmpdir } from "node:os";
import sharp, { type OverlayOptions } from "sharp";
import { COLD_CELL, SQUARE_PX } from "./cells";
import type { Subject } from "./subjects";
import { RivalProcess } from "./process";
import type { Programs } from "./programs";

const GAP_PX = 12;
const HEADING_PX = 28;
const TEST_CHART_EDGE_PX = 3000;

const columns = [
  { heading: "ours (fast)", program: "ours", quality: "fast" },
  { heading: "ours (best)", program: "ours", quality: "best" },
  { heading: "sharp", program: "sharp", quality: "fast" },
  { heading: "Pillow", program: "pillow", quality: "fast" },
] as const;

/** Charts for the common defects of resizing: a slow gradient (banding) and rings as fine as the pixels (aliasing). */
async function writeCharts(dir: string): Promise<string[]> {
  const edge = TEST_CHART_EDGE_PX;
  const draw = (light: (x: number, y: number) => readonly [number, number, number]): Buffer => {
    const data = Buffer.alloc(edge * edge * 3);
    for (let at = 0; at < edge * edge; at++) data.set(light(at % edge, Math.floor(at / edge)), at * 3);
    return data;
  };
  const gradient = draw((x, y) => [30 + (60 * x) / edge, 60 + (60 * y) / edge, 120 + (60 * (x + y)) / (2 * edge)]);
  const rings = draw((x, y) => {
    const value = 127.5 + 127 * Math.cos(((x * x + y * y) * Math.PI) / (2 * edge * 14));
    return [value, value, value];
  });
  const files = [join(dir, "gradient.jpg"), join(dir, "rings.jpg")];
  for (const [index, data] of [gradient, rings].entries()) {
    await sharp(data, { raw: { width: edge, height: edge, channels: 3 } })
      .jpeg({ quality: 95 })
      .toFile(files[index] as string);
  }
  return files;
}

const heading = (text: string): OverlayOptions["input"] =>
  Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${SQUARE_PX}" height="${HEADING_PX}">` +
      `<text x="0" y="20" font-family="sans-serif" font-size="16" fill="#222">${text}</text></svg>`,
  );

/** Writes a PNG with every rival's result of the images and of two test charts, side by side. */
export async function writeSheet(
  file: string,
  programs: Programs,
  subjects: readonly Subject[],
  progress: (message: string) => void,
): Promise<void> {
  const shown = columns.filter(({ program }) => programs.has(program));
  const charts = await writeCharts(mkdtempSync(join(tmpdir(), "image-pipeline-sheet-")));
  const files = [...subjects.flatMap((subject) => subject.files.get(COLD_CELL) ?? []), ...charts];
  const step = SQUARE_PX + GAP_PX;
  const overlays: OverlayOptions[] = [];
  for (const [column, { heading: text, program, quality }] of shown.entries()) {
    progress(`sheet ${text}`);
    const left = GAP_PX + column * step;
    overlays.push({ input: heading(text), left, top: 0 });
    const found = programs.get(program);
    if (!found) continue;
    const rival = new RivalProcess(found);
    try {
      for (const [row, image] of files.entries()) {
        const { result = "" } = await rival.run({ file: image, widths: [], format: "png", quality, keep: true });
        overlays.push({ input: Buffer.from(result, "base64"), left, top: HEADING_PX + row * step });
      }
    } finally {
      rival.stop();
    }
  }
  mkdirSync(dirname(file), { recursive: true });
  const [width, height] = [GAP_PX + shown.length * step, HEADING_PX + files.length * step];
  await sharp({ create: { width, height, channels: 3, background: "#ffffff" } })
    .composite(overlays)
    .png()
    .toFile(file);
}

import { build } from "esbuild";
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { probe } from "../../src";
import { readAnimation } from "../../src/animation/read";
import { animationMemory, decodeMemory, renditionMemory } from "../../src/memory";
import { makeAnimation, type AnimatedKind } from "./animated-kinds";
import { makeFile, type Kind } from "./kinds";

const WASM_FILES = [
  "@image-pipeline/fast-jimp/libwebp/webp-decode.wasm",
  "@image-pipeline/fast-jimp/libwebp/webp-encode.wasm",
];
const PACKAGES = join(__dirname, "..", "..", "..", "..", "node_modules");
const MIB = 1024 * 1024;

/** Memory of one rendition in MiB: as the package estimates it from the header, and as the system reports it. */
export interface Measurement {
  readonly estimatedMb: number;
  readonly measuredMb: number;
}

/** Measures renditions, each in a new process. */
export class MemoryMeter {
  private constructor(private readonly dir: string) {}

  static async create(): Promise<MemoryMeter> {
    const dir = mkdtempSync(join(tmpdir(), "fast-jimp-memory-"));
    await build({
      ...{ bundle: true, platform: "node", format: "cjs", target: "node20", logLevel: "silent" },
      entryPoints: [join(__dirname, "worker.ts")],
      outfile: join(dir, "worker.js"),
    });
    for (const file of WASM_FILES) copyFileSync(require.resolve(file), join(dir, basename(file)));
    return new MemoryMeter(dir);
  }

  /** @param edge of the file, pixels @param renditionEdge of the rendition, pixels */
  async measure(kind: Kind, edge: number, renditionEdge: number): Promise<Measurement> {
    const bytes = await makeFile(kind, edge);
    const needed = { minWidth: renditionEdge, minHeight: renditionEdge, quality: "fast", once: true } as const;
    const estimate =
      decodeMemory(bytes, probe(bytes, { maxInputPx: 2e8 }), needed) +
      renditionMemory({ width: renditionEdge, height: renditionEdge });
    return this.run(bytes, estimate, [String(renditionEdge)]);
  }

  /** @param edge of the file, pixels @param renditionEdge of each frame of the rendition, pixels */
  async measureAnimation(
    kind: AnimatedKind,
    edge: number,
    frames: number,
    renditionEdge: number,
  ): Promise<Measurement> {
    const bytes = await makeAnimation(kind, edge, frames);
    const header = probe(bytes, { maxInputPx: 2e8 });
    const animation = await readAnimation(bytes, header);
    if (animation?.frames !== frames) throw new Error(`expected ${frames} frames but there are ${animation?.frames}`);
    const estimate = animationMemory(bytes.length, header, animation, renditionEdge ** 2);
    return this.run(bytes, estimate, [String(renditionEdge), "animate"]);
  }

  private run(bytes: Buffer, estimate: number, options: readonly string[]): Measurement {
    const file = join(this.dir, "image");
    writeFileSync(file, bytes);
    const args = [join(this.dir, "worker.js"), file, ...options];
    // Decoders that are packages of their own.
    const env = { ...process.env, NODE_PATH: PACKAGES };
    const measured = Number(execFileSync(process.execPath, args, { encoding: "utf8", env }));
    return { estimatedMb: Math.ceil(estimate / MIB), measuredMb: Math.ceil(measured / MIB) };
  }

  close(): void {
    rmSync(this.dir, { recursive: true, force: true });
  }
}

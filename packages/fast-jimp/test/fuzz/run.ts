import { createLazyJimp, ImageError, type ImageOptions } from "../../src";
import { render, type VariantSpec } from "../support/render";
import type { Seed } from "./corpus";
import type { KnownGood } from "./known-good";
import { mutate } from "./mutate";

const MAX_INPUT_PX = 4_000_000;
const MAX_MS = 2000;
const MAX_GROWTH_BYTES = 300e6;

/** Its own limit is above that of these tests. */
const TOO_COSTLY = "IMAGE_TOO_COSTLY";
const codes = new Set<string>(["NOT_AN_IMAGE", "IMAGE_TOO_LARGE", TOO_COSTLY, "IMAGE_CORRUPT", "FORMAT_UNSUPPORTED"]);
const base: VariantSpec = {
  name: "fuzz",
  width: 16,
  height: 12,
  fit: "cover",
  format: "auto",
  quality: 75,
  background: "#ffffff",
};
const variants: readonly VariantSpec[] = [base, { ...base, fit: "inside", format: "png", width: 60, height: 60 }];

/** What is tried and how long it may take; others than the defaults show that a failure is noticed. */
export interface Trial {
  readonly draw?: typeof render;
  /** Default 2000. */
  readonly maxMs?: number;
  /** Intact images; the one that was broken is decoded after it and must be what it was. Default none. */
  readonly good?: KnownGood;
  /** Name of another one that is decoded in between, and must be what it was too. Default none. */
  readonly other?: string | undefined;
}

/** How often a file was refused, by code, or decoded all the same. */
export type Outcomes = Map<string, number>;

/** What broke a rule, with what is needed to see it again. */
export class FuzzFailure extends Error {}

const Jimp = createLazyJimp();

/** Draws the frames of an animation, as far as its file is one. */
async function drawFrames(file: Buffer, options: ImageOptions): Promise<void> {
  const image = await Jimp.fromBuffer(file, options);
  if (await image.isAnimated()) await image.animate((frame) => frame.cover({ w: 16, h: 12, focus: "attention" }));
}

async function outcomeOf(file: Buffer, seed: number, animated: boolean, draw: typeof render): Promise<string> {
  const options: ImageOptions = {
    maxInputPx: MAX_INPUT_PX,
    quality: file.length % 2 === 0 ? "fast" : "best",
    onDamage: seed % 3 === 0 ? "keep" : "refuse",
  };
  try {
    if (animated) await drawFrames(file, options);
    await draw(file, variants, options);
    return "decoded";
  } catch (error) {
    if (error instanceof ImageError && codes.has(error.code)) return error.code;
    throw error;
  }
}

/**
 * Renders one broken file and holds it to the rules: decoded, or refused with a stable code, in under 2 seconds of
 * processor time and 300 MB, with nothing left of it in the images that are decoded next.
 *
 * @throws FuzzFailure
 */
export async function tryOne(
  { name, file, repair, animated = false }: Seed,
  seed: number,
  outcomes: Outcomes,
  { draw = render, maxMs = MAX_MS, good, other }: Trial = {},
): Promise<void> {
  const broken = mutate(file, seed);
  repair?.(broken);
  const where = `${name}, seed ${seed}`;
  const memoryBefore = process.memoryUsage.rss();
  // Processor time: the machine may be busy with something else.
  const before = process.cpuUsage();
  let outcome: string;
  try {
    outcome = await outcomeOf(broken, seed, animated, draw);
  } catch (error) {
    throw new FuzzFailure(`${where}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }
  const { user, system } = process.cpuUsage(before);
  const ms = (user + system) / 1000;
  const growth = process.memoryUsage.rss() - memoryBefore;
  if (ms > maxMs && outcome !== TOO_COSTLY)
    throw new FuzzFailure(`${where}: took ${ms.toFixed(0)} ms of processor time`);
  if (growth > MAX_GROWTH_BYTES) throw new FuzzFailure(`${where}: took ${(growth / 1e6).toFixed(0)} MB`);
  const changed = (await good?.changed(other === undefined ? [name] : [other, name])) ?? [];
  if (changed.length > 0) throw new FuzzFailure(`${where}: changed the next images: ${changed.join(", ")}`);
  outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
}

/** Qualities that look alike, each on the scale of its format's encoder. */
interface EqualQualities {
  readonly jpeg: number;
  readonly webp: number;
  readonly avif: number;
}

/**
 * Medians of equal SSIMULACRA2 over 27 photographs 512 pixels wide, by `npm run bench -- --equal-quality`; at the ends
 * those of the scales.
 */
const EQUAL_QUALITIES: readonly EqualQualities[] = [
  { jpeg: 0, webp: 0, avif: 0 },
  { jpeg: 20, webp: 15, avif: 28 },
  { jpeg: 40, webp: 42, avif: 44 },
  { jpeg: 60, webp: 69, avif: 55 },
  { jpeg: 75, webp: 83, avif: 65 },
  { jpeg: 85, webp: 90, avif: 80 },
  { jpeg: 92, webp: 97, avif: 89 },
  { jpeg: 97, webp: 100, avif: 96 },
  { jpeg: 100, webp: 100, avif: 100 },
];

/** Above it no WebP looks as good: its chroma is always 4:2:0. */
const MAX_JPEG_OF_WEBP = 92;

/**
 * The quality of a format that looks like one of JPEG, 1..100, linear between those that were measured.
 *
 * @returns undefined where the format does not look as good at any
 */
export function equalQuality(jpeg: number, format: "webp" | "avif"): number | undefined {
  if (format === "webp" && jpeg > MAX_JPEG_OF_WEBP) return undefined;
  const above = EQUAL_QUALITIES.findIndex((row) => row.jpeg >= jpeg);
  const [low, high] = [EQUAL_QUALITIES[above - 1], EQUAL_QUALITIES[above]];
  if (!low || !high) return jpeg;
  const share = (jpeg - low.jpeg) / (high.jpeg - low.jpeg);
  return Math.max(1, Math.round(low[format] + share * (high[format] - low[format])));
}

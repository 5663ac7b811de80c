/**
 * Qualities of WebP (libwebp) and AVIF (libavif) that look like one of JPEG: medians of equal SSIMULACRA2 over 24 and
 * more photographs, by `npm run bench -- --equal-quality`. At its ends they are those of the scales.
 */
const EQUAL_QUALITIES: readonly { readonly jpeg: number; readonly webp: number; readonly avif: number }[] = [
  { jpeg: 0, webp: 0, avif: 0 },
  { jpeg: 75, webp: 75, avif: 50 },
  { jpeg: 100, webp: 100, avif: 100 },
];

/** The quality of a format that looks like one of JPEG, 1..100, between the measured ones linear. */
export function equalQuality(jpeg: number, format: "webp" | "avif"): number {
  const above = Math.max(
    1,
    EQUAL_QUALITIES.findIndex((row) => row.jpeg >= jpeg),
  );
  const [low, high] = [EQUAL_QUALITIES[above - 1], EQUAL_QUALITIES[above]];
  if (!low || !high) return jpeg;
  const share = (jpeg - low.jpeg) / (high.jpeg - low.jpeg);
  return Math.max(1, Math.round(low[format] + share * (high[format] - low[format])));
}

/** A point of an image as it is displayed: 0..1 of its width from the left, and of its height from the top. */
export interface FocalPoint {
  readonly x: number;
  readonly y: number;
}

/** User metadata (`x-amz-meta-*`) of an original. */
export const originalMetadata = {
  /** Its focal point, see {@link FOCAL_PATTERN}. */
  focal: "focal",
} as const;

/** Two numbers 0..1 with a comma between them: `0.3,0.7`. A regular expression, also of API Gateway's JSON schema. */
export const FOCAL_PATTERN = "^ *(0|1|0?[.][0-9]+|1[.]0+) *, *(0|1|0?[.][0-9]+|1[.]0+) *$";

/** Reads a focal point; undefined where the text is none. */
export function parseFocalPoint(text: string): FocalPoint | undefined {
  if (!new RegExp(FOCAL_PATTERN).test(text)) return undefined;
  const [x = NaN, y = NaN] = text.split(",").map(Number);
  return { x, y };
}

/** A focal point as the record keeps it: `0.3,0.7`. */
export function focalPointText({ x, y }: FocalPoint): string {
  return `${x},${y}`;
}

import { rowBytes, type PngHeader } from "./header";

export interface Pass {
  readonly left: number;
  readonly top: number;
  readonly stepX: number;
  readonly stepY: number;
}

/** Adam7's seven passes (PNG specification, 8.2). */
export const passes: readonly Pass[] = [
  { left: 0, top: 0, stepX: 8, stepY: 8 },
  { left: 4, top: 0, stepX: 8, stepY: 8 },
  { left: 0, top: 4, stepX: 4, stepY: 8 },
  { left: 2, top: 0, stepX: 4, stepY: 4 },
  { left: 0, top: 2, stepX: 2, stepY: 4 },
  { left: 1, top: 0, stepX: 2, stepY: 2 },
  { left: 0, top: 1, stepX: 1, stepY: 2 },
];

export const passSize = (
  { width, height }: PngHeader,
  { left, top, stepX, stepY }: Pass,
): { width: number; height: number } => ({
  width: Math.max(0, Math.ceil((width - left) / stepX)),
  height: Math.max(0, Math.ceil((height - top) / stepY)),
});

/** Bytes of a pass with its filter bytes; 0 where it has no pixels. */
export const passBytes = (header: PngHeader, pass: Pass): number => {
  const { width, height } = passSize(header, pass);
  return width === 0 ? 0 : height * (rowBytes(header, width) + 1);
};

/** Bytes of all passes. */
export const interlacedBytes = (header: PngHeader): number =>
  passes.reduce((sum, pass) => sum + passBytes(header, pass), 0);

/** Width and height, pixels. */
interface PixelSize {
  readonly width: number;
  readonly height: number;
}

/** A size as records and metadata keep it: "WxH". */
export function sizeText({ width, height }: PixelSize): string {
  return `${width}x${height}`;
}

/** Reads "WxH"; undefined where the text is no size. */
export function parseSize(text: string | undefined): PixelSize | undefined {
  const [, width, height] = /^(\d+)x(\d+)$/.exec(text ?? "") ?? [];
  return width === undefined ? undefined : { width: Number(width), height: Number(height) };
}

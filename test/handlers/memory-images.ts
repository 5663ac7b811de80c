import type { Image, ImageClass, ResultMime } from "../../handlers/ports/image";

/** A refusal as the layer's adapters and jimp's class throw it. */
export const coded = (code: string, message = code): Error => Object.assign(new Error(message), { code });

/** What is done to images, and may be replaced. */
export interface ImageSteps {
  /** Before an image's header is read. */
  open(bytes: Buffer, limits: Parameters<ImageClass["fromBuffer"]>[1]): Promise<void>;
  /** Before an image is encoded. @param drawn what was done to it, and its type, quality and background */
  encode(drawn: string): Promise<void>;
}

/** An image that is only a size, and a note of what was done to it. It is encoded as a text that names its file. */
export class MemoryImage implements Image {
  background = 0;
  /** Files of type "image/damaged" are. */
  get damaged(): boolean {
    return this.mime === "image/damaged";
  }

  constructor(
    private readonly steps: () => ImageSteps,
    readonly mime: string,
    public width: number,
    public height: number,
    private readonly file = `${width}x${height}`,
    private done: readonly string[] = [],
  ) {}

  clone(): MemoryImage {
    const { steps, mime, width, height, file, done, background } = this;
    return Object.assign(new MemoryImage(steps, mime, width, height, file, done), { background });
  }

  get bitmap() {
    return { data: Buffer.alloc(0), width: this.width, height: this.height };
  }
  readonly reused = false;
  readonly stepTimes = { decodeMs: 30, resizeMs: 20, encodeMs: 10 };
  decode = () => this.noted("decode");
  greyscale = () => this.noting("greyscale");
  sepia = () => this.noting("sepia");
  blur = (radius: number) => this.noting(`blur ${radius}`);
  convolution = (kernel: number[][]) => this.noting(`convolution ${kernel.flat().reduce((sum, one) => sum + one, 0)}`);
  brightness = (factor: number) => this.noting(`brightness ${factor}`);
  contrast = (amount: number) => this.noting(`contrast ${amount}`);
  rotate = (degrees: number) => this.noting(`rotate ${degrees}`);
  flip = (axes: object) => this.noting(`flip ${JSON.stringify(axes)}`);
  opacity = (factor: number) => this.noting(`opacity ${factor}`);
  composite = (image: MemoryImage, x: number, y: number) =>
    this.noting(`composite (${image.done.join(", ")}) at ${x},${y}`);

  resize = (box: { w: number; h: number }) => this.sized("resize", box);
  cover = (box: { w: number; h: number }) => this.sized("cover", box);
  contain = (box: { w: number; h: number }) => this.sized("contain", box);

  scaleToFit(box: { w: number; h: number }): MemoryImage {
    const factor = Math.min(box.w / this.width, box.h / this.height);
    return this.sized("scaleToFit", { w: Math.round(this.width * factor), h: Math.round(this.height * factor) });
  }

  isAnimated = () => Promise.resolve(this.mime === "image/gif");

  async animate(draw: (frame: Image) => Promise<Image>, { quality }: { quality: number }) {
    const { width, height } = await draw(this.clone());
    await this.steps().encode(`animation of ${width}x${height} ${quality}`);
    return { bytes: Buffer.from(`animation of ${this.file}`), width, height };
  }

  async getBuffer(mime: ResultMime, { quality = 0 } = {}): Promise<Buffer> {
    const background = this.background.toString(16).padStart(8, "0");
    await this.steps().encode([...this.done, `${mime} ${quality} ${background}`].join(", "));
    return Buffer.from(`processed of ${this.file}`);
  }

  /** Of formats, by the width of the file: a file of another width has another smallest format. */
  async getSmallest(candidates: readonly { readonly mime: ResultMime; readonly quality?: number }[]) {
    const chosen = candidates[Number.parseInt(this.file, 10) % candidates.length];
    if (!chosen) throw new RangeError("expected at least one format");
    return { mime: chosen.mime, bytes: await this.getBuffer(chosen.mime, chosen) };
  }

  private noting(what: string): MemoryImage {
    this.done = [...this.done, what];
    return this;
  }

  private noted(what: string): Promise<MemoryImage> {
    return Promise.resolve(this.noting(what));
  }

  private sized(name: string, { w, h, ...placed }: { w: number; h: number }): MemoryImage {
    const more = Object.keys(placed).length === 0 ? "" : ` ${JSON.stringify(placed)}`;
    this.done = [...this.done, `${name} ${w}x${h}${more}`];
    return Object.assign(this, { width: w, height: h });
  }
}

/** A class whose files are text: `jpeg 400x300` is an image, anything else is refused. */
export function memoryImages(steps: () => ImageSteps): ImageClass {
  return {
    async fromBuffer(bytes, limits) {
      await steps().open(bytes, limits);
      const [, format, width, height] = /^(\w+) (\d+)x(\d+)$/.exec(bytes.toString()) ?? [];
      if (!format) throw coded("NOT_AN_IMAGE", "the bytes are no image");
      const image = new MemoryImage(steps, `image/${format}`, Number(width), Number(height));
      if (image.width * image.height > limits.maxInputPx) throw coded("IMAGE_TOO_LARGE", "too many pixels");
      return image;
    },
  };
}

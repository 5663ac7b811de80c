import { ImageError } from "./image-error";

/**
 * Keeps what was decoded of a file that is cut short or broken: a decoder that is given one ends where it would throw,
 * if it has decoded anything by then, and notes that.
 */
export class Damage {
  private noted = false;

  /** Whether anything was missing so far. */
  get found(): boolean {
    return this.noted;
  }

  note(): void {
    this.noted = true;
  }
}

/**
 * Ends a decode at an error.
 *
 * @param damage undefined: damage is not kept
 * @param hasPixels whether anything was decoded by then
 * @throws the error, unless it is IMAGE_CORRUPT and damage is kept
 */
export function keepUpTo(error: unknown, damage: Damage | undefined, hasPixels: boolean): void {
  const isDamage = error instanceof ImageError && error.code === "IMAGE_CORRUPT";
  if (!damage || !isDamage || !hasPixels) throw error;
  damage.note();
}

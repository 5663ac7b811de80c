import { isKept } from "./bands";
import type { ComponentLayout } from "./layout";
import type { ScanHeader } from "./scan-header";

/** Bit position that nobody asks for: the coefficient does not show at the component's scale. */
const NEVER = Infinity;
/** More than a coefficient has. */
const MOST_BITS = 14;

/** Which scans of a progressive frame are decoded. */
export interface ScanPlan {
  /** For each scan. */
  readonly needed: readonly boolean[];
  /** For each component whether scans that refine AC coefficients are among them. */
  readonly refined: readonly boolean[];
}

/**
 * What is left out of a component's samples by not reading the lowest `low` bits of its AC coefficients: as if what is
 * missing of each were anything that these bits can hold, of either sign. Root of the mean square, in levels of 255.
 */
function leftOut(divisors: Uint16Array, scale: number, low: number): number {
  // Mean square of the whole numbers between -2^low and 2^low.
  const perCoefficient = ((1 << low) * ((1 << low) - 1)) / 3;
  let squares = 0;
  for (let k = 1; k < 64; k++) if (isKept(k, scale)) squares += (divisors[k] as number) ** 2 * perCoefficient;
  // The transform is orthonormal but for this factor (T.81, A.3.3).
  return Math.sqrt(squares) / 8;
}

/** For each zigzag index down to which bit a coefficient is wanted. */
function wantedBits({ scale }: ComponentLayout, divisors: Uint16Array, tolerance: number): number[] {
  let low = 0;
  while (low < MOST_BITS && leftOut(divisors, scale, low + 1) <= tolerance) low++;
  return Array.from({ length: 64 }, (_, k) => (isKept(k, scale) ? low : NEVER));
}

/**
 * Chooses the scans that bring what a component's scale shows, to within its tolerance. A scan that refines can only be
 * read with everything that went before it in its band, shown or not; without refinements, bands beyond the scale go too.
 *
 * @param divisors of each component, in zigzag order
 * @param tolerances of each component: how far its samples may be off, levels of 255; 0 asks for everything
 */
export function planScans(
  scans: readonly ScanHeader[],
  components: readonly ComponentLayout[],
  divisors: readonly Uint16Array[],
  tolerances: readonly number[],
): ScanPlan {
  const wanted = components.map((component, i) =>
    wantedBits(component, divisors[i] as Uint16Array, tolerances[i] as number),
  );
  /** For each component the coefficients that a scan further on refines. */
  const history = components.map(() => new Set<number>());
  const needed = scans.map(() => true);
  for (let i = scans.length - 1; i >= 0; i--) {
    const { components: of, spectralStart, spectralEnd, approximationHigh } = scans[i] as ScanHeader;
    if (spectralStart === 0) continue;
    const { index } = of[0] as { index: number };
    const [bits, refinedLater] = [wanted[index] as number[], history[index] as Set<number>];
    const band = Array.from({ length: spectralEnd - spectralStart + 1 }, (_, at) => spectralStart + at);
    const brings = (k: number): boolean => {
      const low = bits[k] as number;
      return approximationHigh === 0 ? low < NEVER : low < approximationHigh;
    };
    needed[i] = band.some((k) => brings(k) || refinedLater.has(k));
    if (needed[i] && approximationHigh > 0) for (const k of band) refinedLater.add(k);
  }
  return { needed, refined: history.map(({ size }) => size > 0) };
}

import { isKept } from "./bands";
import type { ComponentLayout } from "./layout";
import type { ScanHeader } from "./scan-header";

/** Bit position of coefficients that the component's scale does not need. */
const NOT_NEEDED = Infinity;
/** Upper bound for the bits of a coefficient. */
const MAX_BITS = 14;

/** Which scans of a progressive frame are decoded. */
export interface ScanPlan {
  /** For each scan, whether it is decoded. */
  readonly needed: readonly boolean[];
  /** For each component, whether its decoded scans include refinements of AC coefficients. */
  readonly refined: readonly boolean[];
}

/**
 * Error of a component's samples where the lowest `low` bits of its AC coefficients are not decoded, root mean square
 * in levels of 255. The missing bits are assumed to be uniformly distributed, with either sign.
 */
function truncationError(divisors: Uint16Array, scale: number, low: number): number {
  // Mean square of the integers between -2^low and 2^low.
  const perCoefficient = ((1 << low) * ((1 << low) - 1)) / 3;
  let squares = 0;
  for (let k = 1; k < 64; k++) if (isKept(k, scale)) squares += (divisors[k] as number) ** 2 * perCoefficient;
  // Except for this factor the transform is orthonormal (T.81, A.3.3).
  return Math.sqrt(squares) / 8;
}

/** For each zigzag index the lowest bit position that is needed. */
function neededBits({ scale }: ComponentLayout, divisors: Uint16Array, tolerance: number): number[] {
  let low = 0;
  while (low < MAX_BITS && truncationError(divisors, scale, low + 1) <= tolerance) low++;
  return Array.from({ length: 64 }, (_, k) => (isKept(k, scale) ? low : NOT_NEEDED));
}

/**
 * Chooses the scans that each component needs at its scale, within its tolerance. A refinement can only be decoded
 * after all earlier scans of its band, needed or not; without refinements, bands beyond the scale are skipped.
 *
 * @param divisors of each component, in zigzag order
 * @param tolerances of each component: allowed error of its samples, root mean square in levels of 255
 */
export function planScans(
  scans: readonly ScanHeader[],
  components: readonly ComponentLayout[],
  divisors: readonly Uint16Array[],
  tolerances: readonly number[],
): ScanPlan {
  const lowestBits = components.map((component, i) =>
    neededBits(component, divisors[i] as Uint16Array, tolerances[i] as number),
  );
  /** For each component the coefficients that a later scan refines. */
  const history = components.map(() => new Set<number>());
  const needed = scans.map(() => true);
  for (let i = scans.length - 1; i >= 0; i--) {
    const { components: scanned, spectralStart, spectralEnd, approximationHigh } = scans[i] as ScanHeader;
    if (spectralStart === 0) continue;
    const { index } = scanned[0] as { index: number };
    const [bits, refinedLater] = [lowestBits[index] as number[], history[index] as Set<number>];
    const band = Array.from({ length: spectralEnd - spectralStart + 1 }, (_, at) => spectralStart + at);
    const contributes = (k: number): boolean => {
      const low = bits[k] as number;
      return approximationHigh === 0 ? low < NOT_NEEDED : low < approximationHigh;
    };
    needed[i] = band.some((k) => contributes(k) || refinedLater.has(k));
    if (needed[i] && approximationHigh > 0) for (const k of band) refinedLater.add(k);
  }
  return { needed, refined: history.map(({ size }) => size > 0) };
}

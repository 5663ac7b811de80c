import type { EntropyReader } from "./entropy-reader";
import type { ComponentLayout, FrameLayout } from "./layout";
import type { ScanComponent, ScanHeader } from "./scan-header";

/** One block of an MCU. */
interface McuBlock extends ScanComponent {
  readonly layout: ComponentLayout;
  /** Column and row of the block in its MCU, in blocks. */
  readonly x: number;
  readonly y: number;
  /** Blocks of its component in an MCU, across and down. */
  readonly across: number;
  readonly down: number;
}

/** MCUs of a scan. In a scan of one component an MCU is one block, and there is no padding (T.81, A.2.2). */
export interface McuGrid {
  readonly wide: number;
  readonly high: number;
  readonly blocks: readonly McuBlock[];
}

export function mcuGrid({ components }: ScanHeader, layout: FrameLayout): McuGrid {
  const alone = components.length === 1;
  const blocks = components.flatMap((component) => {
    const ofComponent = layout.components[component.index] as ComponentLayout;
    const across = alone ? 1 : ofComponent.h;
    const down = alone ? 1 : ofComponent.v;
    return Array.from({ length: across * down }, (_, i): McuBlock => {
      return { ...component, layout: ofComponent, x: i % across, y: Math.floor(i / across), across, down };
    });
  });
  const own = alone ? blocks[0]?.layout : undefined;
  return { wide: own?.ownBlocksWide ?? layout.mcusWide, high: own?.ownBlocksHigh ?? layout.mcusHigh, blocks };
}

/** Callbacks of {@link walkMcus}. */
export interface ScanSteps {
  /** Called at the start and after every restart marker. */
  reset?(): void;
  /** Decodes the MCUs `from`..`to` of a row. @returns the bit position after them */
  decode(row: number, from: number, to: number, position: number): number;
  /** Called after every row. */
  endRow?(row: number): void;
}

/**
 * Visits the MCUs of a scan, row by row and restart interval by restart interval (T.81, E.2.4).
 *
 * @param at first byte of the scan's entropy-coded data
 * @param restartInterval MCUs; 0 where the scan has no restart markers
 * @returns position after the scan
 */
export function walkMcus(
  reader: EntropyReader,
  { wide, high }: McuGrid,
  at: number,
  restartInterval: number,
  steps: ScanSteps,
): number {
  let position = reader.start(at);
  let left = restartInterval || Infinity;
  let restarts = 0;
  steps.reset?.();
  for (let row = 0; row < high; row++) {
    for (let from = 0; from < wide;) {
      if (left === 0) {
        position = reader.restart(position, restarts++);
        left = restartInterval;
        steps.reset?.();
      }
      const to = Math.min(wide, from + left);
      position = steps.decode(row, from, to, position);
      left -= to - from;
      from = to;
    }
    steps.endRow?.(row);
  }
  return reader.end(position);
}

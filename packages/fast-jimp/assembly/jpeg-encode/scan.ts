import { bitLength, continueAt, finishBits, put, putCoefficients, SIXTEEN_ZEROS, startBits, written } from "./bits";
import { EncodedBlock } from "./block";
import { BLOCK_BYTES, presentOf } from "./present";

/** Most blocks that one symbol can end (T.81, G.1.2.2). */
const MAX_RUN = 0x7fff;

/**
 * Whether symbols are counted or written. A table has 32 bits for each of 256 symbols: how often it occurs, or its code
 * << 5 | length.
 */
let counting = false;
/** Blocks before this one whose rest is zero, which no symbol ended yet. */
let run = 0;

/** Starts a scan, which is counted or written. */
export function startScan(count: i32): void {
  counting = count !== 0;
  run = 0;
  startBits();
}

// @inline
function count(table: usize, symbol: i32): void {
  const entry = table + ((<usize>symbol) << 2);
  store<i32>(entry, load<i32>(entry) + 1);
}

// @inline
function emit(table: usize, symbol: i32, value: i32, size: i32): void {
  if (counting) count(table, symbol);
  else put(load<i32>(table + ((<usize>symbol) << 2)), value, size);
}

/** Counts the symbols of a band; parameters and result as of {@link putCoefficients}. */
function countCoefficients(block: usize, present: u64, before: i32, table: usize): i32 {
  for (; present !== 0; present &= present - 1) {
    const k = <i32>ctz(present);
    let zeros = k - before - 1;
    for (; zeros > 15; zeros -= 16) count(table, SIXTEEN_ZEROS);
    count(table, (zeros << 4) | bitLength(<i32>load<i16>(block + ((<usize>k) << 1))));
    before = k;
  }
  return before;
}

/** Codes the coefficients of a band (T.81, F.1.2.2). @returns the index of the last that is not zero, else `before` */
// @inline
function codeCoefficients(block: usize, present: u64, before: i32, table: usize): i32 {
  if (counting) return countCoefficients(block, present, before, table);
  return putCoefficients(block, present, before, table);
}

/**
 * Codes the MCUs of a strip: their DC values, and their AC values where the block has a table for them.
 *
 * @param out where at least 512 bytes a block are free
 * @returns the end of what was written
 */
export function codeMcus(blocks: usize, blockCount: i32, mcus: i32, out: usize): usize {
  continueAt(out);
  const blocksEnd = blocks + <usize>blockCount * offsetof<EncodedBlock>();
  for (let mcu = 0; mcu < mcus; mcu++) {
    for (let at = blocks; at < blocksEnd; at += offsetof<EncodedBlock>()) {
      const block = changetype<EncodedBlock>(at);
      const coefficients = block.coefficients + <usize>(mcu * block.coefficientStep);
      const dc = <i32>load<i16>(coefficients);
      const difference = dc - load<i32>(block.predictor);
      store<i32>(block.predictor, dc);
      const size = bitLength(difference);
      emit(block.dcTable, size, difference, size);
      if (block.acTable === 0) continue;
      const last = codeCoefficients(coefficients, presentOf(coefficients) & ~1, 0, block.acTable);
      if (last < 63) emit(block.acTable, 0, 0, 0);
    }
  }
  return written();
}

// @inline
function endRun(table: usize): void {
  if (run === 0) return;
  const size = 31 - <i32>clz(run);
  emit(table, size << 4, run - (1 << size), size);
  run = 0;
}

/**
 * Codes a band of a row of blocks of one component (T.81, G.1.2.2).
 *
 * @param out where at least 512 bytes a block are free
 * @returns the end of what was written
 */
export function codeBand(coefficients: usize, count: i32, first: i32, last: i32, table: usize, out: usize): usize {
  continueAt(out);
  const band = (~(<u64>0) >> (63 - last)) & (~(<u64>0) << first);
  for (let i = 0; i < count; i++, coefficients += BLOCK_BYTES) {
    const present = presentOf(coefficients) & band;
    if (present !== 0) {
      endRun(table);
      if (codeCoefficients(coefficients, present, first - 1, table) === last) continue;
    }
    if (++run === MAX_RUN) endRun(table);
  }
  return written();
}

/**
 * Ends a scan: what is left, the last byte filled with ones.
 *
 * @param table of the scan's band
 * @returns the end of what was written
 */
export function finishScan(table: usize, out: usize): usize {
  continueAt(out);
  endRun(table);
  if (!counting) finishBits();
  return written();
}

import type { LoopMemory } from "../memory";

export const unstuffLoops = (memory: LoopMemory) => ({
  /**
   * Takes stuffed zeros and fill bytes out of entropy-coded data (T.81, B.1.1.5), up to the next marker.
   *
   * @param isLast whether the file ends with these bytes: 1 or 0
   * @param to where as many bytes and 16 more are free
   * @param taken where the number of bytes read is written; inverted where a marker or the end of the file was reached
   * @returns bytes written
   */
  unstuff(from: number, length: number, isLast: number, to: number, taken: number): number {
    let read = 0;
    let written = 0;
    let ended = false;
    while (read < length) {
      const byte = memory.u8(from + read);
      if (byte === 0xff) {
        if (read + 1 === length) break;
        const next = memory.u8(from + read + 1);
        if (next === 0xff) {
          read++;
          continue;
        }
        ended = next !== 0;
        if (ended) break;
        read++;
      }
      memory.setU8(to + written++, byte);
      read++;
    }
    // A last 0xFF may be the first half of a marker or of a stuffed byte.
    if (read + 1 >= length && isLast !== 0) ended = true;
    memory.setI32(taken, ended ? ~read : read);
    return written;
  },
});

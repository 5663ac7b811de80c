/** Predictor of floating-point samples (TIFF 6.0, supplement 2 of Adobe Photoshop: Technical Note 3). */
export const FLOATING_POINT = 3;

/**
 * Reverses horizontal differencing of integers of 8, 16 or 32 bits, in place (TIFF 6.0, section 14).
 *
 * @param step samples of a pixel
 */
export function unpredictIntegers(row: Buffer, step: number, bitsPerSample: number, littleEndian: boolean): void {
  if (bitsPerSample === 8) {
    for (let at = step; at < row.length; at++) row[at] = (row[at] as number) + (row[at - step] as number);
    return;
  }
  const bytes = bitsPerSample / 8;
  const view = new DataView(row.buffer, row.byteOffset, row.length);
  for (let at = step * bytes; at + bytes <= row.length; at += bytes) {
    const left = at - step * bytes;
    if (bytes === 2)
      view.setUint16(at, view.getUint16(at, littleEndian) + view.getUint16(left, littleEndian), littleEndian); // prettier-ignore
    else view.setUint32(at, view.getUint32(at, littleEndian) + view.getUint32(left, littleEndian), littleEndian);
  }
}

/**
 * Reverses the predictor of floating-point samples, in place: differences of bytes, which are stored apart by their
 * significance, the highest ones of all samples first.
 *
 * @param step samples of a pixel
 */
export function unpredictFloats(row: Buffer, step: number, bitsPerSample: number, littleEndian: boolean): void {
  const bytes = bitsPerSample / 8;
  const count = Math.floor(row.length / bytes);
  for (let at = step; at < row.length; at++) row[at] = (row[at] as number) + (row[at - step] as number);
  const apart = Buffer.from(row);
  for (let byte = 0; byte < bytes; byte++) {
    const to = littleEndian ? bytes - 1 - byte : byte;
    for (let sample = 0; sample < count; sample++) row[sample * bytes + to] = apart[byte * count + sample] as number;
  }
}

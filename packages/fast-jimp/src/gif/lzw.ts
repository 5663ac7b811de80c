const MAX_CODES = 4096;

/**
 * Decompresses GIF's variable-length LZW (GIF89a, appendix F) into exactly `count` indices.
 *
 * @param data the image's data sub-blocks, joined
 * @returns undefined where the data is broken or too short
 */
export function decodeLzw(data: Uint8Array, minCodeSize: number, count: number): Uint8Array | undefined {
  const clear = 1 << minCodeSize;
  const end = clear + 1;
  const prefix = new Uint16Array(MAX_CODES);
  const suffix = new Uint8Array(MAX_CODES);
  const length = new Uint16Array(MAX_CODES);
  for (let code = 0; code < clear; code++) {
    suffix[code] = code;
    length[code] = 1;
  }
  const indices = new Uint8Array(count);
  let written = 0;
  let next = end + 1;
  let codeSize = minCodeSize + 1;
  let previous = -1;
  let first = 0;
  let bits = 0;
  let held = 0;
  for (let at = 0; written < count;) {
    while (held < codeSize) {
      if (at === data.length) return undefined;
      bits |= (data[at++] as number) << held;
      held += 8;
    }
    const code = bits & ((1 << codeSize) - 1);
    bits >>>= codeSize;
    held -= codeSize;
    if (code === end) return undefined;
    if (code === clear) {
      next = end + 1;
      codeSize = minCodeSize + 1;
      previous = -1;
      continue;
    }
    if (code > next || (code === next && previous < 0) || (code >= next && next === MAX_CODES)) return undefined;
    // A code that is not in the table yet stands for the previous string and its own first index.
    const known = code < next ? code : previous;
    const stringLength = (length[known] as number) + (known === code ? 0 : 1);
    let to = written + stringLength - 1;
    if (known !== code && to < count) indices[to] = first;
    if (known !== code) to--;
    let walk = known;
    for (let left = length[known] as number; left > 0; left--, to--) {
      first = suffix[walk] as number;
      if (to < count) indices[to] = first;
      walk = prefix[walk] as number;
    }
    written += stringLength;
    if (previous >= 0 && next < MAX_CODES) {
      prefix[next] = previous;
      suffix[next] = first;
      length[next] = (length[previous] as number) + 1;
      next++;
      if (next === 1 << codeSize && codeSize < 12) codeSize++;
    }
    previous = code;
  }
  return indices;
}

const MAX_CODES = 4096;

/** Colour indices of a frame. */
interface Indices {
  readonly indices: Uint8Array;
  /** How many of them were in the data: fewer than there are where it is broken or too short. */
  readonly count: number;
}

/**
 * Decompresses GIF's variable-length LZW (GIF89a, appendix F) into `wanted` indices, as far as the data goes.
 *
 * @param data the image's data sub-blocks, joined
 */
export function decodeLzw(data: Uint8Array, minCodeSize: number, wanted: number): Indices {
  const clear = 1 << minCodeSize;
  const end = clear + 1;
  const prefix = new Uint16Array(MAX_CODES);
  const suffix = new Uint8Array(MAX_CODES);
  const length = new Uint16Array(MAX_CODES);
  for (let code = 0; code < clear; code++) {
    suffix[code] = code;
    length[code] = 1;
  }
  const indices = new Uint8Array(wanted);
  let written = 0;
  let next = end + 1;
  let codeSize = minCodeSize + 1;
  let previous = -1;
  let first = 0;
  let bits = 0;
  let held = 0;
  for (let at = 0; written < wanted;) {
    while (held < codeSize) {
      if (at === data.length) return { indices, count: written };
      bits |= (data[at++] as number) << held;
      held += 8;
    }
    const code = bits & ((1 << codeSize) - 1);
    bits >>>= codeSize;
    held -= codeSize;
    if (code === end) return { indices, count: written };
    if (code === clear) {
      next = end + 1;
      codeSize = minCodeSize + 1;
      previous = -1;
      continue;
    }
    if (code > next || (code === next && previous < 0) || (code >= next && next === MAX_CODES))
      return { indices, count: written };
    // A code that is not in the table yet stands for the previous string and its own first index.
    const known = code < next ? code : previous;
    const stringLength = (length[known] as number) + (known === code ? 0 : 1);
    let to = written + stringLength - 1;
    if (known !== code && to < wanted) indices[to] = first;
    if (known !== code) to--;
    let walk = known;
    for (let left = length[known] as number; left > 0; left--, to--) {
      first = suffix[walk] as number;
      if (to < wanted) indices[to] = first;
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
  return { indices, count: wanted };
}

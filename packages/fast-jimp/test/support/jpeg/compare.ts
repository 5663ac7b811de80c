/** Peak signal to noise, dB: 20 log10(255 / root mean square difference); Infinity where they are equal. */
export function psnr(a: Uint8Array, b: Uint8Array): number {
  if (a.length !== b.length) throw new Error(`expected as many bytes as ${b.length}, but there are ${a.length}`);
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += ((a[i] as number) - (b[i] as number)) ** 2;
  return 10 * Math.log10(65025 / (sum / a.length));
}

export const largestDifference = (a: Uint8Array, b: Uint8Array): number => {
  if (a.length !== b.length) throw new Error(`expected as many bytes as ${b.length}, but there are ${a.length}`);
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] as number))), 0);
};

/** A resize as Pillow describes it, written for nothing but to be plain: floating point, one pixel after the other. */
export function lanczosReference(
  { data, width, height }: { readonly data: ArrayLike<number>; readonly width: number; readonly height: number },
  toWidth: number,
  toHeight: number,
): Float64Array {
  const across = Array.from({ length: toWidth }, (_, x) => runAt(width, toWidth, x));
  const down = Array.from({ length: toHeight }, (_, y) => runAt(height, toHeight, y));
  const out = new Float64Array(toWidth * toHeight);
  down.forEach((column, y) =>
    across.forEach((row, x) => {
      let sum = 0;
      for (const [sourceY, weightY] of column) {
        for (const [sourceX, weightX] of row) sum += weightX * weightY * (data[sourceY * width + sourceX] as number);
      }
      out[y * toWidth + x] = sum;
    }),
  );
  return out;
}

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));
const lanczos = (x: number): number => (Math.abs(x) < 3 ? sinc(x) * sinc(x / 3) : 0);

function runAt(length: number, count: number, position: number): [number, number][] {
  const scale = length / count;
  const stretch = Math.max(1, scale);
  const centre = (position + 0.5) * scale;
  const run: [number, number][] = [];
  for (let i = 0; i < length; i++) {
    const weight = lanczos((i + 0.5 - centre) / stretch);
    if (weight !== 0) run.push([i, weight]);
  }
  const sum = run.reduce((total, [, weight]) => total + weight, 0);
  return run.map(([i, weight]) => [i, weight / sum]);
}

/** One index of a value for each choice, in the order of the choices. */
type Row = readonly number[];

const pairKey = (first: number, firstValue: number, second: number, secondValue: number): string =>
  `${first}:${firstValue}|${second}:${secondValue}`;

/** The pairs of values in a row. */
function pairsIn(row: Row): string[] {
  return row.flatMap((value, at) => row.slice(at + 1).map((other, gap) => pairKey(at, value, at + 1 + gap, other)));
}

/**
 * Rows in which every value of every choice meets every value of every other one, in far fewer rows than there are
 * combinations. Greedy: each row begins with a pair that no row has yet, and each further value is the one that adds
 * most new pairs. The same sizes always give the same rows.
 *
 * @param sizes number of values of each choice, at least 1
 */
export function pairwise(sizes: readonly number[]): Row[] {
  const missing = new Set<string>();
  sizes.forEach((size, first) => {
    for (let second = first + 1; second < sizes.length; second += 1)
      for (let a = 0; a < size; a += 1)
        for (let b = 0; b < (sizes[second] ?? 0); b += 1) missing.add(pairKey(first, a, second, b));
  });
  const rows: Row[] = [];
  while (missing.size > 0) {
    const row = nextRow(sizes, missing);
    for (const pair of pairsIn(row)) missing.delete(pair);
    rows.push(row);
  }
  return rows;
}

function nextRow(sizes: readonly number[], missing: ReadonlySet<string>): Row {
  const [seed = ""] = missing;
  const chosen = new Map(seed.split("|").map((part) => part.split(":").map(Number) as [number, number]));
  sizes.forEach((size, at) => {
    if (chosen.has(at)) return;
    const gains = Array.from({ length: size }, (_, value) => gainOf(at, value, chosen, missing));
    chosen.set(at, gains.indexOf(Math.max(...gains)));
  });
  return sizes.map((_, at) => chosen.get(at) ?? 0);
}

/** How many missing pairs a value makes with those that are chosen. */
function gainOf(at: number, value: number, chosen: ReadonlyMap<number, number>, missing: ReadonlySet<string>): number {
  return [...chosen].filter(([other, otherValue]) =>
    missing.has(other < at ? pairKey(other, otherValue, at, value) : pairKey(at, value, other, otherValue)),
  ).length;
}

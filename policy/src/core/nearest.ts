/** The name that is most like `text`, where one is: at most a third of its letters differ. */
export function nearest(text: string, names: readonly string[]): string | undefined {
  const [best] = names.map((name) => ({ name, edits: editDistance(text, name) })).sort((a, b) => a.edits - b.edits);
  return best !== undefined && best.edits <= Math.max(1, best.name.length / 3) ? best.name : undefined;
}

/** Levenshtein distance: the fewest letters to insert, remove or replace. Not case-sensitive. */
export function editDistance(left: string, right: string): number {
  const [a, b] = [left.toLowerCase(), right.toLowerCase()];
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

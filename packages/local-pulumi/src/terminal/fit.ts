/**
 * Characters that take one column each and never join: Latin, arrows, rules, the ellipsis. Nearly all that is printed.
 */
const narrow = /^[\u0020-\u02ff\u2026\u2190-\u21ff\u2500-\u259f]*$/;
const wide =
  /[\p{Emoji_Presentation}\ufe0f\u1100-\u115f\u3000-\u303e\uff01-\uff60\uffe0-\uffe6\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}]/u;

const segmenter = new Intl.Segmenter();
const graphemes = (text: string) =>
  narrow.test(text) ? [...text] : [...segmenter.segment(text)].map((s) => s.segment);

/** Columns of a terminal of a text without escape sequences: two for ideographs and emoji. */
export function columnsOf(text: string): number {
  if (narrow.test(text)) return text.length;
  return graphemes(text).reduce((sum, one) => sum + (wide.test(one) ? 2 : 1), 0);
}

/** As much of a text's beginning as `columns` hold. */
export function cut(text: string, columns: number): string {
  return columnsOf(text) <= columns ? text : taken(graphemes(text), columns).join("");
}

/** A text in at most `columns`: names differ at their ends, so what is left out is the middle. */
export function shorten(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text;
  const all = graphemes(text);
  const head = taken(all, Math.ceil((columns - 1) / 2));
  const tail = taken(all.toReversed(), Math.floor((columns - 1) / 2)).toReversed();
  return `${head.join("")}…${tail.join("")}`;
}

function taken(all: readonly string[], columns: number): string[] {
  let left = columns;
  const end = all.findIndex((one) => (left -= columnsOf(one)) < 0);
  return all.slice(0, end < 0 ? all.length : end);
}

/** An encoded word (RFC 2047, section 2): `=?charset?B or Q?text?=`. */
const encodedWord = /=\?([\w-]+)\?([BbQq])\?([^? ]*)\?=/g;

function decodeWord(whole: string, charset: string, encoding: string, text: string): string {
  if (!/^(utf-8|us-ascii)$/i.test(charset)) return whole;
  if (encoding.toUpperCase() === "B") return Buffer.from(text, "base64").toString("utf8");
  const bytes = text
    .replace(/_/g, " ")
    .replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString("utf8");
}

/** User-defined metadata as S3 stores it: encoded words are decoded, other text stays. */
export function decodeWords(value: string): string {
  return value.replace(/(\?=)\s+(?==\?)/g, "$1").replace(encodedWord, decodeWord);
}

/** What a header may contain as it is. */
const isAscii = (c: string) => /[\t\x20-\x7e]/.test(c);

/**
 * User-defined metadata as S3 returns it: US-ASCII as it is, anything else as one encoded word: quoted-printable if
 * more than half of the characters are US-ASCII, else base64.
 */
export function encodeWords(value: string): string {
  const characters = [...value];
  const ascii = characters.filter(isAscii).length;
  if (ascii === characters.length) return value;
  const bytes = Buffer.from(value, "utf8");
  if (2 * ascii <= characters.length) return `=?UTF-8?B?${bytes.toString("base64")}?=`;
  const quoted = [...bytes].map((byte) => {
    const c = String.fromCharCode(byte);
    if (c === " ") return "_";
    return /[!-~]/.test(c) && !/[=_?]/.test(c) ? c : `=${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  });
  return `=?UTF-8?Q?${quoted.join("")}?=`;
}

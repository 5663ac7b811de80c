/** Bytes of the profile header (ICC.1:2022, 7.2). */
const HEADER_BYTES = 128;

/** Data of a tag (ICC.1:2022, 7.3); undefined where it is missing or lies outside the profile. */
export function tagData(profile: Buffer, signature: string): Buffer | undefined {
  const count = profile.readUInt32BE(HEADER_BYTES);
  const end = Math.min(profile.length, HEADER_BYTES + 4 + count * 12);
  for (let at = HEADER_BYTES + 4; at + 12 <= end; at += 12) {
    if (profile.toString("latin1", at, at + 4) !== signature) continue;
    const offset = profile.readUInt32BE(at + 4);
    const data = profile.subarray(offset, offset + profile.readUInt32BE(at + 8));
    return data.length >= 12 ? data : undefined;
  }
  return undefined;
}

/** Colour space of the profile's device side, such as `CMYK` (ICC.1:2022, table 22). */
export const deviceSpace = (profile: Buffer): string => profile.toString("latin1", 16, 20);

/** Colour space of its connection side: `Lab ` or `XYZ `. */
export const connectionSpace = (profile: Buffer): string => profile.toString("latin1", 20, 24);

/** Whether bytes are a profile: the signature is there, and the stated size is (ICC.1:2022, 7.2). */
export const isProfile = (bytes: Buffer): boolean =>
  bytes.length >= HEADER_BYTES + 4 &&
  bytes.toString("latin1", 36, 40) === "acsp" &&
  bytes.readUInt32BE(0) <= bytes.length;

import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";

/** A running checksum. */
interface Digest {
  update(chunk: Buffer): void;
  /** Base64 of the big-endian value. */
  digest(): string;
}

function hash(algorithm: string): Digest {
  const h = createHash(algorithm);
  return { update: (chunk) => void h.update(chunk), digest: () => h.digest("base64") };
}

function crc32Digest(): Digest {
  let value = 0;
  return {
    update: (chunk) => (value = crc32(chunk, value)),
    digest: () => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(value >>> 0);
      return bytes.toString("base64");
    },
  };
}

/** Tables of a reflected 64-bit CRC in high and low halves; the high half of a 32-bit CRC is zero. */
function crcTables(polyHigh: number, polyLow: number): { high: Uint32Array; low: Uint32Array } {
  const high = new Uint32Array(256);
  const low = new Uint32Array(256);
  for (let i = 0; i < 256; i++) {
    let [h, l] = [0, i];
    for (let bit = 0; bit < 8; bit++) {
      const odd = (l & 1) === 1;
      l = ((l >>> 1) | (h << 31)) >>> 0;
      h >>>= 1;
      if (odd) [h, l] = [(h ^ polyHigh) >>> 0, (l ^ polyLow) >>> 0];
    }
    high[i] = h;
    low[i] = l;
  }
  return { high, low };
}

function crcDigest(polyHigh: number, polyLow: number, bytes: 4 | 8): Digest {
  const table = crcTables(polyHigh, polyLow);
  let high = bytes === 8 ? 0xffffffff : 0;
  let low = 0xffffffff;
  return {
    update: (chunk) => {
      for (const byte of chunk) {
        const at = (low ^ byte) & 0xff;
        low = (((low >>> 8) | (high << 24)) ^ (table.low[at] ?? 0)) >>> 0;
        high = ((high >>> 8) ^ (table.high[at] ?? 0)) >>> 0;
      }
    },
    digest: () => {
      const out = Buffer.alloc(8);
      out.writeUInt32BE(~high >>> 0, 0);
      out.writeUInt32BE(~low >>> 0, 4);
      return out.subarray(8 - bytes).toString("base64");
    },
  };
}

/** Checksums of S3 by the suffix of their header `x-amz-checksum-…`. Polynomials are in reflected form. */
const algorithms: Readonly<Record<string, () => Digest>> = {
  crc32: crc32Digest,
  crc32c: () => crcDigest(0, 0x82f63b78, 4),
  crc64nvme: () => crcDigest(0x9a6c9329, 0xac4bc9b5, 8),
  sha1: () => hash("sha1"),
  sha256: () => hash("sha256"),
};

/** Names of S3's checksums. */
export const checksumNames: readonly string[] = Object.keys(algorithms);

/** Starts a checksum by its name (`crc32` …). */
export function startChecksum(name: string): Digest | undefined {
  return algorithms[name]?.();
}

/** Length of a checksum, in bytes. */
export function checksumBytes(name: string): number {
  return { crc32: 4, crc32c: 4, crc64nvme: 8, sha1: 20, sha256: 32 }[name] ?? 0;
}

import { inflateSync } from "node:zlib";
import type { PngFile } from "./chunks";

/** Larger than any profile that is kept. */
const MAX_PROFILE_BYTES = 1 << 20;

/** The ICC profile of iCCP: a name, a zero, the method 0, then the compressed profile (PNG specification, 11.3.2.3). */
export function readProfile({ profile }: PngFile): Uint8Array | undefined {
  const nameEnd = profile?.indexOf(0) ?? -1;
  if (!profile || nameEnd < 0) return undefined;
  try {
    return inflateSync(profile.subarray(nameEnd + 2), { maxOutputLength: MAX_PROFILE_BYTES });
  } catch {
    // A broken profile is no reason to refuse a picture: it is shown as if it had none, as browsers do.
    return undefined;
  }
}

/**
 * Flags of Node.js for a process that loads much and ends soon: with a young generation of up to 64 MB, what it loads
 * is
 * hardly ever copied (V8's default is 16 MB).
 */
export const shortLived = ["--max-semi-space-size=64"] as const;

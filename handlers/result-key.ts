/** S3's limit on a key, UTF-8 bytes. */
const MAX_KEY_BYTES = 1024;

/**
 * Where a result is stored: `<variant>-<key>`. A picture that keeps its format keeps its name; one that was converted
 * gets the extension of what it became, so `scan.tiff` turns into `processed-scan.jpg`.
 */
export function resultKey(variant: string, key: string, converted: boolean, extension: string): string {
  return `${variant}-${converted ? withExtension(key, extension) : key}`;
}

function withExtension(key: string, extension: string): string {
  const nameAt = key.lastIndexOf("/") + 1;
  const dotAt = key.lastIndexOf(".");
  // A leading dot begins a name, it does not end one.
  return (dotAt > nameAt ? key.slice(0, dotAt) : key) + extension;
}

/** Whether S3 takes this key. */
export function isStorableKey(key: string): boolean {
  return Buffer.byteLength(key) <= MAX_KEY_BYTES;
}

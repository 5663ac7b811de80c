/** Media types that the upload API takes: those of what can be decoded. */
export const accepted: readonly string[] = [
  "image/jpeg",
  "image/png",
  "image/gif",
  "image/bmp",
  "image/tiff",
  "image/webp",
];

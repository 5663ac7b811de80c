/** Media types that are accepted: those of the formats that can be decoded. */
export const acceptedMediaTypes = [
  "image/jpeg",
  "image/png",
  "image/gif",
  "image/bmp",
  "image/tiff",
  "image/webp",
] as const;

/** Media types of results, and the extension that a result gets where its format is not the original's. */
export const resultExtensions = { "image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp" } as const;

/** Media types that are accepted: those of the formats that can be decoded. */
export const acceptedMediaTypes = [
  "image/jpeg",
  "image/png",
  "image/gif",
  "image/bmp",
  "image/tiff",
  "image/webp",
  "image/avif",
  "image/heic",
  "image/jxl",
] as const;
type AcceptedMediaType = (typeof acceptedMediaTypes)[number];

/** Formats whose decoders are in a layer of their own, and the setting that adds it. */
export const optionalFormats = { "image/avif": "avif", "image/heic": "heic", "image/jxl": "jxl" } as const;
/** A setting that switches the format of its name on. */
export type OptionalFormat = (typeof optionalFormats)[keyof typeof optionalFormats];

/** Media types by the endings of file names in lower case, the usual ones first. */
export const mediaTypesBySuffix: Readonly<Record<string, AcceptedMediaType>> = {
  ".jpg": "image/jpeg",
  ".jpeg": "image/jpeg",
  ".png": "image/png",
  ".webp": "image/webp",
  ".gif": "image/gif",
  ".bmp": "image/bmp",
  ".tif": "image/tiff",
  ".tiff": "image/tiff",
  ".avif": "image/avif",
  ".heic": "image/heic",
  ".heif": "image/heic",
  ".jxl": "image/jxl",
  ".jpe": "image/jpeg",
  ".jfif": "image/jpeg",
  ".dib": "image/bmp",
};

/** Whether a format is read where the setting of its name is absent. */
export const optionalFormatDefaults: Readonly<Record<OptionalFormat, boolean>> = {
  avif: true,
  heic: false,
  jxl: false,
};

/** The setting without which files of this ending, in lower case, are not read; undefined: they always are. */
export function settingOfSuffix(suffix: string): OptionalFormat | undefined {
  const optional: Readonly<Record<string, OptionalFormat>> = optionalFormats;
  return optional[mediaTypesBySuffix[suffix] ?? ""];
}

/** Endings of names of everything that is read where these formats are switched on, in lower and in upper case. */
export function defaultSuffixes(formats: readonly OptionalFormat[]): readonly string[] {
  const lower = Object.keys(mediaTypesBySuffix).filter((suffix) => {
    const setting = settingOfSuffix(suffix);
    return setting === undefined || formats.includes(setting);
  });
  return [...lower, ...lower.map((suffix) => suffix.toUpperCase())];
}

/** How to switch on a format that the stack does not accept, by its setting. */
export const howToEnable = (setting: OptionalFormat): string =>
  `Set image-pipeline:${setting} to true in the stack's configuration to accept them.`;

/** Media types of results, and the extension that a result gets where its format is not the original's. */
export const resultExtensions = {
  "image/jpeg": ".jpg",
  "image/png": ".png",
  "image/webp": ".webp",
  "image/avif": ".avif",
} as const;

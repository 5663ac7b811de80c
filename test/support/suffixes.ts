const lower = ".jpg .jpeg .png .webp .gif .bmp .tif .tiff .avif .jpe .jfif .dib".split(" ");

/** Endings of the keys that a stack processes by default: those of everything that it reads, in both cases. */
export const DEFAULT_SUFFIXES: readonly string[] = [...lower, ...lower.map((suffix) => suffix.toUpperCase())];

import type { PixelSize } from "./contract";

/** Bytes for people, in powers of 1024. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const power = Math.min(3, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** power;
  return `${value.toFixed(value < 10 ? 1 : 0)} ${["B", "KiB", "MiB", "GiB"][power] ?? ""}`;
}

export const formatSize = ({ width, height }: PixelSize) => `${width} × ${height}`;

/** Milliseconds for people. */
export function formatMs(ms: number): string {
  if (ms >= 1000) return `${(ms / 1000).toFixed(1)} s`;
  return `${Number.isInteger(ms) || ms >= 10 ? Math.round(ms) : ms.toFixed(1)} ms`;
}

/** A value of a metric for people, by CloudWatch's name of its unit. */
export function formatValue(value: number, unit: string): string {
  if (unit === "Milliseconds") return formatMs(value);
  if (unit === "Bytes") return formatBytes(value);
  return String(Math.round(value * 100) / 100);
}

/** `image/jpeg` as `JPEG`. */
export const formatType = (contentType: string) => contentType.replace(/^image\//, "").toUpperCase();

/** The time of day, with seconds. */
export const formatTime = (at: number) => new Date(at).toTimeString().slice(0, 8);

/** How much smaller `part` is than `whole`, per cent, rounded: `−97 %`. */
export function formatSaving(part: number, whole: number): string {
  const percent = Math.round((part / whole - 1) * 100);
  return percent <= 0 ? `−${-percent} %` : `+${percent} %`;
}

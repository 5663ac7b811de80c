import type { ConfigReader } from "../config-reader";

/** Settings of alarms and dashboard. */
export interface MonitoringConfig {
  /** Who gets a mail of every alarm, once they have agreed to it; absent: nobody. */
  readonly email?: string;
  /** Per cent of all pictures that may be refused before people are told, 1..100. Default 20. */
  readonly refusedPercent: number;
}

export function readMonitoring(reader: ConfigReader): MonitoringConfig {
  return {
    email: reader.text("email", undefined, /^[^@\s]+@[^@\s]+\.[^@\s]+$/, "a mail address"),
    refusedPercent: reader.integer("refusedPercent", { fallback: 20, min: 1, max: 100 }),
  };
}

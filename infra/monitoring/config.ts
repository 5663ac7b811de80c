import type { ConfigReader } from "../config-reader";

/** Settings of alarms and dashboard. */
export interface MonitoringConfig {
  /** Address that alarms are mailed to, once its owner has confirmed the subscription; absent: none. */
  readonly email?: string;
  /** Threshold of the alarm on refusals, in per cent of all images, 1..100. Default 20. */
  readonly refusedPercent: number;
}

export function readMonitoring(reader: ConfigReader): MonitoringConfig {
  return {
    email: reader.text("email", undefined, /^[^@\s]+@[^@\s]+\.[^@\s]+$/, "an e-mail address"),
    refusedPercent: reader.integer("refusedPercent", { fallback: 20, min: 1, max: 100 }),
  };
}

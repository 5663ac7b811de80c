import type * as pulumi from "@pulumi/pulumi";
import type { ConfigReader } from "../config-reader";
import type { Settings } from "../settings";

/** Settings of alarms and dashboard. */
export interface MonitoringConfig {
  /** Address that alarms are mailed to, once its owner has confirmed the subscription; absent: none. */
  readonly email?: pulumi.Input<string>;
  /** Threshold of the alarm on refusals, in per cent of all images. */
  readonly refusedPercent: number;
}

export const monitoringSettings = {
  email: {
    kind: "text",
    unit: "address",
    pattern: /^[^@\s]+@[^@\s]+\.[^@\s]+$/,
    expected: "an e-mail address",
    output: true,
    meaning: "Who gets a mail of every alarm, once they have confirmed it",
  },
  refusedPercent: {
    kind: "integer",
    unit: "per cent",
    min: 1,
    max: 100,
    fallback: 20,
    meaning: "Above which share of refused images the alarm `refused-rate` goes off",
  },
} as const satisfies Settings;

export const readMonitoring = (reader: ConfigReader): MonitoringConfig => reader.read(monitoringSettings);

import type { JsonObject } from "./engine";

/** Settings of a table that dynalite does not keep. */
export interface TableSettings {
  deletionProtection: boolean;
  pointInTimeRecovery: boolean;
  recoveryPeriodDays: number;
  /** Name of the attribute with the expiry time. Expired items are not removed here. */
  ttlAttribute?: string;
  serverSideEncryption: boolean;
  kmsKeyArn?: string;
  tableClass: string;
  tags: Record<string, string>;
}

export const settingDefaults: TableSettings = {
  deletionProtection: false,
  pointInTimeRecovery: false,
  recoveryPeriodDays: 35,
  serverSideEncryption: false,
  tableClass: "STANDARD",
  tags: {},
};

export function describeTtl({ ttlAttribute }: TableSettings): JsonObject {
  return ttlAttribute === undefined
    ? { TimeToLiveStatus: "DISABLED" }
    : { TimeToLiveStatus: "ENABLED", AttributeName: ttlAttribute };
}

export function describeBackups({ pointInTimeRecovery, recoveryPeriodDays }: TableSettings): JsonObject {
  return {
    ContinuousBackupsDescription: {
      ContinuousBackupsStatus: "ENABLED",
      PointInTimeRecoveryDescription: pointInTimeRecovery
        ? { PointInTimeRecoveryStatus: "ENABLED", RecoveryPeriodInDays: recoveryPeriodDays }
        : { PointInTimeRecoveryStatus: "DISABLED" },
    },
  };
}

import { object, oneOf } from "../../schema";
import { bucketSetting } from "./bucket-setting";

interface Versioning {
  readonly status: "Enabled" | "Suspended" | "Disabled";
}

/** `aws.s3.BucketVersioning`. */
export const bucketVersioning = bucketSetting({
  token: "aws:s3/bucketVersioning:BucketVersioning",
  properties: {
    versioningConfiguration: object(
      { status: oneOf(["Enabled", "Suspended", "Disabled"], { required: true }), mfaDelete: oneOf(["Disabled"]) },
      { required: true },
    ),
  },
  put(bucket, inputs, { services }) {
    const { status } = inputs.versioningConfiguration as Versioning;
    const { versioning } = services.s3.bucket(bucket).settings;
    if (status === "Disabled" && versioning !== undefined) {
      throw new Error("versioningConfiguration.status cannot be updated from 'Enabled' or 'Suspended' to 'Disabled'");
    }
    if (status !== "Disabled") services.s3.configure(bucket, { versioning: status });
  },
  get: ({ versioning }, known) => {
    const requested = (known.versioningConfiguration as Versioning | undefined)?.status;
    if (versioning === undefined && requested !== "Disabled") return undefined;
    return { versioningConfiguration: { status: versioning ?? "Disabled" } };
  },
  // A bucket that was versioned once stays so; it can only be suspended.
  remove: (bucket, _, { services }) => {
    if (services.s3.bucket(bucket).settings.versioning !== undefined)
      services.s3.configure(bucket, { versioning: "Suspended" });
  },
});

import { createHmac } from "node:crypto";

import { signingKey } from "../../src/http/sigv4";
import type { Cloud } from "../../src/cloud";

/** The fields of a form with a policy that the account's root has signed, whatever it says. */
export function formFields({ region, credentials }: Cloud, policy: object | string): Record<string, string> {
  const date = `${new Date().toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`;
  const day = date.slice(0, 8);
  const text = typeof policy === "string" ? policy : JSON.stringify(policy);
  const encoded = Buffer.from(text).toString("base64");
  const key = signingKey(credentials.secretAccessKey, { day, region, service: "s3" });
  return {
    policy: encoded,
    "x-amz-algorithm": "AWS4-HMAC-SHA256",
    "x-amz-credential": `${credentials.accessKeyId}/${day}/${region}/s3/aws4_request`,
    "x-amz-date": date,
    "x-amz-signature": createHmac("sha256", key).update(encoded).digest("hex"),
  };
}

import { PutObjectCommand } from "@aws-sdk/client-s3";
import { expect } from "chai";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { useCloud } from "../support/cloud/use-cloud";
import { ERRORS_BUCKET, s3Errors } from "../support/s3-errors";

const SOURCE = join(__dirname, "../../src");

/** Codes of the endpoint that other services answer with. */
const notOfS3 = [
  "IncompleteSignature",
  "MissingAuthenticationToken",
  "RequestEntityTooLarge",
  "SerializationException",
];

describe("an error of S3", () => {
  const suite = useCloud();
  before(async () => {
    suite().cloud.services.s3.createBucket(ERRORS_BUCKET);
    await suite().root.s3.send(new PutObjectCommand({ Bucket: ERRORS_BUCKET, Key: "key", Body: "image" }));
  });

  for (const { code, status, attempt } of s3Errors) {
    it(`${code} has the status ${status}`, async () => {
      const answer = await attempt(suite());
      expect([answer.code, answer.status]).to.deep.equal([code, status]);
    });
  }

  it("has an example for every code that S3 and the endpoint have", () => {
    const files = readdirSync(join(SOURCE, "s3"), { recursive: true, encoding: "utf8" }).map((file) => `s3/${file}`);
    const http = ["call.ts", "front.ts", "signature-claim.ts", "sigv4.ts"].map((file) => `http/${file}`);
    const texts = [...files, ...http]
      .filter((file) => file.endsWith(".ts"))
      .map((file) => readFileSync(join(SOURCE, file), "utf8"));
    const codes = texts.flatMap((text) =>
      [...text.matchAll(/(?:AwsError\(\s*|missing: \[)"([A-Z]\w+)"/g)].map(([, code = ""]) => code),
    );
    expect(s3Errors.map(({ code }) => code)).to.include.members(
      [...new Set(codes)].filter((code) => !notOfS3.includes(code)),
    );
  });
});

import { HeadObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { expect } from "chai";

import { decodeWords, encodeWords } from "../../src/s3/mail-words";
import { s3Request } from "../support/cloud/raw-request";
import { useCloud } from "../support/cloud/use-cloud";

const BUCKET = "metadata-bucket";

describe("user-defined metadata", () => {
  const suite = useCloud();
  before(() => suite().cloud.services.s3.createBucket(BUCKET));

  async function stored(Metadata: Record<string, string>): Promise<Record<string, string>> {
    await suite().root.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: "key", Body: "x", Metadata }));
    return (await suite().root.s3.send(new HeadObjectCommand({ Bucket: BUCKET, Key: "key" }))).Metadata ?? {};
  }

  // The values that AWS answers (recorded in LocalStack's tests; the first one is also in the S3 user guide).
  for (const [given, answered] of [
    ["=?UTF-8?B?w4RNw4Raw5XDkSBTMw==?=", "=?UTF-8?Q?=C3=84M=C3=84Z=C3=95=C3=91_S3?="],
    [
      "=?UTF-8?Q?test=5F=E2=80=94=5Ffile%E2%80%94=5F=C3=A9=5F2=3F.pdf?=",
      "=?UTF-8?Q?test=5F=E2=80=94=5Ffile%E2%80%94=5F=C3=A9=5F2=3F.pdf?=",
    ],
    ["=?UTF-8?B?AAECAw==?=", "=?UTF-8?B?AAECAw==?="],
    ["=?UTF-8?Q?actually-ascii?=", "actually-ascii"],
    ["=?UTF-8?B?YWJj?=", "abc"],
    ["!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"],
  ] as const) {
    it(`is ${answered} for ${given}`, async () => {
      expect(await stored({ name: given })).to.deep.equal({ name: answered });
    });
  }

  it("never puts a line break into a header", () => {
    expect(encodeWords(decodeWords("=?UTF-8?Q?a=0D=0Ax-amz-acl:_b?="))).to.match(/^=\?UTF-8\?[BQ]\?[^\s]+\?=$/);
  });

  it("has 2 KB at most, counted in bytes of UTF-8", async () => {
    const put = async (value: string) => {
      const word = `=?UTF-8?B?${Buffer.from(value).toString("base64")}?=`;
      const headers = { "x-amz-meta-a": word };
      return (await s3Request(suite().cloud, { method: "PUT", path: `/${BUCKET}/key`, headers, body: "x" })).code;
    };
    expect(await put(`${"ü".repeat(1023)}a`)).to.equal("");
    expect(await put("ü".repeat(1024))).to.equal("MetadataTooLarge");
  });
});

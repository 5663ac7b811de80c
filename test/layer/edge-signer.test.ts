import { KMSClient } from "@aws-sdk/client-kms";
import { getSignedUrl } from "@aws-sdk/cloudfront-signer";
import { S3Client } from "@aws-sdk/client-s3";
import { startCloud, type Cloud, type Key } from "@image-pipeline/local-aws";
import { expect } from "chai";
import { createPrivateKey } from "node:crypto";
import { edgeSigner } from "../../layer/edge-signer";
import { makeSigner } from "../../layer/signer";

describe("links to the edge", () => {
  let cloud: Cloud;
  let client: KMSClient;
  let key: Key;
  before(async () => {
    cloud = await startCloud();
    const { endpoint, region, credentials, services } = cloud;
    client = new KMSClient({ endpoint, region, credentials, maxAttempts: 1 });
    const spec = { description: "", enabled: true, rotation: false, rotationPeriodDays: 365, tags: {} };
    key = services.kms.createKey({ ...spec, spec: "RSA_2048", policy: services.kms.defaultPolicy() });
  });
  after(() => {
    client.destroy();
    return cloud.close();
  });

  const URL = "https://d111111abcdef8.cloudfront.net/processed-%C3%BC%20b.jpg";
  const until = new Date("2030-01-02T03:04:05.678Z");

  it("are those of AWS's own signer, which has the private key", async () => {
    const der = { key: Buffer.from(key.material, "base64"), format: "der", type: "pkcs8" } as const;
    const privateKey = createPrivateKey(der).export({ format: "pem", type: "pkcs8" });
    const dateLessThan = new Date("2030-01-02T03:04:05Z").toISOString();
    const theirs = getSignedUrl({ url: URL, keyPairId: "K1", privateKey, dateLessThan, algorithm: "SHA256" });
    const ours = await edgeSigner({ arn: key.arn, keyPairId: "K1" }, client)(URL, until);
    expect(ours).to.equal(theirs);
  });

  it("are valid for as long as they are asked for, and for one object", async () => {
    const s3 = new S3Client({ region: "us-east-1" });
    const signer = makeSigner(s3, edgeSigner({ arn: key.arn, keyPairId: "K1" }, client));
    const before = Date.now() / 1000;
    const { searchParams, pathname } = new global.URL(await signer.edgeLink(URL, 900));
    expect(pathname).to.equal("/processed-%C3%BC%20b.jpg");
    expect(Number(searchParams.get("Expires"))).to.be.within(Math.floor(before + 900), before + 905);
    expect([...searchParams.keys()].sort()).to.deep.equal(["Expires", "Hash-Algorithm", "Key-Pair-Id", "Signature"]);
    s3.destroy();
  });

  it("are plain URLs where results are delivered to everybody", async () => {
    const s3 = new S3Client({ region: "us-east-1" });
    expect(await makeSigner(s3).edgeLink(URL, 900)).to.equal(URL);
    s3.destroy();
  });
});

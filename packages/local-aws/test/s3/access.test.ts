import {
  CreateBucketCommand,
  DeleteObjectCommand,
  DeletePublicAccessBlockCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { expect } from "chai";

import { rejection, rejectionName } from "../support/cloud/rejection";
import { policy, useCloud } from "../support/cloud/use-cloud";

const BUCKET = "access-bucket";
const OBJECTS = `arn:aws:s3:::${BUCKET}/*`;

describe("access to S3", () => {
  const suite = useCloud();
  const s3 = () => suite().root.s3;
  before(async () => {
    await s3().send(new CreateBucketCommand({ Bucket: BUCKET }));
    await s3().send(new PutObjectCommand({ Bucket: BUCKET, Key: "a", Body: "a" }));
  });

  const get = (client: S3Client, Key: string) => client.send(new GetObjectCommand({ Bucket: BUCKET, Key }));

  it("follows the role's policies; a refusal names caller, action, resource and reason", async () => {
    const reader = suite().asRole("reader", [{ Effect: "Allow", Action: "s3:GetObject", Resource: OBJECTS }]).s3;
    await get(reader, "a");
    const error = await rejection(reader.send(new PutObjectCommand({ Bucket: BUCKET, Key: "b", Body: "b" })));
    expect(error.message).to.equal(
      `User: arn:aws:sts::000000000000:assumed-role/reader/test is not authorized to perform: s3:PutObject on resource: "arn:aws:s3:::${BUCKET}/b" because no identity-based policy allows the s3:PutObject action`,
    );
    expect([error.name, error.$metadata?.httpStatusCode]).to.deep.equal(["AccessDenied", 403]);
  });

  it("hides missing keys from a caller that may not list the bucket", async () => {
    const blind = suite().asRole("blind", [{ Effect: "Allow", Action: "s3:GetObject", Resource: OBJECTS }]).s3;
    expect(await rejectionName(get(blind, "missing"))).to.equal("AccessDenied");
    const seeing = suite().asRole("seeing", [
      { Effect: "Allow", Action: ["s3:GetObject", "s3:ListBucket"], Resource: [OBJECTS, `arn:aws:s3:::${BUCKET}`] },
    ]).s3;
    expect(await rejectionName(get(seeing, "missing"))).to.equal("NoSuchKey");
  });

  it("tells only readers whether an object has an ETag", async () => {
    const { ETag } = await s3().send(new PutObjectCommand({ Bucket: BUCKET, Key: "matched", Body: "a" }));
    const actions = ["s3:PutObject", "s3:DeleteObject"];
    const blind = suite().asRole("no-reader", [{ Effect: "Allow", Action: actions, Resource: OBJECTS }]).s3;
    const object = { Bucket: BUCKET, Key: "matched" };
    const writes = [
      () => blind.send(new PutObjectCommand({ ...object, Body: "b", IfMatch: ETag })),
      () => blind.send(new DeleteObjectCommand({ ...object, IfMatch: ETag })),
    ];
    for (const write of writes) expect((await rejection(write())).message).to.contain("s3:GetObject");
    await blind.send(new DeleteObjectCommand({ ...object, IfMatch: "*" }));
    await blind.send(new PutObjectCommand({ ...object, Body: "b", IfNoneMatch: "*" }));
  });

  it("follows conditions on the request", async () => {
    const condition = { StringLike: { "s3:prefix": "home/*" } };
    const lister = suite().asRole("lister", [
      { Effect: "Allow", Action: "s3:ListBucket", Resource: `arn:aws:s3:::${BUCKET}`, Condition: condition },
    ]).s3;
    await lister.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: "home/x" }));
    expect(await rejectionName(lister.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: "" })))).to.equal(
      "AccessDenied",
    );
  });

  it("follows conditions on the tags of an upload", async () => {
    const tagger = suite().asRole("tagger", [
      {
        Effect: "Allow",
        Action: ["s3:PutObject", "s3:PutObjectTagging"],
        Resource: OBJECTS,
        Condition: {
          "ForAllValues:StringEquals": { "s3:RequestObjectTagKeys": ["image/png", "b"] },
          Null: { "s3:RequestObjectTagKeys": "false" },
          StringEqualsIfExists: { "s3:RequestObjectTag/b": "1" },
        },
      },
    ]).s3;
    const put = (Tagging?: string) =>
      tagger.send(new PutObjectCommand({ Bucket: BUCKET, Key: "tagged", Body: "x", Tagging }));
    await put("image/png");
    await put("b=1");
    for (const tagging of [undefined, "image/gif", "image/png&c=1", "b=2"]) {
      expect(await rejectionName(put(tagging)), tagging).to.equal("AccessDenied");
    }
    const untagged = suite().asRole("untagged", [{ Effect: "Allow", Action: "s3:PutObject", Resource: OBJECTS }]).s3;
    const tagging = new PutObjectCommand({ Bucket: BUCKET, Key: "tagged", Body: "x", Tagging: "a=b" });
    expect(await rejectionName(untagged.send(tagging))).to.equal("AccessDenied");
  });

  it("needs the right secret and token", async () => {
    const { cloud } = suite();
    const keys = suite().roleKeys("signer", [{ Effect: "Allow", Action: "s3:*", Resource: "*" }]);
    const client = (credentials: object) =>
      new S3Client({
        endpoint: cloud.endpoint,
        region: cloud.region,
        maxAttempts: 1,
        credentials: { ...keys, ...credentials },
      });
    await get(client({}), "a");
    expect(await rejectionName(get(client({ secretAccessKey: "wrong" }), "a"))).to.equal("SignatureDoesNotMatch");
    expect(await rejectionName(get(client({ sessionToken: undefined }), "a"))).to.equal("InvalidToken");
    expect(await rejectionName(get(client({ accessKeyId: "AKIANOBODY" }), "a"))).to.equal("InvalidAccessKeyId");
    const late = new S3Client({ ...cloud, credentials: keys, maxAttempts: 1, systemClockOffset: -16 * 60 * 1000 });
    expect(await rejectionName(get(late, "a"))).to.equal("RequestTimeTooSkewed");
  });

  it("is granted by a presigned URL until it expires, and only as signed", async () => {
    const url = await getSignedUrl(s3(), new GetObjectCommand({ Bucket: BUCKET, Key: "a" }), { expiresIn: 60 });
    const [good, tampered, anonymous] = [url, url.replace("/a?", "/b?"), url.replace(/\?.*/, "")];
    expect(await (await fetch(good)).text()).to.equal("a");
    expect((await fetch(tampered)).status).to.equal(403);
    expect((await fetch(anonymous)).status).to.equal(403);
    const signingDate = new Date(Date.now() - 120_000);
    const expired = await getSignedUrl(s3(), new GetObjectCommand({ Bucket: BUCKET, Key: "a" }), {
      expiresIn: 60,
      signingDate,
    });
    const answer = await fetch(expired);
    expect([answer.status, await answer.text()].join()).to.match(/403.*Request has expired/s);
    const upload = await getSignedUrl(s3(), new PutObjectCommand({ Bucket: BUCKET, Key: "up" }), { expiresIn: 60 });
    expect((await fetch(upload, { method: "PUT", body: "up" })).status).to.equal(200);
    expect((await fetch(upload, { method: "DELETE" })).status).to.equal(403);
  });

  it("is denied by the bucket policy even to root; the loopback interface counts as TLS", async () => {
    const Own = "denied-bucket";
    await s3().send(new CreateBucketCommand({ Bucket: Own }));
    const deny = (statement: object) => {
      const resources = [`arn:aws:s3:::${Own}`, `arn:aws:s3:::${Own}/*`];
      const Policy = policy([
        { Effect: "Deny", Principal: "*", Action: "s3:PutObject", Resource: resources, ...statement },
      ]);
      return s3().send(new PutBucketPolicyCommand({ Bucket: Own, Policy }));
    };
    const put = () => s3().send(new PutObjectCommand({ Bucket: Own, Key: "x", Body: "x" }));
    await deny({ Condition: { Bool: { "aws:SecureTransport": "false" } } });
    await put();
    await deny({});
    expect((await rejection(put())).message).to.match(/with an explicit deny in a resource-based policy$/);
  });

  it("is public only without a public access block", async () => {
    const Public = "public-bucket";
    await s3().send(new CreateBucketCommand({ Bucket: Public }));
    await s3().send(new PutObjectCommand({ Bucket: Public, Key: "x", Body: "x" }));
    const statement = { Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: `arn:aws:s3:::${Public}/*` };
    const open = () => s3().send(new PutBucketPolicyCommand({ Bucket: Public, Policy: policy([statement]) }));
    const url = `${suite().cloud.endpoint}/${Public}/x`;
    expect((await rejection(open())).message).to.include("BlockPublicPolicy");
    await s3().send(new DeletePublicAccessBlockCommand({ Bucket: Public }));
    await open();
    expect((await fetch(url)).status).to.equal(200);
    expect((await fetch(url, { method: "PUT", body: "y" })).status).to.equal(403);
    suite().cloud.services.s3.configure(Public, {
      publicAccessBlock: {
        blockPublicAcls: true,
        ignorePublicAcls: true,
        blockPublicPolicy: true,
        restrictPublicBuckets: true,
      },
    });
    expect((await fetch(url)).status).to.equal(403);
  });

  it("refuses access control lists with BucketOwnerEnforced", async () => {
    const put = (ACL: "private" | "bucket-owner-full-control") =>
      s3().send(new PutObjectCommand({ Bucket: BUCKET, Key: "acl", Body: "x", ACL }));
    await put("bucket-owner-full-control");
    expect(await rejectionName(put("private"))).to.equal("AccessControlListNotSupported");
  });

  it("refuses invalid bucket policies", async () => {
    const put = (Policy: string) => s3().send(new PutBucketPolicyCommand({ Bucket: BUCKET, Policy }));
    for (const bad of [
      "no json",
      policy([{ Effect: "Allow", Action: "s3:GetObject", Resource: OBJECTS }]),
      policy([{ Effect: "Maybe", Principal: "*", Action: "s3:GetObject", Resource: OBJECTS }]),
      policy([{ Effect: "Deny", Principal: "*", Action: "GetObject", Resource: OBJECTS }]),
      policy([{ Effect: "Deny", Principal: "*", Action: "s3:GetObject", Resource: "arn:aws:s3:::other/*" }]),
      policy([
        {
          Effect: "Deny",
          Principal: "*",
          Action: "s3:GetObject",
          Resource: OBJECTS,
          Condition: { StringAlmost: { a: "b" } },
        },
      ]),
    ]) {
      expect(await rejectionName(put(bad)), bad).to.equal("MalformedPolicy");
    }
  });
});

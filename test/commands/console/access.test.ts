import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { startCloud, type Cloud } from "@image-pipeline/local-aws";
import { expect } from "chai";

import { accessView } from "../../../commands/console/access";

const document = (...statements: object[]) => JSON.stringify({ Version: "2012-10-17", Statement: statements });

describe("the access of a role", () => {
  let cloud: Cloud;
  before(async () => {
    cloud = await startCloud();
    cloud.services.s3.createBucket("photos");
  });
  after(() => cloud.close());

  it("is what it may, has used and was denied, and the policy that would have sufficed", async () => {
    const { iam } = cloud.services;
    const photos = "arn:aws:s3:::photos";
    const Condition = { Bool: { "aws:SecureTransport": "true" } };
    const assumeRolePolicy = document({
      ...{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
    });
    iam.createRole({
      ...{ name: "worker", assumeRolePolicy },
      policies: {
        photos: document(
          {
            ...{ Sid: "Photos", Effect: "Allow", Action: ["s3:Get*", "s3:DeleteObject"], Condition },
            Resource: [`${photos}/*`, "arn:aws:s3:::others/*"],
          },
          { Effect: "Deny", Action: "s3:GetObject", Resource: `${photos}/secret/*` },
        ),
        queue: document({ Effect: "Allow", Action: "sqs:SendMessage", Resource: "*" }),
      },
    });
    const topic = document({ Sid: "Topic", Effect: "Allow", Action: "sns:Publish", Resource: "*" });
    const managed = iam.managedPolicies.create({ name: "topic", document: topic });
    iam.attachRolePolicy("worker", managed.arn);
    const root = new S3Client({ ...cloud, forcePathStyle: true });
    const session = iam.startSession("worker", "test");
    const s3 = new S3Client({ ...cloud, credentials: session, forcePathStyle: true });
    const Bucket = "photos";
    await root.send(new PutObjectCommand({ Bucket, Key: "a", Body: "x" }));
    await s3.send(new GetObjectCommand({ Bucket, Key: "a" }));
    await s3.send(new GetObjectCommand({ Bucket, Key: "a" }));
    for (const Key of ["secret/a"]) await s3.send(new GetObjectCommand({ Bucket, Key })).catch(() => undefined);
    await s3.send(new PutObjectCommand({ Bucket, Key: "b", Body: "x" })).catch(() => undefined);
    for (const client of [root, s3]) client.destroy();

    const role = accessView(cloud.services).roles.find(({ name }) => name === "worker");
    expect(role?.functions).to.deep.equal([]);
    expect(role?.grants).to.deep.equal([
      {
        ...{ policy: "photos", statement: "Photos", effect: "Allow", actions: ["s3:Get*", "s3:DeleteObject"] },
        ...{ resources: [`${photos}/*`, "arn:aws:s3:::others/*"], unused: ["s3:DeleteObject"] },
        used: [{ action: "s3:GetObject", count: 2, resources: [`${photos}/a`] }],
      },
      {
        ...{ policy: "photos", statement: "#1", effect: "Deny", actions: ["s3:GetObject"], unused: [] },
        resources: [`${photos}/secret/*`],
        used: [{ action: "s3:GetObject", count: 1, resources: [`${photos}/secret/a`] }],
      },
      {
        ...{ policy: "queue", statement: "#0", effect: "Allow", actions: ["sqs:SendMessage"], resources: ["*"] },
        ...{ used: [], unused: ["sqs:SendMessage"] },
      },
      {
        ...{ policy: managed.arn, statement: "Topic", effect: "Allow", actions: ["sns:Publish"], resources: ["*"] },
        ...{ used: [], unused: ["sns:Publish"] },
      },
    ]);
    expect(role?.denied).to.deep.equal([
      { action: "s3:GetObject", count: 1, resources: [`${photos}/secret/a`], by: "photos #1" },
      { action: "s3:PutObject", count: 1, resources: [`${photos}/b`] },
    ]);
    const sufficient: unknown = JSON.parse(role?.sufficient ?? "");
    expect(sufficient).to.deep.equal({
      Version: "2012-10-17",
      Statement: [
        { Sid: "Photos", Effect: "Allow", Action: ["s3:GetObject"], Resource: [`${photos}/*`], Condition },
        { Effect: "Deny", Action: "s3:GetObject", Resource: `${photos}/secret/*` },
      ],
    });
    // IAM takes it.
    iam.createRole({ name: "least", assumeRolePolicy, policies: { least: role?.sufficient ?? "" } });
  });
});

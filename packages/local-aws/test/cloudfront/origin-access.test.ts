import { PutBucketEncryptionCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { equal, match, ok } from "node:assert/strict";

import { ask, definitionOf, letRead, useDistribution } from "./use-distribution";
import { policy } from "../support/cloud/use-cloud";

describe("a distribution's access to its origin", () => {
  const suite = useDistribution();
  let made = 0;

  /** A bucket of its own with one object, and a distribution that nothing lets in yet. */
  async function bucketBehindEdge(accessControl?: "always" | "never" | "no-override", headers: string[] = []) {
    made += 1;
    const { cloud, root } = suite();
    const { cloudfront, s3 } = cloud.services;
    const bucket = `origin-${made}`;
    s3.createBucket(bucket);
    const signing = accessControl && {
      ...{ name: `signs-${made}`, description: "", originType: "s3" as const },
      ...{ signingBehavior: accessControl, signingProtocol: "sigv4" as const },
    };
    const accessControlId = signing && cloudfront.originAccessControls.create(signing).id;
    const definition = definitionOf(cloud, bucket, {
      ...(accessControlId !== undefined && { accessControlId }),
      cachePolicy: headers.length > 0 ? { headers: { behavior: "whitelist", items: headers } } : {},
    });
    const distribution = await cloudfront.distributions.create(definition);
    const url = cloudfront.distributions.urlOf(distribution.id);
    const put = (key: string, settings = {}) =>
      root.s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: key, ...settings }));
    await put("a.jpg");
    return { bucket, distribution, url, put };
  }

  it("is what the bucket's policy gives to this distribution, and no other", async () => {
    const { cloud } = suite();
    const { bucket, distribution, url } = await bucketBehindEdge();
    equal((await ask(url, "/a.jpg")).status, 403, "without a policy");
    letRead(cloud, bucket, `${distribution.arn}X`);
    equal((await ask(url, "/a.jpg")).status, 403, "with a policy for another distribution");
    letRead(cloud, bucket, distribution.arn);
    equal((await ask(url, "/a.jpg")).status, 200);
  });

  it("is refused to the principal of another service, and of another account", async () => {
    const { cloud } = suite();
    const { bucket, distribution, url } = await bucketBehindEdge();
    const letIn = (principal: string, account: string) =>
      cloud.services.s3.putPolicy(
        bucket,
        policy([
          {
            Effect: "Allow",
            Principal: { Service: principal },
            Action: "s3:GetObject",
            Resource: `arn:aws:s3:::${bucket}/*`,
            Condition: { StringEquals: { "aws:SourceArn": distribution.arn, "aws:SourceAccount": account } },
          },
        ]),
      );
    letIn("logging.s3.amazonaws.com", cloud.accountId);
    equal((await ask(url, "/a.jpg")).status, 403);
    letIn("cloudfront.amazonaws.com", "111111111111");
    equal((await ask(url, "/a.jpg")).status, 403);
    letIn("cloudfront.amazonaws.com", cloud.accountId);
    equal((await ask(url, "/a.jpg")).status, 200);
  });

  it("tells a missing key from a forbidden one only with s3:ListBucket", async () => {
    const { cloud } = suite();
    const { bucket, distribution, url } = await bucketBehindEdge();
    letRead(cloud, bucket, distribution.arn);
    equal((await ask(url, "/none.jpg")).status, 403);
    cloud.services.s3.putPolicy(
      bucket,
      policy([
        {
          Effect: "Allow",
          Principal: { Service: "cloudfront.amazonaws.com" },
          Action: ["s3:GetObject", "s3:ListBucket"],
          Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
          Condition: { StringEquals: { "aws:SourceArn": distribution.arn } },
        },
      ]),
    );
    equal((await ask(url, "/none.jpg")).status, 404);
  });

  it("needs the key's policy too where objects are encrypted with KMS", async () => {
    const { cloud, root } = suite();
    const { services, accountId } = cloud;
    const { bucket, distribution, url, put } = await bucketBehindEdge();
    letRead(cloud, bucket, distribution.arn);
    const account = { Effect: "Allow", Principal: { AWS: `arn:aws:iam::${accountId}:root` }, Action: "kms:*" };
    const key = services.kms.createKey({
      ...{ description: "", enabled: true, rotation: false, rotationPeriodDays: 365, tags: {} },
      policy: policy([{ ...account, Resource: "*" }]),
    });
    const rule = { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms" as const, KMSMasterKeyID: key.arn } };
    const encryption = { Rules: [{ ...rule, BucketKeyEnabled: true }] };
    await root.s3.send(
      new PutBucketEncryptionCommand({ Bucket: bucket, ServerSideEncryptionConfiguration: encryption }),
    );
    await put("encrypted.jpg");
    const refused = await ask(url, "/encrypted.jpg");
    equal(refused.status, 403);
    match(refused.text, /cloudfront\.amazonaws\.com.*kms:Decrypt/);
    const grant = (sourceArn: string) =>
      policy([
        { ...account, Resource: "*" },
        {
          Effect: "Allow",
          Principal: { Service: "cloudfront.amazonaws.com" },
          Action: "kms:Decrypt",
          Resource: "*",
          Condition: { StringEquals: { "AWS:SourceArn": sourceArn } },
        },
      ]);
    key.policy = grant("arn:aws:cloudfront::000000000000:distribution/EOTHER");
    equal((await ask(url, "/encrypted.jpg")).status, 403);
    key.policy = grant(distribution.arn);
    const answer = await ask(url, "/encrypted.jpg");
    equal(answer.text, "encrypted.jpg");
    equal(answer.headers["x-amz-server-side-encryption"], "aws:kms");
  });

  it("is anonymous where its control never signs", async () => {
    const { cloud } = suite();
    const { bucket, distribution, url } = await bucketBehindEdge("never");
    letRead(cloud, bucket, distribution.arn);
    equal((await ask(url, "/a.jpg")).status, 403);
  });

  it("is the viewer's own where its control does not override their signature", async () => {
    const { cloud } = suite();
    const { bucket, distribution, url } = await bucketBehindEdge("no-override", ["Authorization"]);
    letRead(cloud, bucket, distribution.arn);
    equal((await ask(url, "/a.jpg")).status, 200);
    const answer = await ask(url, "/a.jpg", { authorization: "AWS4-HMAC-SHA256 Credential=nothing" });
    equal(answer.status, 400);
    match(answer.text, /IncompleteSignature/);
  });

  it("is decided by IAM like any other: the decision is on record", async () => {
    const { cloud } = suite();
    const { bucket, distribution, url } = await bucketBehindEdge();
    letRead(cloud, bucket, distribution.arn);
    await ask(url, "/a.jpg");
    const decisions = cloud.services.iam.decisions.all();
    const found = decisions.filter(({ principal }) => principal === "cloudfront.amazonaws.com");
    ok(found.some(({ action, allowed }) => action === "s3:GetObject" && allowed));
  });

  it("ends with the distribution", async () => {
    const { cloud } = suite();
    const { distributions } = cloud.services.cloudfront;
    const { distribution, url } = await bucketBehindEdge();
    distributions.update(distribution.id, { ...distribution.config, enabled: false });
    await distributions.delete(distribution.id);
    const refused = await ask(url, "/a.jpg").then(
      () => "answered",
      (error: NodeJS.ErrnoException) => error.code,
    );
    equal(refused, "ECONNREFUSED");
  });
});

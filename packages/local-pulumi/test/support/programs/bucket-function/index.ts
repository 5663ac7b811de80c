import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const config = new pulumi.Config();
const inbox = new aws.s3.Bucket("inbox", { forceDestroy: true, tags: { Owner: "team" } });
const outbox = new aws.s3.Bucket("outbox", { forceDestroy: true });

const role = new aws.iam.Role("copy-role", {
  assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" }),
});
new aws.iam.RolePolicy("copy-policy", {
  role: role.id,
  policy: {
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Action: ["s3:GetObject"], Resource: pulumi.interpolate`${inbox.arn}/*` },
      { Effect: "Allow", Action: ["s3:PutObject"], Resource: pulumi.interpolate`${outbox.arn}/*` },
    ],
  },
});
new aws.iam.RolePolicyAttachment("copy-logs", {
  role: role.name,
  policyArn: aws.iam.ManagedPolicy.AWSLambdaBasicExecutionRole,
});

const copy = new aws.lambda.CallbackFunction<aws.s3.BucketEvent, void>("copy", {
  role,
  environment: { variables: { OUTBOX: outbox.id, PREFIX: config.get("prefix") ?? "copied/" } },
  callback: async (event) => {
    const s3 = new S3Client({});
    for (const record of event.Records ?? []) {
      const key = decodeURIComponent(record.s3.object.key);
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: record.s3.bucket.name, Key: key }));
      if (!Body) throw new Error(`${key} has no body`);
      await s3.send(
        new PutObjectCommand({
          Bucket: process.env.OUTBOX,
          Key: process.env.PREFIX + key,
          Body: await Body.transformToByteArray(),
        }),
      );
      console.log("copied", key);
    }
  },
});
inbox.onObjectCreated("on-created", copy, { filterSuffix: ".txt" });

export const inboxName = inbox.id;
export const outboxName = outbox.bucket;
export const functionName = copy.name;

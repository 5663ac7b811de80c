import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { acknowledge, judgeDocuments } from "aws-serverless-guardrails/program";

judgeDocuments();

const VERSION = "2012-10-17";

/** Uploads, of which a queue is told; containers take their names from it. */
const uploads = new aws.s3.Bucket("uploads", { forceDestroy: true });
const of = { bucket: uploads.id };
new aws.s3.BucketOwnershipControls("uploads-owner", { ...of, rule: { objectOwnership: "BucketOwnerEnforced" } });
const access = new aws.s3.BucketPublicAccessBlock("uploads-access", {
  ...of,
  blockPublicAcls: true,
  blockPublicPolicy: true,
  ignorePublicAcls: true,
  restrictPublicBuckets: true,
});
new aws.s3.BucketServerSideEncryptionConfiguration("uploads-encryption", {
  ...of,
  rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
});
new aws.s3.BucketPolicy(
  "uploads-policy",
  {
    ...of,
    policy: {
      Version: VERSION,
      Statement: [
        {
          Sid: "TlsOnly",
          Effect: "Deny",
          Principal: "*",
          Action: "s3:*",
          Resource: [uploads.arn, pulumi.interpolate`${uploads.arn}/*`],
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ],
    },
  },
  { dependsOn: [access] },
);

const jobs = new aws.sqs.Queue("jobs", { sqsManagedSseEnabled: true });
const jobsPolicy = new aws.sqs.QueuePolicy("jobs-policy", {
  queueUrl: jobs.url,
  policy: {
    Version: VERSION,
    Statement: [
      {
        Sid: "Uploads",
        Effect: "Allow",
        Principal: { Service: "s3.amazonaws.com" },
        Action: "sqs:SendMessage",
        Resource: jobs.arn,
        Condition: { ArnEquals: { "aws:SourceArn": uploads.arn } },
      },
    ],
  },
});
new aws.s3.BucketNotification(
  "uploads-events",
  { ...of, queues: [{ queueArn: jobs.arn, events: ["s3:ObjectCreated:*"] }] },
  { dependsOn: [jobsPolicy] },
);

const worker = new aws.iam.Role("worker", {
  assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "ecs-tasks.amazonaws.com" }),
});
const work = new aws.iam.RolePolicy("work", {
  role: worker.id,
  policy: {
    Version: VERSION,
    Statement: [
      { Sid: "Take", Effect: "Allow", Action: ["sqs:ReceiveMessage", "sqs:DeleteMessage"], Resource: jobs.arn },
      { Sid: "Read", Effect: "Allow", Action: "s3:GetObject*", Resource: pulumi.interpolate`${uploads.arn}/*` },
      { Sid: "Tag", Effect: "Allow", Action: "s3:PutObject*", Resource: pulumi.interpolate`${uploads.arn}/done/*` },
    ],
  },
});
acknowledge(work, "iam-no-service-wildcard", {
  finding: "Tag/s3:PutObject*",
  reason: "The worker sets tags, retention and legal holds of what it has done.",
});

import { expect } from "chai";

import {
  archiveOnWire,
  ProviderDriver,
  unknownOnWire,
  type Bag,
  type MadeResource,
} from "../../support/cloud/provider";
import { policy, trust, useCloud } from "../../support/cloud/use-cloud";

const code = archiveOnWire({ "index.js": "exports.handler = async () => 1;" });
const otherCode = archiveOnWire({ "index.js": "exports.handler = async () => 2;" });
const tls = (resource: string) =>
  policy([{ Effect: "Deny", Principal: "*", Action: "s3:*", Resource: [resource, `${resource}/*`] }]);

/** A resource type's life: inputs, and what changes to them do. */
interface Life {
  readonly type: string;
  readonly inputs: (made: Made) => Bag;
  /** Other inputs, and whether they are `same`, an `update` or a `replace` (with the properties). */
  readonly changes: readonly (readonly [change: (made: Made) => Bag, plan: string])[];
  /** Outputs that must be there, by value or pattern. */
  readonly outs: (made: Made) => Record<string, unknown>;
  /** What an import finds, besides what is generated. */
  readonly deletable?: boolean;
}

/** Resources that others need. */
type Made = Readonly<Record<"bucket" | "role" | "fn" | "queue" | "topic" | "key" | "layer", MadeResource>>;

const account = "000000000000";

const lives: readonly Life[] = [
  {
    type: "aws:s3/bucket:Bucket",
    inputs: () => ({ bucket: "life-bucket", tags: { a: "1" } }),
    changes: [
      [() => ({ bucket: "life-bucket", tags: { a: "1" }, forceDestroy: false }), "same"],
      [() => ({ tags: { a: "1" } }), "same"],
      [() => ({ bucket: "life-bucket", tags: { a: "2" } }), "update"],
      [() => ({ bucket: "life-bucket", tags: { a: "1" }, forceDestroy: true }), "update"],
      [() => ({ bucket: "other-bucket", tags: { a: "1" } }), "replace bucket"],
    ],
    outs: () => ({
      arn: "arn:aws:s3:::life-bucket",
      bucket: "life-bucket",
      bucketDomainName: "life-bucket.s3.amazonaws.com",
      bucketRegionalDomainName: "life-bucket.s3.us-east-1.amazonaws.com",
      hostedZoneId: "Z3AQBSTGFJSTF",
      forceDestroy: false,
      tagsAll: { a: "1" },
      region: "us-east-1",
    }),
  },
  {
    type: "aws:s3/bucketVersioning:BucketVersioning",
    inputs: ({ bucket }) => ({ bucket: bucket.id, versioningConfiguration: { status: "Enabled" } }),
    changes: [[({ bucket }) => ({ bucket: bucket.id, versioningConfiguration: { status: "Suspended" } }), "update"]],
    outs: () => ({ versioningConfiguration: { status: "Enabled" } }),
    // Versioning cannot be taken away again.
    deletable: false,
  },
  {
    type: "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    inputs: ({ bucket }) => ({
      bucket: bucket.id,
      rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
    }),
    changes: [
      [
        ({ bucket, key }) => ({
          bucket: bucket.id,
          rules: [
            {
              applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: key.outs.arn },
              bucketKeyEnabled: true,
            },
          ],
        }),
        "update",
      ],
    ],
    outs: () => ({
      rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" }, bucketKeyEnabled: false }],
    }),
    deletable: false,
  },
  {
    type: "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
    inputs: ({ bucket }) => ({ bucket: bucket.id, blockPublicAcls: true, blockPublicPolicy: true }),
    changes: [[({ bucket }) => ({ bucket: bucket.id, blockPublicAcls: true }), "update"]],
    outs: () => ({
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: false,
      restrictPublicBuckets: false,
    }),
  },
  {
    type: "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
    inputs: ({ bucket }) => ({ bucket: bucket.id, rule: { objectOwnership: "BucketOwnerPreferred" } }),
    changes: [[({ bucket }) => ({ bucket: bucket.id, rule: { objectOwnership: "ObjectWriter" } }), "update"]],
    outs: () => ({ rule: { objectOwnership: "BucketOwnerPreferred" } }),
    deletable: false,
  },
  {
    type: "aws:s3/bucketPolicy:BucketPolicy",
    inputs: ({ bucket }) => ({ bucket: bucket.id, policy: tls(bucket.outs.arn as string) }),
    changes: [
      // The same policy with other spaces is no change.
      [
        ({ bucket }) => ({
          bucket: bucket.id,
          policy: JSON.stringify(JSON.parse(tls(bucket.outs.arn as string)), null, 2),
        }),
        "same",
      ],
      [
        ({ bucket }) => ({ bucket: bucket.id, policy: tls(bucket.outs.arn as string).replace("s3:*", "s3:Get*") }),
        "update",
      ],
    ],
    outs: ({ bucket }) => ({ policy: tls(bucket.outs.arn as string) }),
  },
  {
    type: "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    inputs: ({ bucket }) => ({
      bucket: bucket.id,
      rules: [
        {
          id: "a",
          status: "Enabled",
          filter: { prefix: "" },
          abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
        },
      ],
    }),
    changes: [
      [
        ({ bucket }) => ({
          bucket: bucket.id,
          rules: [
            {
              id: "a",
              status: "Enabled",
              filter: { prefix: "" },
              abortIncompleteMultipartUpload: { daysAfterInitiation: 3 },
            },
          ],
        }),
        "update",
      ],
    ],
    outs: () => ({ transitionDefaultMinimumObjectSize: "all_storage_classes_128K" }),
  },
  {
    type: "aws:s3/bucketLogging:BucketLogging",
    inputs: ({ bucket }) => ({ bucket: bucket.id, targetBucket: bucket.id, targetPrefix: "log/" }),
    changes: [[({ bucket }) => ({ bucket: bucket.id, targetBucket: bucket.id, targetPrefix: "logs/" }), "update"]],
    outs: ({ bucket }) => ({ targetBucket: bucket.id }),
  },
  {
    type: "aws:s3/bucketNotification:BucketNotification",
    inputs: ({ bucket, fn }) => ({
      bucket: bucket.id,
      lambdaFunctions: [{ lambdaFunctionArn: fn.outs.arn, events: ["s3:ObjectCreated:*"], filterSuffix: ".jpg" }],
    }),
    changes: [
      [
        ({ bucket, fn }) => ({
          bucket: bucket.id,
          lambdaFunctions: [{ lambdaFunctionArn: fn.outs.arn, events: ["s3:ObjectCreated:*"], filterSuffix: ".png" }],
        }),
        "update",
      ],
    ],
    outs: () => ({}),
  },
  {
    type: "aws:dynamodb/table:Table",
    inputs: () => ({
      name: "life-table",
      billingMode: "PAY_PER_REQUEST",
      hashKey: "id",
      attributes: [
        { name: "id", type: "S" },
        { name: "key", type: "S" },
      ],
      globalSecondaryIndexes: [{ name: "by-key", hashKey: "key", projectionType: "ALL" }],
      pointInTimeRecovery: { enabled: true },
    }),
    changes: [
      [
        () => ({
          name: "life-table",
          billingMode: "PAY_PER_REQUEST",
          hashKey: "id",
          attributes: [{ name: "id", type: "S" }],
          pointInTimeRecovery: { enabled: true },
        }),
        "update",
      ],
      [
        () => ({
          name: "life-table",
          billingMode: "PAY_PER_REQUEST",
          hashKey: "key",
          attributes: [
            { name: "id", type: "S" },
            { name: "key", type: "S" },
          ],
          globalSecondaryIndexes: [{ name: "by-key", hashKey: "id", projectionType: "ALL" }],
          pointInTimeRecovery: { enabled: true },
        }),
        "replace hashKey",
      ],
    ],
    outs: () => ({
      arn: `arn:aws:dynamodb:us-east-1:${account}:table/life-table`,
      readCapacity: 0,
      deletionProtectionEnabled: false,
      pointInTimeRecovery: { enabled: true, recoveryPeriodInDays: 35 },
    }),
  },
  {
    type: "aws:lambda/function:Function",
    inputs: ({ role }) => ({
      name: "life",
      code,
      handler: "index.handler",
      runtime: "nodejs24.x",
      role: role.outs.arn,
    }),
    changes: [
      [
        ({ role }) => ({
          name: "life",
          code,
          handler: "index.handler",
          runtime: "nodejs24.x",
          role: role.outs.arn,
          memorySize: 128,
        }),
        "same",
      ],
      [
        ({ role }) => ({
          name: "life",
          code: otherCode,
          handler: "index.handler",
          runtime: "nodejs24.x",
          role: role.outs.arn,
        }),
        "update",
      ],
      [
        ({ role }) => ({
          name: "life",
          code,
          handler: "index.handler",
          runtime: "nodejs24.x",
          role: role.outs.arn,
          timeout: 9,
        }),
        "update",
      ],
      [
        ({ role }) => ({ name: "life2", code, handler: "index.handler", runtime: "nodejs24.x", role: role.outs.arn }),
        "replace name",
      ],
      [() => ({ name: "life", code, handler: "index.handler", runtime: "nodejs24.x", role: unknownOnWire }), "update"],
    ],
    outs: () => ({
      arn: `arn:aws:lambda:us-east-1:${account}:function:life`,
      qualifiedArn: `arn:aws:lambda:us-east-1:${account}:function:life:$LATEST`,
      invokeArn: `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:${account}:function:life/invocations`,
      version: "$LATEST",
      memorySize: 128,
      timeout: 3,
      reservedConcurrentExecutions: -1,
      loggingConfig: { logFormat: "Text", logGroup: "/aws/lambda/life" },
    }),
  },
  {
    type: "aws:lambda/layerVersion:LayerVersion",
    inputs: () => ({ layerName: "life", code }),
    changes: [[() => ({ layerName: "life", code: otherCode }), "replace code"]],
    outs: () => ({ arn: `arn:aws:lambda:us-east-1:${account}:layer:life:1`, version: "1" }),
  },
  {
    type: "aws:lambda/permission:Permission",
    inputs: ({ fn }) => ({
      action: "lambda:InvokeFunction",
      function: fn.outs.name,
      principal: "s3.amazonaws.com",
      statementId: "life",
    }),
    changes: [
      [
        ({ fn }) => ({
          action: "lambda:InvokeFunction",
          function: fn.outs.name,
          principal: "sns.amazonaws.com",
          statementId: "life",
        }),
        "replace principal",
      ],
    ],
    outs: () => ({ statementId: "life" }),
  },
  {
    type: "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
    inputs: ({ fn, queue }) => ({
      functionName: fn.outs.name,
      maximumRetryAttempts: 1,
      destinationConfig: { onFailure: { destination: queue.outs.arn } },
    }),
    changes: [[({ fn }) => ({ functionName: fn.outs.name, maximumRetryAttempts: 1 }), "update"]],
    outs: ({ queue }) => ({
      maximumRetryAttempts: 1,
      destinationConfig: { onFailure: { destination: queue.outs.arn } },
    }),
  },
  {
    type: "aws:iam/role:Role",
    inputs: () => ({
      name: "life",
      assumeRolePolicy: trust(),
      inlinePolicies: [{ name: "p", policy: policy([{ Effect: "Allow", Action: "s3:*", Resource: "*" }]) }],
    }),
    changes: [
      [() => ({ name: "life", assumeRolePolicy: trust() }), "same"],
      [() => ({ name: "life", assumeRolePolicy: trust("states.amazonaws.com") }), "update"],
      [() => ({ name: "life", assumeRolePolicy: trust(), path: "/x/" }), "replace path"],
    ],
    outs: () => ({ arn: `arn:aws:iam::${account}:role/life`, name: "life", maxSessionDuration: 3600, path: "/" }),
  },
  {
    type: "aws:iam/rolePolicy:RolePolicy",
    inputs: ({ role }) => ({
      name: "life",
      role: role.outs.name,
      policy: policy([{ Effect: "Allow", Action: "s3:*", Resource: "*" }]),
    }),
    changes: [
      [
        ({ role }) => ({
          name: "life",
          role: role.outs.name,
          policy: policy([{ Effect: "Deny", Action: "s3:*", Resource: "*" }]),
        }),
        "update",
      ],
      [
        () => ({ name: "life", role: "other", policy: policy([{ Effect: "Allow", Action: "s3:*", Resource: "*" }]) }),
        "replace role",
      ],
    ],
    outs: ({ role }) => ({ role: role.outs.name }),
  },
  {
    type: "aws:sqs/queue:Queue",
    inputs: () => ({ name: "life", messageRetentionSeconds: 1_209_600, sqsManagedSseEnabled: true }),
    changes: [
      [() => ({ name: "life", messageRetentionSeconds: 1_209_600 }), "same"],
      [() => ({ name: "life", messageRetentionSeconds: 60, sqsManagedSseEnabled: true }), "update"],
      [() => ({ name: "life2", messageRetentionSeconds: 1_209_600, sqsManagedSseEnabled: true }), "replace name"],
    ],
    outs: () => ({ arn: `arn:aws:sqs:us-east-1:${account}:life`, visibilityTimeoutSeconds: 30, fifoQueue: false }),
  },
  {
    type: "aws:sqs/queuePolicy:QueuePolicy",
    inputs: ({ queue }) => ({
      queueUrl: queue.outs.url,
      policy: policy([{ Effect: "Deny", Principal: "*", Action: "sqs:*", Resource: queue.outs.arn }]),
    }),
    changes: [
      [
        ({ queue }) => ({
          queueUrl: queue.outs.url,
          policy: policy([{ Effect: "Deny", Principal: "*", Action: "sqs:SendMessage", Resource: queue.outs.arn }]),
        }),
        "update",
      ],
    ],
    outs: ({ queue }) => ({ queueUrl: queue.outs.url }),
  },
  {
    type: "aws:cloudwatch/logGroup:LogGroup",
    inputs: () => ({ name: "/life", retentionInDays: 30 }),
    changes: [
      [() => ({ name: "/life", retentionInDays: 7 }), "update"],
      [() => ({ name: "/life2", retentionInDays: 30 }), "replace name"],
    ],
    outs: () => ({
      arn: `arn:aws:logs:us-east-1:${account}:log-group:/life`,
      retentionInDays: 30,
      logGroupClass: "STANDARD",
    }),
  },
  {
    type: "aws:kms/key:Key",
    inputs: () => ({ description: "life", enableKeyRotation: true }),
    changes: [
      [() => ({ description: "life", enableKeyRotation: false }), "update"],
      [() => ({ description: "other", enableKeyRotation: true }), "update"],
    ],
    outs: () => ({ isEnabled: true, enableKeyRotation: true, rotationPeriodInDays: 365 }),
  },
  {
    type: "aws:kms/alias:Alias",
    inputs: ({ key }) => ({ name: "alias/life", targetKeyId: key.outs.keyId }),
    changes: [[({ key }) => ({ name: "alias/life2", targetKeyId: key.outs.keyId }), "replace name"]],
    outs: ({ key }) => ({ arn: `arn:aws:kms:us-east-1:${account}:alias/life`, targetKeyArn: key.outs.arn }),
  },
  {
    type: "aws:sns/topic:Topic",
    inputs: () => ({ name: "life", displayName: "Life" }),
    changes: [
      [() => ({ name: "life", displayName: "Other" }), "update"],
      [() => ({ name: "life2", displayName: "Life" }), "replace name"],
    ],
    outs: () => ({ arn: `arn:aws:sns:us-east-1:${account}:life`, owner: account, fifoTopic: false }),
  },
  {
    type: "aws:sns/topicPolicy:TopicPolicy",
    inputs: ({ topic }) => ({
      arn: topic.outs.arn,
      policy: policy([
        {
          Effect: "Allow",
          Principal: { Service: "s3.amazonaws.com" },
          Action: "sns:Publish",
          Resource: topic.outs.arn,
        },
      ]),
    }),
    changes: [
      [
        ({ topic }) => ({
          arn: topic.outs.arn,
          policy: policy([{ Effect: "Deny", Principal: "*", Action: "sns:Publish", Resource: topic.outs.arn }]),
        }),
        "update",
      ],
    ],
    outs: () => ({ owner: account }),
  },
  {
    type: "aws:sns/topicSubscription:TopicSubscription",
    inputs: ({ topic, queue }) => ({ topic: topic.outs.arn, protocol: "sqs", endpoint: queue.outs.arn }),
    changes: [
      [
        ({ topic, queue }) => ({
          topic: topic.outs.arn,
          protocol: "sqs",
          endpoint: queue.outs.arn,
          rawMessageDelivery: true,
        }),
        "update",
      ],
      [
        ({ topic }) => ({ topic: topic.outs.arn, protocol: "email", endpoint: "a@example.com" }),
        "replace endpoint,protocol",
      ],
    ],
    outs: () => ({ pendingConfirmation: false, rawMessageDelivery: false }),
  },
];

describe("resources of the embedded aws package", () => {
  const suite = useCloud();
  let driver: ProviderDriver;
  let made: Made;

  before(async () => {
    driver = new ProviderDriver(suite());
    const create = (type: string, inputs: Bag) => driver.create(type, "shared", inputs);
    const bucket = await create("aws:s3/bucket:Bucket", { bucket: "shared-bucket" });
    const queue = await create("aws:sqs/queue:Queue", { name: "shared" });
    const role = await create("aws:iam/role:Role", { name: "shared", assumeRolePolicy: trust() });
    await create("aws:iam/rolePolicy:RolePolicy", {
      name: "send",
      role: role.outs.name,
      policy: policy([{ Effect: "Allow", Action: "sqs:SendMessage", Resource: queue.outs.arn }]),
    });
    const fn = await create("aws:lambda/function:Function", {
      name: "shared",
      code,
      handler: "index.handler",
      runtime: "nodejs24.x",
      role: role.outs.arn,
    });
    await create("aws:lambda/permission:Permission", {
      action: "lambda:InvokeFunction",
      function: fn.outs.name,
      principal: "s3.amazonaws.com",
      sourceArn: bucket.outs.arn,
      sourceAccount: account,
    });
    const topic = await create("aws:sns/topic:Topic", { name: "shared" });
    const key = await create("aws:kms/key:Key", {});
    const layer = await create("aws:lambda/layerVersion:LayerVersion", { layerName: "shared", code });
    made = { bucket, role, fn, queue, topic, key, layer };
  });

  for (const life of lives) {
    it(`${life.type} takes inputs of which any part is unknown`, async () => {
      const inputs = life.inputs(made);
      for (const part of withUnknowns(inputs)) {
        if (part === unknownOnWire || "code" in inputs) continue;
        expect(await driver.failures(life.type, part as Bag), JSON.stringify(part)).to.deep.equal([]);
      }
    });

    it(`${life.type} is made, read, changed, imported and deleted`, async () => {
      const inputs = life.inputs(made);
      let resource = await driver.create(life.type, "life", inputs);
      expect(resource.outs).to.deep.include(life.outs(made));
      // Nothing to do for the same inputs, nor after a refresh.
      expect(await driver.plan(resource, inputs)).to.equal("same");
      expect(await driver.read(resource)).to.deep.equal(resource.outs);
      for (const [change, plan] of life.changes) expect(await driver.plan(resource, change(made)), plan).to.equal(plan);
      // An import finds inputs that lead to what is there.
      const imported = await driver.import(life.type, importId(resource));
      if (!("code" in inputs)) {
        expect(await driver.plan(resource, { ...imported }), JSON.stringify(imported)).to.equal("same");
      }
      for (const [change, plan] of life.changes) {
        const changed = change(made);
        if (plan !== "update" || JSON.stringify(changed).includes(unknownOnWire)) continue;
        resource = await driver.update(resource, changed);
        expect(await driver.plan(resource, changed)).to.equal("same");
        expect(await driver.read(resource)).to.deep.equal(resource.outs);
      }
      await driver.delete(resource);
      if (life.deletable !== false) expect(await driver.read(resource)).to.equal(undefined);
      await driver
        .delete(resource)
        .catch((error: Error) => expect(error.message).to.match(/NoSuch|NotFound|not found/));
    });
  }
});

/** `value` once for each part of it, at any depth, with that part unknown. */
function* withUnknowns(value: unknown): Generator<unknown> {
  yield unknownOnWire;
  if (Array.isArray(value)) {
    for (const [i, item] of value.entries()) for (const part of withUnknowns(item)) yield value.with(i, part);
  } else if (typeof value === "object" && value !== null) {
    for (const [key, item] of Object.entries(value))
      for (const part of withUnknowns(item)) yield { ...value, [key]: part };
  }
}

/** A permission is imported by its function's name and its own. */
function importId({ type, id, outs }: MadeResource): string {
  return type === "aws:lambda/permission:Permission" ? `${String(outs.function)}/${id}` : id;
}

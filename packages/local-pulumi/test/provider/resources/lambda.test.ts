import { code } from "../../support/cloud/inputs";
import {
  ACCOUNT,
  describeLifecycles,
  otherCode,
  type Lifecycle,
  type Shared,
} from "../../support/cloud/resource-lifecycle";
import { UNKNOWN_ON_WIRE, type Bag } from "../../support/cloud/provider";

const functionOf = ({ role }: Shared, change: Bag = {}): Bag => ({
  name: "life",
  code,
  handler: "index.handler",
  runtime: "nodejs24.x",
  role: role.outs.arn,
  ...change,
});

const lifecycles: readonly Lifecycle[] = [
  {
    type: "aws:lambda/function:Function",
    inputs: (made) => functionOf(made),
    changes: [
      [(made) => functionOf(made, { memorySize: 128 }), "same"],
      [(made) => functionOf(made, { code: otherCode }), "update"],
      [(made) => functionOf(made, { timeout: 9 }), "update"],
      [(made) => functionOf(made, { name: "life2" }), "replace name"],
      [(made) => functionOf(made, { role: UNKNOWN_ON_WIRE }), "update"],
    ],
    outs: () => ({
      arn: `arn:aws:lambda:us-east-1:${ACCOUNT}:function:life`,
      qualifiedArn: `arn:aws:lambda:us-east-1:${ACCOUNT}:function:life:$LATEST`,
      invokeArn: `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:${ACCOUNT}:function:life/invocations`,
      version: "$LATEST",
      memorySize: 128,
      timeout: 3,
      reservedConcurrentExecutions: -1,
      loggingConfig: { logFormat: "Text", logGroup: "/aws/lambda/life" },
    }),
  },
  {
    type: "aws:lambda/function:Function",
    inputs: (made) => functionOf(made, { name: "published", publish: true }),
    changes: [
      [(made) => functionOf(made, { name: "published", publish: true, timeout: 9 }), "update"],
      [(made) => functionOf(made, { name: "published", publish: false }), "update"],
    ],
    outs: () => ({
      qualifiedArn: `arn:aws:lambda:us-east-1:${ACCOUNT}:function:published:1`,
      version: "1",
      publish: true,
    }),
  },
  {
    type: "aws:lambda/alias:Alias",
    inputs: ({ fn }) => ({ name: "life", functionName: fn.outs.name, functionVersion: "1" }),
    changes: [
      [({ fn }) => ({ name: "life", functionName: fn.outs.name, functionVersion: "1", description: "d" }), "update"],
      [({ fn }) => ({ name: "life2", functionName: fn.outs.name, functionVersion: "1" }), "replace name"],
    ],
    outs: ({ fn }) => ({
      arn: `${String(fn.outs.arn)}:life`,
      invokeArn: `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${String(fn.outs.arn)}:life/invocations`,
      functionVersion: "1",
    }),
  },
  {
    type: "aws:lambda/layerVersion:LayerVersion",
    inputs: () => ({ layerName: "life", code }),
    changes: [[() => ({ layerName: "life", code: otherCode }), "replace code"]],
    outs: () => ({ arn: `arn:aws:lambda:us-east-1:${ACCOUNT}:layer:life:1`, version: "1" }),
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
    type: "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
    inputs: ({ fn }) => ({ functionName: fn.outs.name, qualifier: "1", maximumRetryAttempts: 1 }),
    changes: [[({ fn }) => ({ functionName: fn.outs.name, qualifier: "1", maximumRetryAttempts: 0 }), "update"]],
    outs: () => ({ maximumRetryAttempts: 1, qualifier: "1" }),
  },
  {
    type: "aws:lambda/eventSourceMapping:EventSourceMapping",
    inputs: ({ fn, queue }) => ({
      eventSourceArn: queue.outs.arn,
      functionName: fn.outs.name,
      batchSize: 4,
      scalingConfig: { maximumConcurrency: 2 },
      functionResponseTypes: ["ReportBatchItemFailures"],
    }),
    changes: [
      [
        ({ fn, queue }) => ({
          eventSourceArn: queue.outs.arn,
          functionName: fn.outs.name,
          batchSize: 5,
          enabled: false,
        }),
        "update",
      ],
      [
        ({ fn }) => ({ eventSourceArn: `arn:aws:sqs:us-east-1:${ACCOUNT}:other`, functionName: fn.outs.name }),
        "replace eventSourceArn",
      ],
    ],
    outs: ({ fn, queue }) => ({
      eventSourceArn: queue.outs.arn,
      functionArn: fn.outs.arn,
      batchSize: 4,
      enabled: true,
      state: "Enabled",
      scalingConfig: { maximumConcurrency: 2 },
      functionResponseTypes: ["ReportBatchItemFailures"],
    }),
  },
];

describeLifecycles("Lambda", lifecycles);

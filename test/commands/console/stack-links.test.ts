import { expect } from "chai";

import { stackLinks, type RegisteredResource } from "../../../commands/console/stack-links";

const ARN = "arn:aws:lambda:us-east-1:000000000000:function";

const resource = (type: string, outputs: object, inputs: object = {}): RegisteredResource => ({
  type,
  inputs: inputs as RegisteredResource["inputs"],
  outputs: outputs as RegisteredResource["outputs"],
});

const parts = [
  resource("aws:s3/bucket:Bucket", { bucket: "in", arn: "arn:aws:s3:::in" }),
  resource("aws:s3/bucket:Bucket", { bucket: "in-2", arn: "arn:aws:s3:::in-2" }),
  resource("aws:lambda/function:Function", {
    ...{ name: "process", arn: `${ARN}:process`, role: "arn:aws:iam::000000000000:role/process-role" },
    description: "Makes results",
  }),
  resource("aws:sqs/queue:Queue", { name: "failures", arn: "arn:aws:sqs:us-east-1:000000000000:failures" }),
  resource("aws:dynamodb/table:Table", {
    name: "records",
    arn: "arn:aws:dynamodb:us-east-1:000000000000:table/records",
  }),
  resource(
    "aws:cloudwatch/eventRule:EventRule",
    { name: "uploads", arn: "arn:aws:events:us-east-1:0:rule/uploads" },
    {
      eventPattern: JSON.stringify({ detail: { bucket: { name: ["in"] } } }),
    },
  ),
  resource("aws:apigateway/restApi:RestApi", { name: "api", arn: "arn:aws:apigateway:us-east-1::/restapis/abc" }),
  resource("aws:s3/bucketVersioning:BucketVersioning", { bucket: "in" }),
];

/** The links of the parts with more resources, as sentences. */
const sentences = (...more: readonly RegisteredResource[]) =>
  stackLinks([...parts, ...more]).links.map(({ from, verbs, to }) => `${from} ${verbs.join(" and ")} ${to}`);

const policyOf = (role: string, ...Statement: readonly object[]) =>
  resource("aws:iam/rolePolicy:RolePolicy", {}, { role, policy: JSON.stringify({ Statement }) });

describe("the links of a stack", () => {
  it("are between the parts that do or keep something", () => {
    expect(stackLinks(parts).nodes).to.deep.equal([
      { name: "in", kind: "bucket", description: undefined },
      { name: "in-2", kind: "bucket", description: undefined },
      { name: "process", kind: "function", description: "Makes results" },
      { name: "failures", kind: "queue", description: undefined },
      { name: "records", kind: "table", description: undefined },
      { name: "uploads", kind: "event rule", description: undefined },
      { name: "api", kind: "API", description: undefined },
    ]);
    expect(sentences()).to.deep.equal(["in triggers uploads"]);
  });

  it("follow notifications, mappings, targets, destinations and integrations", () => {
    const links = sentences(
      resource(
        "aws:s3/bucketNotification:BucketNotification",
        {},
        {
          bucket: "in",
          lambdaFunctions: [{ lambdaFunctionArn: `${ARN}:process` }, { lambdaFunctionArn: `${ARN}:process` }],
        },
      ),
      resource(
        "aws:lambda/eventSourceMapping:EventSourceMapping",
        {},
        {
          eventSourceArn: "arn:aws:sqs:us-east-1:000000000000:failures",
          functionName: "process",
        },
      ),
      resource(
        "aws:cloudwatch/eventTarget:EventTarget",
        {},
        {
          rule: "uploads",
          arn: "arn:aws:sqs:us-east-1:000000000000:failures",
        },
      ),
      resource(
        "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
        {},
        {
          functionName: "process",
          destinationConfig: { onFailure: { destination: "arn:aws:sqs:us-east-1:000000000000:failures" } },
        },
      ),
      resource(
        "aws:apigateway/integration:Integration",
        {},
        {
          restApi: "abc",
          uri: `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${ARN}:process/invocations`,
        },
      ),
    );
    expect(links).to.deep.equal([
      "in triggers uploads",
      "in triggers process",
      "failures triggers process",
      "uploads sends to failures",
      "process sends failures to failures",
      "api runs process",
    ]);
  });

  it("follow what roles may do, once for each verb, and to the named resource alone", () => {
    const links = sentences(
      policyOf(
        "process-role",
        { Action: ["s3:GetObject", "s3:PutObject"], Resource: ["arn:aws:s3:::in-2/*"] },
        { Action: "s3:ListBucket", Resource: "arn:aws:s3:::in-2" },
        { Action: ["dynamodb:Query"], Resource: ["arn:aws:dynamodb:us-east-1:000000000000:table/records/index/x"] },
        { Action: ["logs:PutLogEvents", "kms:Decrypt", "xray:PutTraceSegments"], Resource: ["*"] },
      ),
      policyOf("other-role", { Action: ["s3:GetObject"], Resource: ["arn:aws:s3:::in/*"] }),
    );
    expect(links).to.deep.equal(["in triggers uploads", "process reads and writes in-2", "process reads records"]);
  });
});

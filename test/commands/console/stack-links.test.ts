import { expect } from "chai";

import { stackLinks } from "../../../commands/console/stack-links";

type Resource = Parameters<typeof stackLinks>[0][number];

const resource = (type: string, name: string, outputs: object, inputs: object = {}): Resource =>
  ({ urn: `urn:pulumi:dev::app::${type}::${name}`, type, inputs, outputs }) as unknown as Resource;

const FUNCTION = "arn:aws:lambda:us-east-1:000000000000:function:process-1";
const QUEUE = "arn:aws:sqs:us-east-1:000000000000:failures-1";

describe("the links of a stack", () => {
  it("are sentences of the names that parts have in AWS", () => {
    const { nodes, links } = stackLinks([
      resource("aws:s3/bucket:Bucket", "in", { bucket: "in-1", arn: "arn:aws:s3:::in-1" }),
      resource(
        "aws:lambda/function:Function",
        "process",
        { name: "process-1", arn: FUNCTION, description: "Makes results" },
        { role: "arn:aws:iam::000000000000:role/process-role" },
      ),
      resource("aws:sqs/queue:Queue", "failures", { name: "failures-1", arn: QUEUE }),
      resource("aws:s3/bucketVersioning:BucketVersioning", "versions", { bucket: "in-1" }),
      resource(
        "aws:s3/bucketNotification:BucketNotification",
        "events",
        {},
        {
          bucket: "in-1",
          lambdaFunctions: [{ lambdaFunctionArn: FUNCTION, events: ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"] }],
        },
      ),
      resource(
        "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
        "retries",
        {},
        { functionName: "process-1", destinationConfig: { onFailure: { destination: QUEUE } } },
      ),
      resource(
        "aws:iam/rolePolicy:RolePolicy",
        "policy",
        {},
        {
          role: "process-role",
          policy: JSON.stringify({
            Statement: [{ Action: ["s3:GetObject", "s3:DeleteObject"], Resource: ["arn:aws:s3:::in-1/*"] }],
          }),
        },
      ),
      resource("aws:cloudwatch/metricAlarm:MetricAlarm", "alarm", {}, { alarmActions: [QUEUE] }),
    ]);
    expect(nodes).to.deep.equal([
      { name: "failures-1", kind: "SQS queue", description: undefined },
      { name: "in-1", kind: "S3 bucket", description: undefined },
      { name: "process-1", kind: "Lambda function", description: "Makes results" },
    ]);
    expect(links.map(({ from, verbs, to }) => `${from} ${verbs.join(" and ")} ${to}`)).to.deep.equal([
      "in-1 triggers process-1",
      "process-1 sends failures to failures-1",
      "process-1 reads and deletes in in-1",
    ]);
  });
});

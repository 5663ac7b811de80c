import { expect } from "chai";
import { readFileSync } from "node:fs";
import path from "node:path";

import { flowOf, type Flow } from "../../../commands/diagram/flow";
import { drawFlow } from "../../../commands/diagram/svg";
import { diagramOf } from "../../../commands/diagram";
import { HANG_TIMEOUT_MS } from "../../support/cli";

type Resource = Parameters<typeof flowOf>[0][number];

const resource = (type: string, name: string, inputs: object, outputs: object = {}): Resource =>
  ({ urn: `urn:pulumi:dev::app::${type}::${name}`, type, inputs, outputs }) as unknown as Resource;

const arns = {
  bucket: "arn:aws:s3:::photos-1",
  queue: "arn:aws:sqs:x:0:failed-1",
  fn: "arn:aws:lambda:x:0:function:fn-1",
  table: "arn:aws:dynamodb:x:0:table/records-1",
  distribution: "arn:aws:cloudfront::0:distribution/E1",
};

const resources = [
  resource("aws:s3/bucket:Bucket", "photos", {}, { arn: arns.bucket, bucket: "photos-1" }),
  resource("aws:sqs/queue:Queue", "failed", {}, { arn: arns.queue, name: "failed-1" }),
  resource(
    "aws:lambda/function:Function",
    "fn",
    { role: "arn:aws:iam::0:role/fn-role-1" },
    { arn: arns.fn, name: "fn-1" },
  ),
  resource("aws:lambda/function:Function", "alone", { role: "arn:aws:iam::0:role/other" }, { arn: `${arns.fn}2` }),
  resource("aws:dynamodb/table:Table", "records", {}, { arn: arns.table, name: "records-1" }),
  resource(
    "aws:cloudfront/distribution:Distribution",
    "delivery",
    { origins: [{ domainName: "photos-1.s3.us-east-1.amazonaws.com" }] },
    { arn: arns.distribution },
  ),
  resource("aws:s3/bucketNotification:BucketNotification", "events", {
    bucket: "photos-1",
    lambdaFunctions: [{ lambdaFunctionArn: arns.fn, events: ["s3:ObjectCreated:*"] }],
  }),
  resource("aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig", "retries", {
    functionName: "fn-1",
    destinationConfig: { onFailure: { destination: arns.queue } },
  }),
  resource("aws:iam/rolePolicy:RolePolicy", "policy", {
    role: "fn-role-1",
    policy: JSON.stringify({
      Statement: [
        { Action: ["s3:PutObject", "s3:GetObject"], Resource: [`${arns.bucket}/*`] },
        { Action: "sqs:SendMessage", Resource: arns.queue },
        { Action: ["dynamodb:GetRecords", "dynamodb:DescribeStream"], Resource: `${arns.table}/stream/2026` },
        { Action: "dynamodb:PutItem", Resource: arns.table },
        { Action: "events:PutEvents", Resource: "arn:aws:events:x:0:event-bus/default" },
        { Action: "cloudfront:CreateInvalidation", Resource: arns.distribution },
        { Action: "logs:PutLogEvents", Resource: "*" },
      ],
    }),
  }),
];

describe("the diagram of a stack", () => {
  const flow: Flow = flowOf(resources);

  it("has what its resources say of each other, and leaves out what nothing is connected to", () => {
    expect(flow.nodes.map(({ name }) => name)).to.deep.equal(["delivery", "failed", "fn", "photos", "records"]);
    expect(flow.edges.map(({ from, to, kind, label }) => `${from} ${to} ${kind} ${label}`)).to.deep.equal([
      "delivery photos access reads",
      "fn delivery access invalidates",
      "fn event bus access publishes",
      "fn failed failure after its retries",
      "fn photos access reads, writes",
      "fn records access writes",
      "photos fn flow created",
    ]);
  });

  it("is the same document every time, with every name", () => {
    const svg = drawFlow(flow, 'a "title" & more');
    expect(drawFlow(flowOf(resources), 'a "title" & more')).to.equal(svg);
    for (const { name } of flow.nodes) expect(svg).to.contain(`>${name}</text>`);
    expect(svg).to.contain("<title>a &quot;title&quot; &amp; more</title>");
    expect(svg).to.contain(">event bus</text>").and.to.not.contain(">alarms</text>");
    expect(svg.match(/<path class="/g)).to.have.length(flow.edges.length);
  });

  for (const stack of ["dev", "full"]) {
    it(`of ${stack} is docs/flow-${stack}.svg: npm run diagram -- --stack ${stack} --out docs/flow-${stack}.svg`, async function () {
      this.timeout(HANG_TIMEOUT_MS);
      const svg = await diagramOf({ projectDir: ".", stack });
      expect(svg).to.equal(readFileSync(path.join("docs", `flow-${stack}.svg`), "utf8"));
    });
  }
});

import type { Cloud } from "../../../src/cloud";
import { deploy } from "./functions";
import { makeRole, trust } from "./use-cloud";

const ACCOUNT_ID = "000000000000";
const queueArn = (name: string) => `arn:aws:sqs:us-east-1:${ACCOUNT_ID}:${name}`;

/** Takes so long that a kill finds it at work, and fails where its event says so. */
const HANDLER = `exports.handler = async (event) => {
  await new Promise((resolve) => setTimeout(resolve, 60));
  const key = event.Records?.[0].s3?.object.key ?? event.Records?.[0].body ?? event.key;
  if (key.startsWith("failing")) throw new Error("no");
  return { key };
};`;

/** Every way that an event takes: from a bucket to a function, by the event bus to a workflow, by a queue. */
export async function prepare(cloud: Cloud): Promise<void> {
  const { s3, sqs, lambda, eventBridge, stepFunctions, eventSourceMappings, dynamodb } = cloud.services;
  if (s3.buckets.has("direct")) return;
  for (const name of ["done", "failed", "input", "redriven"]) sqs.createQueue(name, { VisibilityTimeout: "60" });
  const send = { Effect: "Allow", Action: "sqs:*", Resource: "*" };
  await deploy(cloud, "worker", { code: HANDLER, statements: [send] });
  lambda.putEventInvokeConfig("worker", {
    ...{ maximumRetryAttempts: 1, maximumEventAgeSec: 3600 },
    ...{ onSuccess: queueArn("done"), onFailure: queueArn("failed") },
  });
  await deploy(cloud, "reader", { code: HANDLER, statements: [send] });
  eventSourceMappings.create({ sourceArn: queueArn("input"), functionName: "reader", batchSize: 1 });
  s3.createBucket("direct");
  s3.createBucket("by-workflow");
  lambda.addPermission("worker", {
    ...{ statementId: "s3", action: "lambda:InvokeFunction", principal: "s3.amazonaws.com" },
    ...{ sourceArn: "arn:aws:s3:::direct", sourceAccount: ACCOUNT_ID },
  });
  const rule = { id: "all", target: lambda.arn("worker"), events: ["s3:ObjectCreated:*"], prefix: "", suffix: "" };
  await s3.putNotification("direct", { rules: [rule], eventBridge: false });
  await s3.putNotification("by-workflow", { rules: [], eventBridge: true });
  await dynamodb.call("CreateTable", {
    ...{ TableName: "records", BillingMode: "PAY_PER_REQUEST" },
    AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
    KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
  });
  await prepareWorkflow(cloud);
  eventBridge.putRule({ name: "uploads", pattern: { source: ["aws.s3"] }, enabled: true, description: "", tags: {} });
  eventBridge.putTarget("uploads", {
    ...{ id: "workflow", arn: stepFunctions.arnOf("workflow") },
    roleArn: makeRole(cloud, "bus", [allow("states:StartExecution")], trust("events.amazonaws.com")),
  });
}

const allow = (action: string) => ({ Effect: "Allow", Action: action, Resource: "*" });

async function prepareWorkflow(cloud: Cloud): Promise<void> {
  const { stepFunctions, sqs, lambda } = cloud.services;
  const invoke = {
    Type: "Task",
    Resource: lambda.arn("worker"),
    // It is throttled, too.
    Retry: [{ ErrorEquals: ["States.ALL"], MaxAttempts: 99, IntervalSeconds: 1, BackoffRate: 1 }],
    Parameters: { "key.$": "$.detail.object.key" },
  };
  const send = {
    Type: "Task",
    Resource: "arn:aws:states:::sqs:sendMessage",
    Parameters: { QueueUrl: sqs.arn("done").replace(/^.*:/, ""), "MessageBody.$": "$.key" },
    End: true,
  };
  const grants = [allow("sqs:SendMessage"), allow("lambda:InvokeFunction")];
  await stepFunctions.put({
    ...{ name: "workflow", type: "STANDARD", tracing: false, tags: {} },
    definition: JSON.stringify({
      StartAt: "Work",
      States: {
        Work: { ...invoke, Next: "Again" },
        Again: { ...invoke, Parameters: { "key.$": "$.key" }, Next: "Send" },
        Send: send,
      },
    }),
    roleArn: makeRole(cloud, "workflow-role", grants, trust("states.amazonaws.com")),
    logging: { level: "OFF", includeExecutionData: false },
  });
}

import { expect } from "chai";

import { AwsError } from "../../src/http/aws-error";
import { stepFunctionsOperations } from "../../src/step-functions/operations";
import type { LoggingSettings, StateMachineSpec } from "../../src/step-functions/types";
import { answer, functionError, logAll, useStepFunctions } from "./use-step-functions";

const retry = [{ ErrorEquals: ["DynamoDB.InternalServerError"], IntervalSeconds: 1, MaxAttempts: 2, BackoffRate: 2 }];

/** Resizes every variant, writes a record, and publishes a message on failure. */
const workflow = {
  StartAt: "Resize",
  States: {
    Resize: {
      Type: "Map",
      ItemsPath: "$.variants",
      ItemSelector: { "variant.$": "$$.Map.Item.Value" },
      MaxConcurrency: 2,
      ItemProcessor: {
        ProcessorConfig: { Mode: "INLINE" },
        StartAt: "ResizeOne",
        States: {
          ResizeOne: {
            Type: "Task",
            Resource: "arn:aws:states:::lambda:invoke",
            Parameters: { FunctionName: "resize", "Payload.$": "$" },
            ResultSelector: { "written.$": "$.Payload.written", "whole.$": "$$.Execution.Input.key" },
            End: true,
          },
        },
      },
      ResultPath: "$.results",
      Catch: [{ ErrorEquals: ["IMAGE_CORRUPT"], ResultPath: "$.refusal", Next: "Tell" }],
      Next: "Record",
    },
    Record: {
      Type: "Task",
      Resource: "arn:aws:states:::dynamodb:putItem",
      Parameters: { TableName: "images", Item: { image_id: { "S.$": "$.key" } } },
      ResultPath: null,
      Retry: retry,
      Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.refusal", Next: "Tell" }],
      End: true,
    },
    Tell: {
      Type: "Task",
      Resource: "arn:aws:states:::sns:publish",
      Parameters: { TopicArn: "arn:aws:sns:us-east-1:000000000000:alerts", "Message.$": "$.refusal.Error" },
      End: true,
    },
  },
};

describe("Step Functions", () => {
  const world = useStepFunctions();
  const put: ReturnType<typeof world>["put"] = (...args) => world().put(...args);
  const run: ReturnType<typeof world>["run"] = (...args) => world().run(...args);
  const input = { key: "cat.jpg", variants: ["processed", "thumb"] };

  it("calls functions and tables out of a Map with the permissions of the machine's role", async () => {
    const execution = await run(workflow, input);
    expect(execution).to.include({ status: "SUCCEEDED" }).and.not.have.property("error");
    expect(execution.output).to.deep.equal({
      ...input,
      results: [
        { written: "processed", whole: "cat.jpg" },
        { written: "thumb", whole: "cat.jpg" },
      ],
    });
    expect(world().calls.map(({ service }) => service)).to.deep.equal(["lambda", "lambda", "dynamodb"]);
    expect(new Set(world().calls.map((call) => call.roleArn))).to.deep.equal(new Set([world().roleArn]));
    expect(JSON.parse(world().calls[2]?.body ?? "")).to.deep.equal({
      TableName: "images",
      Item: { image_id: { S: "cat.jpg" } },
    });
  });

  it("retries an error that a Retry names", async () => {
    let left = 2;
    world().answers.dynamodb = () =>
      left-- > 0
        ? answer(500, { __type: "com.amazonaws.dynamodb#InternalServerError", message: "later" })
        : answer(200, {});
    const execution = await run(workflow, input);
    expect(execution.status).to.equal("SUCCEEDED");
    const types = execution.history.map(({ type }) => type);
    expect(types.filter((type) => type === "TaskFailed")).to.have.length(2);
    expect(types.filter((type) => type === "TaskSucceeded")).to.have.length(3);
  });

  it("goes to the Catch after the last attempt", async () => {
    world().answers.dynamodb = () => answer(500, { __type: "InternalServerError", message: "for ever" });
    const execution = await run(workflow, input);
    expect(world().calls.filter(({ service }) => service === "dynamodb")).to.have.length(3);
    const published = new URLSearchParams(world().calls.at(-1)?.body);
    expect(published.get("Message")).to.equal("DynamoDB.InternalServerError");
    expect(execution.output).to.deep.include({ MessageId: "m-1" });
  });

  it("catches a function's error by its type, out of a Map", async () => {
    world().answers.lambda = () => functionError("IMAGE_CORRUPT");
    const execution = await run(workflow, input);
    expect(execution.status).to.equal("SUCCEEDED");
    expect(new URLSearchParams(world().calls.at(-1)?.body).get("Message")).to.equal("IMAGE_CORRUPT");
  });

  it("fails with an error that is not caught", async () => {
    world().answers.lambda = () =>
      answer(403, { message: "not allowed" }, { "x-amzn-errortype": "AccessDeniedException" });
    const seen: string[] = [];
    world().context.events.on("execution", ({ status, error }) => seen.push(`${status} ${error}`));
    const execution = await run(workflow, input);
    expect(execution).to.include({ status: "FAILED", error: "Lambda.AWSLambdaException" });
    expect(execution.cause).to.match(/^not allowed \(Service: AWSLambda; Status Code: 403; Error Code: AccessDenied/);
    expect(seen).to.deep.equal([`FAILED Lambda.AWSLambdaException: ${execution.cause}`]);
  });

  it("distinguishes a failed condition from other errors of DynamoDB", async () => {
    world().answers.dynamodb = () => answer(400, { __type: "x#ConditionalCheckFailedException", message: "older" });
    await run(workflow, input);
    expect(new URLSearchParams(world().calls.at(-1)?.body).get("Message")).to.equal(
      "DynamoDB.ConditionalCheckFailedException",
    );
    world().answers.dynamodb = () => answer(400, { __type: "x#ValidationException", message: "empty" });
    await run(workflow, input);
    expect(new URLSearchParams(world().calls.at(-1)?.body).get("Message")).to.equal("DynamoDB.AmazonDynamoDBException");
  });

  it("logs every event or only failures, with or without execution data", async () => {
    const execution = await run(workflow, input);
    const lines = () =>
      world()
        .logs.lines("/states")
        .map(({ message }) => JSON.parse(message) as Record<string, unknown>);
    expect(lines()).to.have.length(execution.history.length);
    expect(lines()[0]).to.deep.include({ type: "ExecutionStarted", execution_arn: execution.arn, id: "1" });
    expect(lines()[0]?.details).to.deep.equal({ input: JSON.stringify(input) });
    const before = lines().length;
    world().answers.lambda = () => answer(500, { message: "broken" });
    const logging: LoggingSettings = { level: "ERROR", includeExecutionData: false, logGroup: "/states" };
    await run(workflow, input, { logging });
    const failed = lines().slice(before);
    expect(failed.map(({ type }) => type)).to.include.members(["TaskFailed", "MapStateFailed", "ExecutionFailed"]);
    expect(failed.every(({ type }) => /Failed$/.test(String(type)))).to.equal(true);
  });

  it("starts only EXPRESS machines synchronously", async () => {
    const definition = { StartAt: "Done", States: { Done: { Type: "Pass", Result: { ok: true }, End: true } } };
    const express = await put(definition, { name: "quick", type: "EXPRESS" });
    expect((await world().states.startSync(express, "{}", world().iam.root())).output).to.deep.equal({ ok: true });
    const list = (stateMachineArn: string) =>
      stepFunctionsOperations.ListExecutions?.(world().states, { stateMachineArn }, world().iam.root());
    expect(() => list(express))
      .to.throw()
      .with.property("code", "StateMachineTypeNotSupported");
    const standard = await put(definition);
    expect(list(standard)).to.deep.include({ executions: [] });
    const error = await world()
      .states.startSync(standard, "{}", world().iam.root())
      .catch((reason: unknown) => reason);
    expect(error).to.have.property("code", "StateMachineTypeNotSupported");
  });

  it("aborts executions when it closes", async () => {
    const machine = await put({ StartAt: "Wait", States: { Wait: { Type: "Wait", Seconds: 60, End: true } } });
    const execution = world().states.start(machine, "{}", world().iam.root());
    world().states.close();
    await world().context.work.idle();
    expect(execution.status).to.equal("ABORTED");
  });

  const task = {
    Type: "Task",
    Resource: "arn:aws:states:::lambda:invoke",
    Parameters: { FunctionName: "f" },
    End: true,
  };
  const one = (state: object) => ({ StartAt: "A", States: { A: state } });
  const refused: [string, object, string][] = [
    ["JSONata", { ...one(task), QueryLanguage: "JSONata" }, 'query language "JSONata"'],
    ["an unknown integration", one({ ...task, Resource: "arn:aws:states:::glue:startJobRun" }), "glue:startJobRun"],
    ["a field that is not executed", one({ ...task, Assign: { a: 1 } }), "Task field Assign"],
    [
      "an unsupported part of the context object",
      one({ ...task, Parameters: { "a.$": "$$.Task.Token" } }),
      "$$.Task.Token",
    ],
    ["a missing state", { StartAt: "B", States: { A: task } }, "invalid"],
  ];
  for (const [title, definition, message] of refused) {
    it(`refuses a definition with ${title}`, async () => {
      const error = await put(definition).catch((reason: unknown) => reason);
      expect(error).to.be.instanceOf(AwsError).with.property("code", "InvalidDefinition");
      expect((error as AwsError).message).to.contain(message);
    });
  }

  it("refuses a role that it cannot assume, or that may not deliver logs", async () => {
    const definition = one({ Type: "Succeed" });
    const code = (change: Partial<StateMachineSpec>) =>
      put(definition, change).catch((reason: unknown) => (reason as AwsError).message);
    expect(await code({ roleArn: `${world().roleArn}-none` })).to.contain("authorized to assume the provided role");
    expect(await code({ logging: { ...logAll, logGroup: "/none" } })).to.contain('no log group "/none"');
    world().iam.updateRole("workflow", { policies: {} });
    expect(await code({})).to.contain("not authorized to access the Log Destination: logs:CreateLogDelivery");
  });
});

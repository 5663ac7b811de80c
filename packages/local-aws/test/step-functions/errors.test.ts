import { expect } from "chai";

import { prepareDefinition } from "../../src/step-functions/definition";
import { answer, functionError, useStepFunctions } from "./use-step-functions";

const invoke = { Type: "Task", Resource: "arn:aws:states:::lambda:invoke", Parameters: { FunctionName: "f" } };
const caught = { Type: "Pass", Result: "caught", End: true };
const catchFrom = (...ErrorEquals: string[]) => [{ ErrorEquals, Next: "Caught" }];
/** A machine of one state, and of the one that its errors lead to. */
const one = (state: object) => ({ StartAt: "A", States: { A: state, ...("Catch" in state && { Caught: caught }) } });
/** Text of so many bytes of UTF-8 as a JSON string. */
const jsonText = (bytes: number) => JSON.stringify("ä".repeat((bytes - 2) / 2));
const LIMIT = 262_144;

describe("errors of Step Functions", () => {
  const world = useStepFunctions();

  it("come out of a Map with the name and the cause of the item's error", async () => {
    world().answers.lambda = () => functionError("IMAGE_CORRUPT");
    const ItemProcessor = { StartAt: "B", States: { B: { ...invoke, End: true } } };
    const map = { Type: "Map", ItemProcessor, ItemsPath: "$.items", End: true };
    const execution = await world().run(one(map), { items: [1] });
    expect(execution).to.include({ status: "FAILED", error: "IMAGE_CORRUPT" });
    expect(JSON.parse(execution.cause ?? "")).to.deep.equal({ errorType: "IMAGE_CORRUPT", errorMessage: "no" });
  });

  const names: readonly [reported: string, error: string][] = [
    ["Sandbox.Timedout", "Sandbox.Timedout"],
    ["Runtime.OutOfMemory", "Lambda.Unknown"],
    ["Runtime.ExitError", "Lambda.Unknown"],
    ["TypeError", "TypeError"],
  ];
  for (const [reported, error] of names) {
    it(`call a function's ${reported} ${error}`, async () => {
      world().answers.lambda = () => functionError(reported);
      expect(await world().run(one({ ...invoke, End: true }), {})).to.include({ status: "FAILED", error });
    });
  }

  it("have causes in the words of AWS's SDK for Java, with the request's identifier", async () => {
    const id = { "x-amzn-requestid": "r-1" };
    const cause = async (Resource: string, Parameters: object) =>
      (await world().run(one({ Type: "Task", Resource, Parameters, End: true }), {})).cause;
    const put = { TableName: "t", Item: {} };
    world().answers.dynamodb = () =>
      answer(400, { __type: "x#ResourceNotFoundException", message: "Requested resource not found" }, id);
    expect(await cause("arn:aws:states:::dynamodb:putItem", put)).to.equal(
      "Requested resource not found (Service: AmazonDynamoDBv2; Status Code: 400; " +
        "Error Code: ResourceNotFoundException; Request ID: r-1; Proxy: null)",
    );
    expect(await cause("arn:aws:states:::aws-sdk:dynamodb:putItem", put)).to.equal(
      "Requested resource not found (Service: DynamoDb, Status Code: 400, Request ID: r-1)",
    );
    const xml =
      "<ErrorResponse><Error><Code>NotFound</Code><Message>Topic does not exist</Message></Error></ErrorResponse>";
    world().answers.sns = () => answer(404, xml, id);
    expect(await cause("arn:aws:states:::sns:publish", { TopicArn: "t", Message: "m" })).to.equal(
      "Topic does not exist (Service: AmazonSNS; Status Code: 404; Error Code: NotFound; Request ID: r-1; Proxy: null)",
    );
  });

  it("have the SDK's general name where the service's error has no class, and its own for a machine that is not there", async () => {
    const error = async (service: string, Resource: string, __type: string) => {
      world().answers[service] = () => answer(400, { __type, message: "m" });
      return (await world().run(one({ Type: "Task", Resource, Parameters: { MessageBody: "" }, End: true }), {})).error;
    };
    const put = "dynamodb:putItem";
    expect(await error("dynamodb", `arn:aws:states:::${put}`, "ValidationException")).to.equal(
      "DynamoDB.AmazonDynamoDBException",
    );
    expect(await error("dynamodb", `arn:aws:states:::aws-sdk:${put}`, "ValidationException")).to.equal(
      "DynamoDb.DynamoDbException",
    );
    expect(await error("sqs", "arn:aws:states:::sqs:sendMessage", "MissingParameter")).to.equal(
      "SQS.AmazonSQSException",
    );
    expect(await error("states", "arn:aws:states:::states:startExecution", "StateMachineDoesNotExist")).to.equal(
      "StepFunctions.StateMachineDoesNotExistException",
    );
  });

  it("of data that are too large name the service, and are caught by name and by States.ALL", async () => {
    const outputs = [LIMIT, LIMIT + 2].map((bytes) =>
      jsonText(
        bytes -
          '{"ExecutedVersion":"$LATEST","Payload":,"SdkHttpMetadata":{"HttpStatusCode":200},"StatusCode":200}'.length,
      ),
    );
    const statuses = [];
    for (const output of outputs) {
      world().answers.lambda = () => answer(200, output);
      for (const error of ["States.DataLimitExceeded", "States.ALL"]) {
        const state = { ...invoke, ResultPath: null, End: true, Catch: catchFrom(error) };
        const execution = await world().run(one(state), {});
        expect(execution.status).to.equal("SUCCEEDED");
        statuses.push(execution.output === "caught");
        const failed = execution.history.find(({ type }) => type === "TaskFailed");
        if (failed)
          expect(failed.details.cause).to.equal(
            "The state/task 'lambda' returned a result with a size exceeding the maximum number of bytes service limit.",
          );
      }
    }
    expect(statuses).to.deep.equal([false, false, true, true]);
  });

  it("fail an execution in which the output of a state is too large, whatever catches", async () => {
    const definition = {
      StartAt: "Half",
      States: {
        Half: { Type: "Pass", Parameters: { "a.$": "$.text", "b.$": "$.text" }, Next: "A" },
        A: { ...invoke, End: true, Catch: catchFrom("States.ALL") },
        Caught: caught,
      },
    };
    const execution = await world().run(definition, { text: "x".repeat(LIMIT / 2) });
    expect(execution).to.include({ status: "FAILED", error: "States.DataLimitExceeded" });
    expect(execution.cause).to.contain("The state/task 'Half' returned a result");
    expect(execution.history.at(-1)).to.deep.include({ type: "ExecutionFailed" });
    expect(world().calls).to.deep.equal([]);
  });

  it("of the runtime are neither retried nor caught", async () => {
    const Retry = [{ ErrorEquals: ["States.ALL"], MaxAttempts: 2 }];
    const state = { ...invoke, Parameters: { FunctionName: 1 }, Retry, Catch: catchFrom("States.ALL"), End: true };
    const execution = await world().run(one(state), {});
    expect(execution).to.include({ status: "FAILED", error: "States.Runtime" });
    expect(execution.history.filter(({ type }) => type === "TaskScheduled")).to.have.length(1);
  });

  it("are caught by States.TaskFailed, but not the timeout of a Task", async () => {
    const state = { ...invoke, Catch: catchFrom("States.TaskFailed"), End: true };
    world().answers.lambda = () => functionError("E");
    expect(await world().run(one(state), {})).to.include({ status: "SUCCEEDED", output: "caught" });
    let release: () => void = () => undefined;
    const slow = new Promise<void>((resolve) => (release = resolve));
    const { deps } = world().states;
    Object.assign(deps, { call: () => slow.then(() => answer(200, {})) });
    const machine = await world().put(one({ ...state, TimeoutSeconds: 1 }));
    const execution = world().states.start(machine, "{}", world().iam.root());
    await world().context.work.idle();
    release();
    expect(execution).to.include({ status: "FAILED", error: "States.Timeout" });
  });

  it("end an execution without one when its time is over", async () => {
    const definition = { ...one({ Type: "Wait", Seconds: 30, End: true }), TimeoutSeconds: 1 };
    const execution = await world().run(definition, {});
    expect(execution.status).to.equal("TIMED_OUT");
    expect([execution.error, execution.cause]).to.deep.equal([undefined, undefined]);
  });

  it("end a STANDARD execution with its event 25,000", async () => {
    const choice = { Type: "Choice", Choices: [{ Variable: "$.stop", BooleanEquals: true, Next: "C" }], Default: "A" };
    const states = { A: { Type: "Pass", Next: "B" }, B: choice, C: { Type: "Succeed" } };
    const loop = { StartAt: "A", States: states };
    const logging = { level: "OFF" as const, includeExecutionData: false };
    const execution = await world().run(loop, { stop: false }, { logging });
    expect(execution).to.include({
      status: "FAILED",
      error: "States.Runtime",
      cause: "The execution reached the maximum number of history events (25000).",
    });
    expect(execution.history).to.have.length(25_000);
    expect(execution.history.at(-1)).to.include({ type: "ExecutionFailed", id: 25_000 });
  });

  it("give an EXPRESS execution five minutes at most", () => {
    const seconds = (type: "EXPRESS" | "STANDARD", TimeoutSeconds?: number) => {
      const text = JSON.stringify({ ...one(caught), TimeoutSeconds });
      return (prepareDefinition(text, type, 1).definition as { TimeoutSeconds?: number }).TimeoutSeconds;
    };
    expect([seconds("EXPRESS"), seconds("EXPRESS", 240), seconds("EXPRESS", 301)]).to.deep.equal([300, 240, 300]);
    expect([seconds("STANDARD"), seconds("STANDARD", 301)]).to.deep.equal([undefined, 301]);
  });
});

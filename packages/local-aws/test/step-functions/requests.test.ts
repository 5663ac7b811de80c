import { expect } from "chai";

import { stepFunctionsOperations } from "../../src/step-functions/operations";
import { jsonRequest } from "../support/cloud/raw-request";
import { makeRole, trust, useCloud } from "../support/cloud/use-cloud";

const DONE = JSON.stringify({ StartAt: "A", States: { A: { Type: "Succeed" } } });
const WAITS = JSON.stringify({ StartAt: "A", States: { A: { Type: "Wait", Seconds: 60, End: true } } });

describe("requests to Step Functions", () => {
  const suite = useCloud();
  const call = (operation: string, input: object) =>
    jsonRequest(suite().cloud, "states", `AWSStepFunctions.${operation}`, input);
  let arns: Record<"standard" | "express" | "waiting", string>;

  before(async () => {
    const { cloud } = suite();
    const roleArn = makeRole(cloud, "machines", [], trust("states.amazonaws.com"));
    const put = (name: string, type: "STANDARD" | "EXPRESS", definition: string) =>
      cloud.services.stepFunctions.put({
        ...{ name, type, definition, roleArn, tracing: false, tags: {} },
        logging: { level: "OFF", includeExecutionData: false },
      });
    arns = {
      standard: await put("standard", "STANDARD", DONE),
      express: await put("express", "EXPRESS", DONE),
      waiting: await put("waiting", "STANDARD", WAITS),
    };
  });

  const executionArn = (name: string) => `${arns.waiting.replace(":stateMachine:", ":execution:")}:${name}`;

  it("are refused where AWS's model refuses them, in its words", async () => {
    const stateMachineArn = arns.standard;
    const refused: readonly [operation: string, input: object, message: string][] = [
      ["StartExecution", {}, "Value null at 'stateMachineArn' failed to satisfy constraint: Member must not be null"],
      [
        "StartExecution",
        { stateMachineArn, input: `"${"x".repeat(262_143)}"` },
        "Value at 'input' failed to satisfy constraint: Member must have length less than or equal to 262144",
      ],
      [
        "StartExecution",
        { stateMachineArn, name: "x".repeat(81) },
        `Value '${"x".repeat(81)}' at 'name' failed to satisfy constraint: Member must have length less than or equal to 80`,
      ],
      [
        "ListExecutions",
        { stateMachineArn, statusFilter: "succeeded" },
        "Value 'succeeded' at 'statusFilter' failed to satisfy constraint: Member must satisfy enum value set: " +
          "[RUNNING, SUCCEEDED, FAILED, TIMED_OUT, ABORTED, PENDING_REDRIVE]",
      ],
      [
        "ListExecutions",
        { stateMachineArn, maxResults: 1001 },
        "Value '1001' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 1000",
      ],
    ];
    for (const [operation, input, message] of refused) {
      expect(await call(operation, input), message).to.include({
        __type: "ValidationException",
        message: `1 validation error detected: ${message}`,
      });
    }
    const both = await call("GetExecutionHistory", { maxResults: -1 });
    expect(both.message).to.contain("2 validation errors detected: Value null at 'executionArn'");
    expect(await call("StartExecution", { stateMachineArn: 1 })).to.include({ __type: "SerializationException" });
    expect(await call("StartExecution", { stateMachineArn, input: `"${"x".repeat(262_142)}"` })).to.have.property(
      "executionArn",
    );
  });

  it("are refused by name where they ask for what is not done here", async () => {
    const refused = await call("DescribeExecution", { executionArn: executionArn("a"), includedData: "METADATA_ONLY" });
    expect(refused.message).to.equal(
      "The embedded states does not have the parameter includedData of DescribeExecution.",
    );
  });

  it("name executions without white space, brackets, wildcards and special characters", async () => {
    const { standard: stateMachineArn } = arns;
    for (const name of ["a b", "a/b", "a:b", "a#b", "a?", "{a}", "a\u0001"]) {
      expect(await call("StartExecution", { stateMachineArn, name }), name).to.include({
        __type: "InvalidName",
        message: `Invalid Name: '${name}'`,
      });
    }
    expect(await call("StartExecution", { stateMachineArn, name: "a.b_c-d+e=f@g!h" })).to.have.property("executionArn");
  });

  it("need ARNs, of the type that the operation is about", async () => {
    expect(await call("DescribeExecution", { executionArn: "nothing" })).to.include({
      __type: "InvalidArn",
      message: "Invalid Arn: 'Invalid ARN prefix: nothing'",
    });
    const { executionArn: ofExpress } = await call("StartExecution", { stateMachineArn: arns.express });
    for (const operation of ["DescribeExecution", "StopExecution", "GetExecutionHistory"]) {
      expect(await call(operation, { executionArn: ofExpress }), operation).to.include({
        __type: "InvalidArn",
        message: "Invalid Arn: 'Resource type not valid in this context: express'",
      });
    }
    expect(await call("ListExecutions", { stateMachineArn: arns.express })).to.include({
      __type: "StateMachineTypeNotSupported",
      message: "This operation is not supported by this type of state machine",
    });
    expect(await call("StartExecution", { stateMachineArn: `${arns.standard}-not` })).to.include({
      __type: "StateMachineDoesNotExist",
    });
  });

  it("need JSON as the input", async () => {
    const start = (input: string) => call("StartExecution", { stateMachineArn: arns.standard, input });
    expect(await start("not some json")).to.include({ __type: "InvalidExecutionInput" });
    expect(await start("")).to.include({
      message: "Invalid State Machine Execution Input: 'Invalid execution input.'",
    });
    for (const input of ["2", '"some text"']) expect(await start(input), input).to.have.property("executionArn");
  });

  it("start one STANDARD execution for a name and an input while it runs, and EXPRESS ones each time", async () => {
    const start = (stateMachineArn: string, input: string) =>
      call("StartExecution", { stateMachineArn, input, name: "once" });
    const first = await start(arns.waiting, '{"a": 1}');
    expect(await start(arns.waiting, '{"a":1}')).to.deep.equal(first);
    const taken = { __type: "ExecutionAlreadyExists", message: `Execution Already Exists: '${executionArn("once")}'` };
    expect(await start(arns.waiting, '{"a":2}')).to.include(taken);
    await call("StopExecution", { executionArn: executionArn("once") });
    await suite().cloud.idle();
    expect(await start(arns.waiting, '{"a":1}')).to.include(taken);
    const express = await start(arns.express, "{}");
    expect((await start(arns.express, "{}")).executionArn).to.not.equal(express.executionArn);
  });

  it("stop an execution with an error and a cause", async () => {
    await call("StartExecution", { stateMachineArn: arns.waiting, name: "stopped" });
    await call("StopExecution", { executionArn: executionArn("stopped"), error: "Enough", cause: "it took too long" });
    await suite().cloud.idle();
    expect(await call("DescribeExecution", { executionArn: executionArn("stopped") })).to.include({
      status: "ABORTED",
      error: "Enough",
      cause: "it took too long",
    });
  });

  it("list in pages", async () => {
    for (const name of ["p1", "p2", "p3"]) await call("StartExecution", { stateMachineArn: arns.standard, name });
    await suite().cloud.idle();
    const list = (more: object) =>
      call("ListExecutions", { stateMachineArn: arns.standard, maxResults: 2, ...more }) as Promise<{
        executions: { name: string; input?: string }[];
        nextToken?: string;
      }>;
    const first = await list({});
    expect(first.executions.map(({ name }) => name)).to.deep.equal(["p3", "p2"]);
    expect(first.executions[0]).to.not.have.property("input");
    const second = await list({ nextToken: first.nextToken });
    expect(second.executions[0]?.name).to.equal("p1");
    expect(await list({ nextToken: "?" })).to.include({ __type: "InvalidToken" });
    const history = { executionArn: `${arns.standard.replace(":stateMachine:", ":execution:")}:p1` };
    const { events } = (await call("GetExecutionHistory", { ...history, reverseOrder: true, maxResults: 1 })) as {
      events: { type: string }[];
    };
    expect(events.map(({ type }) => type)).to.deep.equal(["ExecutionSucceeded"]);
    const bare = await call("GetExecutionHistory", { ...history, includeExecutionData: false });
    expect(JSON.stringify(bare)).to.not.contain('"input"');
  });

  it("answer a synchronous execution with its bill", async () => {
    const answer = await call("StartSyncExecution", { stateMachineArn: arns.express, input: '{"a":1}' });
    expect(answer).to.deep.include({ status: "SUCCEEDED", output: '{"a":1}', outputDetails: { included: true } });
    const { billedDurationInMilliseconds: ms, billedMemoryUsedInMB } = answer.billingDetails as Record<string, number>;
    expect([Number(ms) % 100, billedMemoryUsedInMB]).to.deep.equal([0, 64]);
  });

  it("need the permission", () => {
    const { stepFunctions } = suite().cloud.services;
    for (const [operation, input] of [
      ["StartExecution", { stateMachineArn: arns.standard }],
      ["DescribeExecution", { executionArn: executionArn("once") }],
      ["ListStateMachines", {}],
    ] as const) {
      expect(() => stepFunctionsOperations[operation]?.(stepFunctions, input, { kind: "anonymous" }))
        .to.throw()
        .with.property("code", "AccessDeniedException");
    }
  });
});

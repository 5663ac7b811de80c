import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Iam } from "../../src/iam/iam";
import { Logs } from "../../src/logs/logs";
import type { AwsRequest, AwsResponse } from "../../src/role-client";
import { StepFunctions } from "../../src/step-functions/step-functions";
import type { Execution, LoggingSettings, StateMachineSpec } from "../../src/step-functions/types";
import type { ServiceContext } from "../../src/context";
import { serviceContext } from "../support/context";

const logDelivery = [
  "logs:CreateLogDelivery",
  "logs:GetLogDelivery",
  "logs:UpdateLogDelivery",
  "logs:DeleteLogDelivery",
  "logs:ListLogDeliveries",
  "logs:PutResourcePolicy",
  "logs:DescribeResourcePolicies",
  "logs:DescribeLogGroups",
];

/** A response of a service. */
export const answer = (status: number, body: unknown, headers: Record<string, string> = {}): AwsResponse => ({
  status,
  headers,
  body: Buffer.from(typeof body === "string" ? body : JSON.stringify(body)),
});

/** What a function reports that has failed. */
export const functionError = (errorType: string, errorMessage = "no"): AwsResponse =>
  answer(200, { errorType, errorMessage }, { "x-amz-function-error": "Unhandled" });

export const logAll: LoggingSettings = { level: "ALL", includeExecutionData: true, logGroup: "/states" };

/** Step Functions with services that answer as a test says. */
export interface StepFunctionsWorld {
  readonly context: ServiceContext;
  readonly iam: Iam;
  readonly logs: Logs;
  readonly states: StepFunctions;
  readonly roleArn: string;
  /** Requests to services, in order. */
  readonly calls: { readonly service: string; readonly body: string; readonly roleArn: string }[];
  /** Answers by service. */
  readonly answers: Record<string, (request: AwsRequest) => AwsResponse>;
  put(definition: object, change?: Partial<StateMachineSpec>): Promise<string>;
  /** Runs an execution to its end. */
  run(definition: object, input: object, change?: Partial<StateMachineSpec>): Promise<Execution>;
}

/** Makes a world before each test of the suite it is called in. */
export function useStepFunctions(): () => StepFunctionsWorld {
  let dataDir: string;
  let world: StepFunctionsWorld;

  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), "states-"));
    const context = serviceContext({ dataDir });
    const iam = new Iam(context);
    const logs = new Logs(context);
    logs.createGroup({ name: "/states", retentionInDays: 1, logGroupClass: "STANDARD", tags: {} });
    const trust = { Effect: "Allow", Principal: { Service: "states.amazonaws.com" }, Action: "sts:AssumeRole" };
    const allow = { Effect: "Allow", Action: logDelivery, Resource: "*" };
    const roleArn = iam.createRole({
      name: "workflow",
      assumeRolePolicy: JSON.stringify({ Version: "2012-10-17", Statement: [trust] }),
      policies: { logs: JSON.stringify({ Version: "2012-10-17", Statement: [allow] }) },
    }).arn;
    const calls: { service: string; body: string; roleArn: string }[] = [];
    const answers: Record<string, (request: AwsRequest) => AwsResponse> = {
      lambda: ({ body }) => answer(200, { written: (JSON.parse(String(body)) as { variant: string }).variant }),
      dynamodb: () => answer(200, {}),
      sns: () => answer(200, "<PublishResponse><MessageId>m-1</MessageId></PublishResponse>"),
    };
    const states = new StepFunctions({
      cloud: context,
      iam,
      logs,
      retryWaitFactor: 0.01,
      call: (role, _principal, _source, request) => {
        calls.push({ service: request.service, body: String(request.body), roleArn: role });
        const reply = answers[request.service]?.(request);
        return reply === undefined ? Promise.reject(new Error("no such service")) : Promise.resolve(reply);
      },
    });
    const put = (definition: object, change: Partial<StateMachineSpec> = {}) =>
      states.put({
        name: "image-workflow",
        type: "STANDARD",
        definition: JSON.stringify(definition),
        roleArn,
        logging: logAll,
        tracing: true,
        tags: {},
        ...change,
      });
    const run = async (definition: object, input: object, change: Partial<StateMachineSpec> = {}) => {
      const machine = await put(definition, change);
      const execution = states.start(machine, JSON.stringify(input), iam.root());
      await context.work.idle();
      return execution;
    };
    world = { context, iam, logs, states, roleArn, calls, answers, put, run };
  });

  afterEach(() => {
    for (const service of [world.states, world.iam, world.logs]) service.close();
    rmSync(dataDir, { recursive: true });
  });

  return () => world;
}

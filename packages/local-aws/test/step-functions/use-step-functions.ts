import { Iam } from "../../src/iam/iam";
import { Logs } from "../../src/logs/logs";
import type { AwsRequest, AwsResponse } from "../../src/aws-request";
import { StepFunctions } from "../../src/step-functions/step-functions";
import type { Execution, LoggingSettings, StateMachineSpec } from "../../src/step-functions/types";
import type { ServiceContext } from "../../src/context";
import { serviceContext } from "../support/context";
import { memoryDisk } from "../support/memory-disk";

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
  readonly answers: Record<string, (request: AwsRequest) => AwsResponse | Promise<AwsResponse>>;
  put(definition: object, change?: Partial<StateMachineSpec>): Promise<string>;
  /** Ends the run and continues in a next one: the services as before, whatever has not ended goes on. */
  nextRun(): Promise<void>;
  /** Runs an execution to its end. */
  run(definition: object, input: object, change?: Partial<StateMachineSpec>): Promise<Execution>;
}

/** Makes a world before each test of the suite it is called in. */
export function useStepFunctions(): () => StepFunctionsWorld {
  let world: StepFunctionsWorld;

  beforeEach(() => {
    const disk = memoryDisk();
    const context = serviceContext({ state: disk.nextRun() });
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
    const answers: StepFunctionsWorld["answers"] = {
      lambda: ({ body }) => answer(200, { written: (JSON.parse(String(body)) as { variant: string }).variant }),
      dynamodb: () => answer(200, {}),
      sns: () => answer(200, "<PublishResponse><MessageId>m-1</MessageId></PublishResponse>"),
    };
    const makeStates = (cloud: ServiceContext) =>
      new StepFunctions({
        cloud,
        iam,
        logs,
        retryWaitFactor: 0.01,
        call: async (role, _principal, _source, request) => {
          calls.push({ service: request.service, body: String(request.body), roleArn: role });
          const reply = await answers[request.service]?.(request);
          if (reply === undefined) throw new Error("no such service");
          return reply;
        },
      });
    const states = makeStates(context);
    const nextRun = async () => {
      world.states.close();
      await world.context.state.close();
      const next = serviceContext({ state: disk.nextRun() });
      world = { ...world, context: next, states: makeStates(next) };
      world.states.resume();
    };
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
    world = { context, iam, logs, states, roleArn, calls, answers, put, run, nextRun };
  });

  afterEach(() => {
    world.states.close();
  });

  return () => world;
}

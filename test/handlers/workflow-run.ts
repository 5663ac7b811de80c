import { StateMachine, type RunOptions, type StateMachineDefinition } from "aws-local-stepfunctions";
import type { ExecutionEnd } from "../../handlers/ports/executions";

/** A step of the workflow that is code. */
export type Step = (input: never, context: { readonly awsRequestId: string }) => Promise<unknown>;

export interface WorkflowCode {
  readonly inspect: Step;
  readonly render: Step;
  readonly record: Step;
}

export interface WorkflowOutcome extends ExecutionEnd {
  readonly status: "SUCCEEDED" | "FAILED";
  /** Messages to the topic. */
  readonly published: readonly { readonly Subject: string; readonly Message: string }[];
}

const machines = new Map<string, StateMachine>();

/** Checks a definition once, which takes half a second, however many executions there are. */
function machineOf(definition: string): StateMachine {
  const made = machines.get(definition);
  if (made) return made;
  const parsed = JSON.parse(definition) as StateMachineDefinition;
  const machine = new StateMachine(parsed, { validationOptions: { checkArn: false } });
  machines.set(definition, machine);
  return machine;
}

/** Runs a definition for one event, its steps in code given and its service integrations over the world's maps. */
export async function runWorkflow(definition: string, code: WorkflowCode, event: unknown): Promise<WorkflowOutcome> {
  const published: { Subject: string; Message: string }[] = [];
  const invoke = (step: Step) => async (input: { Payload: never }) => ({
    Payload: toJson(await step(toJson(input.Payload), { awsRequestId: "request-1" })),
  });
  const handlers = {
    Inspect: invoke(code.inspect),
    RenderVariant: invoke(code.render),
    RecordResults: invoke(code.record),
    RecordRefusal: invoke(code.record),
    PublishRefusal: (message: { Subject: string; Message: string }) =>
      Promise.resolve({ sent: published.push(message) }),
  };
  const options = {
    overrides: {
      taskResourceLocalHandlers: handlers,
      retryIntervalOverrides: Object.fromEntries(Object.keys(handlers).map((state) => [state, 0])),
    },
    context: { Execution: { Input: event } },
  } as unknown as RunOptions;
  const run = machineOf(definition).run(event as never, options);
  try {
    await run.result;
    return { status: "SUCCEEDED", published };
  } catch (failure) {
    const cause: unknown = failure instanceof Error ? (failure.cause ?? failure) : failure;
    const { name, message } = cause instanceof Error ? cause : new Error(String(cause));
    return { status: "FAILED", error: name, cause: message, published };
  }
}

/** Steps pass on JSON and nothing else. */
function toJson<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

import { type S3EventRecord } from "../../handlers/contract";
import { makeProcessImage } from "../../handlers/process-image";
import { makeRecordImage } from "../../handlers/workflow/record-image";
import { makeInspectImage } from "../../handlers/workflow/inspect-image";
import { makeRenderVariant } from "../../handlers/workflow/render-variant";
import { makeRunExecutions } from "../../handlers/workflow/run-executions";
import type { BatchResponse, QueueEvent } from "../../handlers/queue-event";
import { ImagePipeline } from "../../infra/image-pipeline";
import { stackArgs } from "../../infra/stack-args";
import { objectCreated, s3Event, type CreatedSpec } from "../support/events/s3-events";
import { queueEvent } from "../support/events/queue-events";
import { runProgram, type Registrations } from "../support/mocks/pulumi-program";
import { useCaptured } from "./captured";
import { PipelineWorld } from "./pipeline-world";
import { runWorkflow, type Step, type WorkflowCode } from "./workflow-run";

export const context = { awsRequestId: "request-1" };
const definitionOf = (stack: Registrations): string =>
  stack.one("aws:sfn/stateMachine:StateMachine").inputs.definition as string;
export const sourceCode = ({ connections }: PipelineWorld): WorkflowCode => ({
  inspect: makeInspectImage(connections),
  render: makeRenderVariant(connections),
  record: makeRecordImage(connections),
});

/** The state machine's definition, without what the functions hold. */
export function useDefinition(): () => string {
  let definition = "";
  before(async () => {
    const args = stackArgs({ workflow: "true" });
    definition = definitionOf(await runProgram((opts) => new ImagePipeline("images", args, opts)));
  });
  return () => definition;
}

/** The record that an execution gets as its input. */
export const recordOf = (spec: CreatedSpec) => s3Event(spec).Records[0] as S3EventRecord;

/** The event of a removal. */
export const removed = (spec: CreatedSpec) => s3Event({ ...spec, eventName: "ObjectRemoved:Delete" });

/** Processes an upload and says whether that succeeded; a failure has to be retried or kept. */
type Way = (world: PipelineWorld, spec: CreatedSpec) => Promise<boolean>;

const succeeds = (run: unknown): Promise<boolean> =>
  Promise.resolve(run).then(
    () => true,
    () => false,
  );
/** Works off one message, as the work queue gets it, with executions of a definition. */
const worksOff = async (
  run: (event: QueueEvent, invocation: typeof context) => Promise<BatchResponse>,
  spec: CreatedSpec,
) => (await run(queueEvent({ body: objectCreated(spec) }), context)).batchItemFailures.length === 0;
const withExecutions = (definition: string, code: WorkflowCode, world: PipelineWorld) => ({
  ...world.connections,
  executions: {
    machineName: "image-workflow",
    run: (_: string, input: object) => runWorkflow(definition, code, input),
  },
});

export const ways: Record<string, () => Way> = {
  "directly, as source": () => (world, spec) => succeeds(makeProcessImage(world.connections)(s3Event(spec), context)),
  "directly, as deployed": () => {
    const captured = useCaptured({});
    return (world, spec) =>
      succeeds(captured().load("image-processing-function", world.connections)(s3Event(spec), context));
  },
  "through the workflow, as source": () => {
    const definition = useDefinition();
    return (world, spec) => worksOff(makeRunExecutions(withExecutions(definition(), sourceCode(world), world)), spec);
  },
  "through the workflow, as deployed": () => {
    const captured = useCaptured({ workflow: "true" });
    return (world, spec) => {
      const load = (name: string) => captured().load(`image-workflow-${name}`, world.connections) as Step;
      const code = { inspect: load("inspect"), render: load("render"), record: load("record") };
      const connections = withExecutions(definitionOf(captured().stack), code, world);
      const run = captured().load("image-workflow-run", connections) as ReturnType<typeof makeRunExecutions>;
      return worksOff(run, spec);
    };
  },
};

import { makeFollowRemoval } from "../../handlers/follow-removal";
import type { Connections } from "../../handlers/ports";
import { makeProcessImage } from "../../handlers/process-image";
import { makeInspectImage } from "../../handlers/workflow/inspect-image";
import { makeRecordImage } from "../../handlers/workflow/record-image";
import { makeRenderVariant } from "../../handlers/workflow/render-variant";
import { refusalReasons } from "../../handlers/contract";
import type { BucketEvent } from "./bucket-history";

/** How uploads are processed. */
export const routes = ["direct", "workflow"] as const;
export type Route = (typeof routes)[number];

const context = { awsRequestId: "request" };

/** The connections of one invocation of a function. */
type Connect = (step: string) => Connections;

/** Delivers an event once. @throws a failure, after which the event is delivered again */
export function deliver(route: Route, { kind, event }: BucketEvent, connect: Connect): Promise<unknown> {
  if (kind === "removed") return makeFollowRemoval(connect("removal"))(event, context);
  return route === "direct" ? makeProcessImage(connect("process"))(event, context) : execute(event, connect);
}

/**
 * One execution of the state machine, without its retries: an execution that fails is started again as a whole, while
 * functions that it has invoked may still go on.
 */
async function execute({ Records: [record] }: BucketEvent["event"], connect: Connect): Promise<void> {
  if (!record) return;
  const inspection = await makeInspectImage(connect("inspect"))(record);
  if (inspection.outcome === "ignored") return;
  const finish = makeRecordImage(connect("record"));
  if (inspection.outcome === "refused") return void (await finish(inspection, context));
  const { upload, header, variants } = inspection;
  const renders = variants.map((variant) =>
    makeRenderVariant(connect(`render ${variant.name}`))({ upload, header, variant }),
  );
  try {
    const results = await Promise.all(renders);
    await finish({ ...inspection, results }, context);
  } catch (caught) {
    const { name, message } = caught as Error;
    if (!refusalReasons.some((reason) => reason === name)) throw caught;
    const error = { Error: name, Cause: JSON.stringify({ errorMessage: message }) };
    await finish({ ...inspection, error }, context);
  }
}

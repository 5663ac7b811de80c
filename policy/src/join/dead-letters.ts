import { isUnknown, itemsOf, type Plain } from "../core/plain-value";
import { types } from "../core/resource-types";
import type { StackResource, StackView } from "../core/stack-view";

/** Where resources name the queue that takes what they could not process. */
const references: readonly { readonly types: readonly string[]; readonly path: string }[] = [
  { types: [...types.queue, ...types.queueRedrivePolicy, ...types.topicSubscription], path: "redrivePolicy" },
  { types: types.function, path: "deadLetterConfig.targetArn" },
  { types: types.functionEventInvokeConfig, path: "destinationConfig.onFailure.destination" },
  { types: types.eventSourceMapping, path: "destinationConfig.onFailure.destinationArn" },
  { types: [...types.eventTarget, ...types.eventBus], path: "deadLetterConfig.arn" },
  { types: types.schedule, path: "target.deadLetterConfig.arn" },
  { types: types.pipe, path: "sourceParameters.kinesisStreamParameters.deadLetterConfig.arn" },
  { types: types.pipe, path: "sourceParameters.dynamodbStreamParameters.deadLetterConfig.arn" },
];

/** True where a resource of the stack sends to the queue what it could not process. */
export function isDeadLetterQueue(stack: StackView, queue: StackResource): boolean {
  return references.some(({ types: holders, path }) =>
    stack.ofType(...holders).some((holder) => holder.urn !== queue.urn && names(holder, path, queue)),
  );
}

function names(holder: StackResource, path: string, queue: StackResource): boolean {
  const arn = queue.text("arn");
  const values = itemsOf(holder.get(path));
  // A redrive policy is JSON text with the ARN in it.
  if (arn !== undefined && values.some((value) => isText(value) && (value === arn || value.includes(`"${arn}"`))))
    return true;
  if (!values.some((value) => isUnknown(value))) return false;
  return holder.dependenciesOf(path.split(".")[0] ?? path).some(({ urn }) => urn === queue.urn);
}

const isText = (value: Plain): value is string => typeof value === "string";

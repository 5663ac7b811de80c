import { type EventInvokeConfig, functionName, functionReference, parseReference } from "@image-pipeline/local-aws";
import type { Made, ProviderContext, ResourceType } from "../../resource-type";
import { integer, object, text } from "../../schema";
import { anArn, length } from "../../validators";
import type { Bag } from "../../../property-values";

interface DestinationInput {
  readonly onFailure?: { readonly destination: string };
  readonly onSuccess?: { readonly destination: string };
}

/** Actions that a function's role needs for a destination. */
const sendActions: Readonly<Record<string, string>> = {
  sqs: "sqs:SendMessage",
  sns: "sns:Publish",
  lambda: "lambda:InvokeFunction",
  events: "events:PutEvents",
};

function toConfig(inputs: Bag): EventInvokeConfig {
  const { onFailure, onSuccess } = (inputs.destinationConfig ?? {}) as DestinationInput;
  return {
    maximumRetryAttempts: (inputs.maximumRetryAttempts as number | undefined) ?? 2,
    maximumEventAgeSec: (inputs.maximumEventAgeInSeconds as number | undefined) ?? 21_600,
    onFailure: onFailure?.destination,
    onSuccess: onSuccess?.destination,
  };
}

/** Lambda tries when a destination is set whether the function's role may send to it. */
function checkDestination(name: string, destination: string | undefined, { cloud }: ProviderContext): void {
  if (destination === undefined) return;
  const { iam, lambda, targets } = cloud.services;
  const action = sendActions[destination.split(":")[2] ?? ""];
  const role = iam.roleByArn(lambda.function(name).config.roleArn);
  const known = targets.find(destination) !== undefined;
  if (action === undefined || !known)
    throw new Error(`InvalidParameterValueException: ${destination} cannot be a destination`);
  if (role === undefined || !iam.allows(iam.asRole(role, name), { action, resource: destination })) {
    throw new Error(
      `InvalidParameterValueException: The function's execution role does not have permissions to call ${action} on ${destination}`,
    );
  }
}

function put(inputs: Bag, context: ProviderContext): Made {
  const { functionName: fn, qualifier } = inputs as { functionName: string; qualifier?: string };
  const reference = functionReference(fn, qualifier);
  const config = toConfig(inputs);
  for (const destination of [config.onFailure, config.onSuccess]) {
    checkDestination(functionName(fn), destination, context);
  }
  context.cloud.services.lambda.putEventInvokeConfig(reference, config);
  return made(qualifier === undefined ? fn : `${fn}:${qualifier}`, config, inputs);
}

function made(id: string, config: EventInvokeConfig, known: Bag): Made {
  const { onFailure, onSuccess, maximumEventAgeSec, maximumRetryAttempts } = config;
  const destinations = {
    ...(onFailure !== undefined && { onFailure: { destination: onFailure } }),
    ...(onSuccess !== undefined && { onSuccess: { destination: onSuccess } }),
  };
  // An import knows the id alone.
  const named = parseReference(id);
  const outs = {
    destinationConfig: Object.keys(destinations).length === 0 ? undefined : destinations,
    functionName: known.functionName ?? named.name,
    maximumEventAgeInSeconds: known.maximumEventAgeInSeconds === undefined ? undefined : maximumEventAgeSec,
    maximumRetryAttempts,
    qualifier: known.functionName === undefined ? named.qualifier : known.qualifier,
  };
  return { id, outs };
}

const destination = object({ destination: text({ required: true, test: anArn }) });

/**
 * `aws.lambda.FunctionEventInvokeConfig`. Its id is the function's name or ARN as it was given, with the qualifier
 * behind a colon.
 */
export const functionEventInvokeConfig: ResourceType = {
  token: "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
  properties: {
    destinationConfig: object({ onFailure: destination, onSuccess: destination }),
    functionName: text({ required: true, replaces: true, test: length(1, 170) }),
    maximumEventAgeInSeconds: integer(60, 21_600),
    maximumRetryAttempts: integer(0, 2, { byDefault: 2 }),
    qualifier: text({ replaces: true, test: length(1, 128) }),
  },
  create: put,
  update: (_, inputs, __, context) => put(inputs, context),
  read(id, known, { cloud }) {
    const reference = functionReference(id);
    const { lambda } = cloud.services;
    const config = lambda.has(reference) ? lambda.eventInvokeConfig(reference) : undefined;
    return config && made(id, config, known);
  },
  delete(id, _, { cloud }) {
    const reference = functionReference(id);
    if (cloud.services.lambda.has(reference)) cloud.services.lambda.putEventInvokeConfig(reference, undefined);
  },
};

import { arn, type ServiceContext } from "../context";
import { AwsError } from "../http/aws-error";
import type { Call } from "../http/service";
import { isStreamArn, type EventSourceMapping } from "./event-source-mapping";
import type { EventSourceMappings } from "./event-source-mappings";
import type { Lambda } from "./lambda";

/** What the operations work with. */
export interface MappingOperationDeps {
  readonly cloud: ServiceContext;
  readonly lambda: Lambda;
  readonly mappings: EventSourceMappings;
}

/** Names of the operations, for the table of services. */
export const mappingOperationNames = ["GetEventSourceMapping", "ListEventSourceMappings"];

const PATH = /^\/2015-03-31\/event-source-mappings\/?([^/]*)$/;

/** The response to a request about mappings; undefined for every other request. */
export function answerOfMappings({ cloud, lambda, mappings }: MappingOperationDeps, call: Call): object | undefined {
  const uuid = PATH.exec(call.path)?.[1];
  if (uuid === undefined || call.method !== "GET") return undefined;
  if (call.caller.kind === "anonymous") throw new AwsError("AccessDeniedException", "Missing authentication", 403);
  const describe = (mapping: EventSourceMapping) => description(mapping, lambda, arnOf(cloud, mapping.uuid));
  if (uuid === "") {
    lambda.authorize(call.caller, { action: "lambda:ListEventSourceMappings", resource: "*" });
    return { EventSourceMappings: mappings.all().map(describe) };
  }
  lambda.authorize(call.caller, { action: "lambda:GetEventSourceMapping", resource: arnOf(cloud, uuid) });
  return describe(mappings.get(uuid));
}

function arnOf(cloud: ServiceContext, uuid: string): string {
  return arn(cloud, "lambda", `event-source-mapping:${uuid}`);
}

function description(mapping: EventSourceMapping, lambda: Lambda, mappingArn: string): object {
  const { uuid, sourceArn, functionName, enabled, batchSize, maximumConcurrency, reportsItemFailures } = mapping;
  return {
    UUID: uuid,
    BatchSize: batchSize,
    MaximumBatchingWindowInSeconds: 0,
    EventSourceArn: sourceArn,
    EventSourceMappingArn: mappingArn,
    FunctionArn: lambda.arn(functionName),
    FunctionResponseTypes: reportsItemFailures ? ["ReportBatchItemFailures"] : [],
    ...(maximumConcurrency !== undefined && { ScalingConfig: { MaximumConcurrency: maximumConcurrency } }),
    ...(isStreamArn(sourceArn) && streamSettings(mapping)),
    LastModified: mapping.lastModified / 1000,
    State: enabled ? "Enabled" : "Disabled",
    StateTransitionReason: "USER_INITIATED",
  };
}

function streamSettings(mapping: EventSourceMapping): object {
  return {
    StartingPosition: mapping.startingPosition,
    MaximumRetryAttempts: mapping.maximumRetryAttempts ?? -1,
    MaximumRecordAgeInSeconds: mapping.maximumRecordAgeSec ?? -1,
    BisectBatchOnFunctionError: mapping.bisects ?? false,
    ParallelizationFactor: 1,
    TumblingWindowInSeconds: 0,
    DestinationConfig: mapping.onFailure === undefined ? {} : { OnFailure: { Destination: mapping.onFailure } },
  };
}

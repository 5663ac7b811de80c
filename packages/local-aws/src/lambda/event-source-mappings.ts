import { randomUUID } from "node:crypto";

import type { ServiceContext } from "../context";
import { AwsError } from "../http/aws-error";
import type { Caller } from "../iam/caller";
import type { Iam } from "../iam/iam";
import type { Queue } from "../sqs/queue";
import { dynamoDbKeyUser, useKey } from "../kms/use-key";
import type { Kms } from "../kms/kms";
import type { Sqs } from "../sqs/sqs";
import type { DynamoDb } from "../dynamodb/dynamodb";
import type { StateDocument, StateTable } from "../state/state-store";
import {
  checkMapping,
  isStreamArn,
  type EventSourceMapping,
  type EventSourceMappingSpec,
} from "./event-source-mapping";
import type { Lambda } from "./lambda";
import type { Destinations } from "./destinations";
import { QueuePoller } from "./queue-poller";
import { parseReference } from "./reference";
import { StreamPoller } from "./stream-poller";

interface EventSourceMappingsDeps {
  readonly cloud: ServiceContext;
  readonly iam: Iam;
  readonly kms: Kms;
  readonly sqs: Sqs;
  readonly lambda: Lambda;
  readonly dynamodb: DynamoDb;
  readonly destinations: Pick<Destinations, "deliver">;
}

/** What a function's role may have to do for a queue ("Configuring execution role permissions", developer guide). */
const queueActions = ["ReceiveMessage", "DeleteMessage", "GetQueueAttributes"];

/** Those for a stream ("Process DynamoDB records with Lambda", execution role permissions). */
const streamActions = ["DescribeStream", "GetRecords", "GetShardIterator", "ListStreams"];

/** A mapping as releases have kept it whose only sources were queues. */
type KeptMapping = EventSourceMapping & { readonly queueArn?: string };

/** The queues and streams that functions are invoked for. */
export class EventSourceMappings {
  private readonly byUuid = new Map<string, EventSourceMapping>();
  private readonly pollers = new Map<string, QueuePoller | StreamPoller>();
  private readonly state: StateDocument;
  /** How far each stream has been read, by the mapping's UUID. */
  private readonly positions = new Map<string, string>();
  private readonly savedPositions: StateTable<string>;

  constructor(private readonly deps: EventSourceMappingsDeps) {
    for (const { queueArn, ...mapping } of deps.cloud.state.read<KeptMapping[]>("event-source-mappings") ?? [])
      this.byUuid.set(mapping.uuid, { ...mapping, ...(queueArn !== undefined && { sourceArn: queueArn }) });
    this.savedPositions = deps.cloud.state.table("stream-positions");
    for (const [uuid, position] of this.savedPositions.takeSaved()) this.positions.set(uuid, position);
    this.state = deps.cloud.state.document("event-source-mappings", () => this.all());
  }

  /** Reads the queues of the mappings that the last run has left. Call when the endpoint listens. */
  start(): void {
    for (const mapping of this.byUuid.values()) this.poll(mapping);
  }

  all(): EventSourceMapping[] {
    return [...this.byUuid.values()];
  }

  /** @throws AwsError `ResourceNotFoundException`. */
  get(uuid: string): EventSourceMapping {
    const mapping = this.byUuid.get(uuid);
    if (mapping === undefined) {
      throw new AwsError("ResourceNotFoundException", "The resource you requested does not exist.", 404);
    }
    return mapping;
  }

  /** @throws AwsError `InvalidParameterValueException`, `ResourceNotFoundException`, `ResourceConflictException`. */
  create(spec: EventSourceMappingSpec): EventSourceMapping {
    checkMapping(spec);
    const taken = this.all().find(
      ({ sourceArn, functionName }) => sourceArn === spec.sourceArn && functionName === spec.functionName,
    );
    if (taken !== undefined) {
      const source = isStreamArn(spec.sourceArn) ? "event source" : "SQS";
      const message = `An event source mapping with ${source} arn (" ${spec.sourceArn} ") and function (" ${spec.functionName} ") already exists. Please update or delete the existing mapping with UUID ${taken.uuid}`;
      throw new AwsError("ResourceConflictException", message, 409);
    }
    const uuid = randomUUID();
    const begins = spec.startingPosition === "LATEST" ? this.deps.dynamodb.streams.lastOf(spec.sourceArn) : "";
    if (isStreamArn(spec.sourceArn)) this.moveTo(uuid, begins);
    return this.put(uuid, spec);
  }

  /** Replaces the settings of a mapping. Batches in progress are finished. @throws AwsError as {@link create}. */
  update(uuid: string, spec: EventSourceMappingSpec): EventSourceMapping {
    this.get(uuid);
    checkMapping(spec);
    return this.put(uuid, spec);
  }

  delete(uuid: string): void {
    this.get(uuid);
    this.byUuid.delete(uuid);
    this.stop(uuid);
    this.positions.delete(uuid);
    this.savedPositions.delete(uuid);
    this.state.changed();
  }

  close(): void {
    for (const poller of this.pollers.values()) poller.stop();
    this.pollers.clear();
  }

  private put(uuid: string, spec: EventSourceMappingSpec): EventSourceMapping {
    if (isStreamArn(spec.sourceArn)) this.checkStream(spec);
    else this.checkQueue(spec);
    const batchSize = isStreamArn(spec.sourceArn) ? 100 : 10;
    const defaults = { enabled: true, batchSize, reportsItemFailures: false, tags: {} };
    const mapping = { ...defaults, ...spec, uuid, lastModified: Date.now() };
    this.byUuid.set(uuid, mapping);
    this.stop(uuid);
    this.poll(mapping);
    this.state.changed();
    return mapping;
  }

  private checkQueue({ sourceArn, functionName }: EventSourceMappingSpec): void {
    const { config } = this.deps.lambda.function(functionName);
    const queue = this.deps.sqs.queue(sourceArn);
    this.checkActions(queueActions, "SQS", (action) => this.authorizeQueue(functionName, queue, `sqs:${action}`));
    const visibilitySec = Number(queue.attribute("VisibilityTimeout"));
    if (visibilitySec >= config.timeoutSec) return;
    throw new AwsError(
      "InvalidParameterValueException",
      `Queue visibility timeout: ${visibilitySec} seconds is less than Function timeout: ${config.timeoutSec} seconds`,
    );
  }

  private checkStream({ sourceArn, functionName }: EventSourceMappingSpec): void {
    if (!this.deps.dynamodb.streams.has(sourceArn)) {
      throw new AwsError("InvalidParameterValueException", `Stream not found: ${sourceArn}`);
    }
    this.checkActions(streamActions, "DynamoDB", (action) => this.authorizeStream(functionName, sourceArn, action));
  }

  private checkActions(actions: readonly string[], service: string, authorize: (action: string) => void): void {
    for (const action of actions) {
      try {
        authorize(action);
      } catch {
        const message = `The function execution role does not have permissions to call ${action} on ${service}`;
        throw new AwsError("InvalidParameterValueException", message);
      }
    }
  }

  private callerOf(functionName: string): Caller {
    const { iam, lambda } = this.deps;
    const { roleArn } = lambda.function(functionName).config;
    const role = iam.roleByArn(roleArn);
    if (role === undefined) throw new AwsError("InvalidParameterValueException", `the role ${roleArn} does not exist`);
    return iam.asRole(role, parseReference(functionName).name);
  }

  private authorizeQueue(functionName: string, queue: Queue, action: string): Caller {
    const caller = this.callerOf(functionName);
    this.deps.sqs.authorize(caller, action, queue);
    return caller;
  }

  private authorizeStream(functionName: string, streamArn: string, action: string): void {
    // Listing streams has no resource-level permissions.
    const access = { action: `dynamodb:${action}`, resource: action === "ListStreams" ? "*" : streamArn };
    const { iam, kms, dynamodb } = this.deps;
    const caller = this.callerOf(functionName);
    iam.authorize(caller, access, "AccessDeniedException", 400);
    const { kmsKeyArn: key } = dynamodb.settings(dynamodb.streams.tableOf(streamArn));
    if (key === undefined || action !== "GetRecords") return;
    useKey({ kms, iam }, caller, dynamoDbKeyUser, { keyArn: kms.arnOf(key), actions: ["kms:Decrypt"] });
  }

  private moveTo(uuid: string, position: string): void {
    this.positions.set(uuid, position);
    this.savedPositions.put(uuid, position);
  }

  private poll(mapping: EventSourceMapping): void {
    if (!mapping.enabled || !this.deps.lambda.has(mapping.functionName)) return;
    const poller = isStreamArn(mapping.sourceArn) ? this.streamPoller(mapping) : this.queuePoller(mapping);
    if (poller !== undefined) this.pollers.set(mapping.uuid, poller);
  }

  private queuePoller(mapping: EventSourceMapping): QueuePoller | undefined {
    const { cloud, sqs, lambda } = this.deps;
    const { sourceArn, functionName } = mapping;
    const name = sourceArn.slice(sourceArn.lastIndexOf(":") + 1);
    if (!sqs.has(name)) return undefined;
    const queue = sqs.queue(name);
    return new QueuePoller({
      cloud,
      queue,
      mapping,
      invoke: (payload) => lambda.invoke(functionName, payload),
      authorize: (action) => this.authorizeQueue(functionName, queue, action),
    });
  }

  private streamPoller(mapping: EventSourceMapping): StreamPoller | undefined {
    const { cloud, dynamodb, lambda, destinations } = this.deps;
    const { uuid, sourceArn, functionName, onFailure } = mapping;
    const viewType = dynamodb.streams.viewTypeOf(sourceArn);
    if (viewType === undefined) return undefined;
    return new StreamPoller({
      cloud,
      streams: dynamodb.streams,
      viewType,
      mapping,
      invoke: (payload) => lambda.invoke(functionName, payload),
      authorize: (action) => this.authorizeStream(functionName, sourceArn, action),
      position: () => this.positions.get(uuid) ?? "",
      done: (sequenceNumber) => this.moveTo(uuid, sequenceNumber),
      giveUp: async (record) => {
        if (onFailure === undefined) return;
        await destinations.deliver(lambda.function(functionName).config, onFailure, JSON.stringify(record));
      },
    });
  }

  private stop(uuid: string): void {
    this.pollers.get(uuid)?.stop();
    this.pollers.delete(uuid);
  }
}

import { randomUUID } from "node:crypto";

import type { ServiceContext } from "../context";
import { AwsError } from "../http/aws-error";
import type { Caller } from "../iam/caller";
import type { Iam } from "../iam/iam";
import type { Queue } from "../sqs/queue";
import type { Sqs } from "../sqs/sqs";
import type { StateDocument } from "../state/state-store";
import { checkMapping, type EventSourceMapping, type EventSourceMappingSpec } from "./event-source-mapping";
import type { Lambda } from "./lambda";
import { QueuePoller } from "./queue-poller";

interface EventSourceMappingsDeps {
  readonly cloud: ServiceContext;
  readonly iam: Iam;
  readonly sqs: Sqs;
  readonly lambda: Lambda;
}

/** Actions that a function's role needs ("Configuring execution role permissions" in the developer guide). */
const neededActions = ["ReceiveMessage", "DeleteMessage", "GetQueueAttributes"];

/** The queues that functions are invoked for. */
export class EventSourceMappings {
  private readonly byUuid = new Map<string, EventSourceMapping>();
  private readonly pollers = new Map<string, QueuePoller>();
  private readonly state: StateDocument;

  constructor(private readonly deps: EventSourceMappingsDeps) {
    for (const mapping of deps.cloud.state.read<EventSourceMapping[]>("event-source-mappings") ?? [])
      this.byUuid.set(mapping.uuid, mapping);
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
      ({ queueArn, functionName }) => queueArn === spec.queueArn && functionName === spec.functionName,
    );
    if (taken !== undefined) {
      const message = `An event source mapping with SQS arn (" ${spec.queueArn} ") and function (" ${spec.functionName} ") already exists. Please update or delete the existing mapping with UUID ${taken.uuid}`;
      throw new AwsError("ResourceConflictException", message, 409);
    }
    return this.put(randomUUID(), spec);
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
    this.state.changed();
  }

  close(): void {
    for (const poller of this.pollers.values()) poller.stop();
    this.pollers.clear();
  }

  private put(uuid: string, spec: EventSourceMappingSpec): EventSourceMapping {
    this.checkQueue(spec);
    const defaults = { enabled: true, batchSize: 10, reportsItemFailures: false, tags: {} };
    const mapping = { ...defaults, ...spec, uuid, lastModified: Date.now() };
    this.byUuid.set(uuid, mapping);
    this.stop(uuid);
    this.poll(mapping);
    this.state.changed();
    return mapping;
  }

  private checkQueue({ queueArn, functionName }: EventSourceMappingSpec): void {
    const invalid = (message: string) => new AwsError("InvalidParameterValueException", message);
    const { config } = this.deps.lambda.function(functionName);
    const queue = this.deps.sqs.queue(queueArn);
    for (const action of neededActions) {
      try {
        this.authorize(functionName, queue, `sqs:${action}`);
      } catch {
        throw invalid(`The function execution role does not have permissions to call ${action} on SQS`);
      }
    }
    const visibilitySec = Number(queue.attribute("VisibilityTimeout"));
    if (visibilitySec >= config.timeoutSec) return;
    throw invalid(
      `Queue visibility timeout: ${visibilitySec} seconds is less than Function timeout: ${config.timeoutSec} seconds`,
    );
  }

  private authorize(functionName: string, queue: Queue, action: string): Caller {
    const { iam, sqs, lambda } = this.deps;
    const { roleArn } = lambda.function(functionName).config;
    const role = iam.roleByArn(roleArn);
    if (role === undefined) throw new AwsError("InvalidParameterValueException", `the role ${roleArn} does not exist`);
    const caller = iam.asRole(role, functionName);
    sqs.authorize(caller, action, queue);
    return caller;
  }

  private poll(mapping: EventSourceMapping): void {
    const { cloud, sqs, lambda } = this.deps;
    const { uuid, queueArn, functionName } = mapping;
    const name = queueArn.slice(queueArn.lastIndexOf(":") + 1);
    if (!mapping.enabled || !sqs.has(name) || !lambda.has(functionName)) return;
    const queue = sqs.queue(name);
    this.pollers.set(
      uuid,
      new QueuePoller({
        cloud,
        queue,
        mapping,
        invoke: (payload) => lambda.invoke(functionName, payload),
        authorize: (action) => this.authorize(functionName, queue, action),
      }),
    );
  }

  private stop(uuid: string): void {
    this.pollers.get(uuid)?.stop();
    this.pollers.delete(uuid);
  }
}

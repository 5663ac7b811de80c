import { join } from "node:path";

import { arn, type ServiceContext } from "../context";
import { AwsError } from "../http/aws-error";
import { callerName, type Caller } from "../iam/caller";
import type { Iam } from "../iam/iam";
import type { PolicyDocument } from "../iam/policy";
import type { Logs } from "../logs/logs";
import type { StateDocument } from "../state/state-store";
import type { EventTarget, EventTargets } from "../targets";
import { Archives } from "./archives";
import { AsyncEvents, type LiveFunction } from "./async-events";
import { Destinations } from "./destinations";
import { functionDefaults } from "./function-defaults";
import { FunctionPools } from "./function-pools";
import { FunctionPermissions } from "./function-permissions";
import { FunctionVersions } from "./function-versions";
import { runAttempt, synchronousAttempt } from "./invoke";
import type { RunResult } from "./instance";
import { checkDeployment } from "./check-deployment";
import { eventInvokeConfigOf, setEventInvokeConfig } from "./event-invoke-config";
import { Layers, type LayerSpec } from "./layers";
import { checkZipSize } from "./limits";
import { functionReference, parseReference } from "./reference";
import type {
  EventInvokeConfig,
  FunctionConfig,
  FunctionPermission,
  FunctionRecord,
  FunctionSpec,
  LayerVersion,
  StoredArchive,
} from "./types";

interface LambdaState {
  readonly functions: readonly FunctionRecord[];
  readonly layers: readonly LayerVersion[];
}

/** Result of a synchronous invocation. */
export type Invocation = RunResult & { readonly requestId: string; readonly executedVersion: string };

const notFound = (what: string) => new AwsError("ResourceNotFoundException", `${what} not found`, 404);

/**
 * Functions and layers, and the instances that run them. Where a function is named, `NAME:QUALIFIER` names one of its
 * versions or aliases ({@link functionReference}).
 */
export class Lambda implements EventTarget {
  /** Published versions and aliases. */
  readonly versions: FunctionVersions;
  readonly permissions: FunctionPermissions;
  private readonly functionsByName = new Map<string, FunctionRecord>();
  private readonly pools: FunctionPools;
  private readonly layers: Layers;
  private readonly archives: Archives;
  private readonly events: AsyncEvents;
  private readonly state: StateDocument;

  constructor(
    private readonly cloud: ServiceContext,
    private readonly iam: Iam,
    logs: Logs,
    targets: EventTargets,
    /** Temporary folder, outside of the project, for unpacked code. */
    runDir: string,
  ) {
    const saved = cloud.state.read<LambdaState>("lambda");
    for (const record of saved?.functions ?? []) this.functionsByName.set(record.config.name, record);
    this.layers = new Layers(arn(cloud, "lambda", "layer"), saved?.layers ?? []);
    this.archives = new Archives(join(cloud.dataDir, "archives"), runDir);
    this.pools = new FunctionPools({
      ...{ cloud, iam, logs, runDir },
      functions: () => this.functions(),
      taskRoot: (code) => this.archives.folder(code),
      layerRoot: (layerArn) => this.archives.folder(this.layer(layerArn).code),
    });
    const own = {
      function: (reference: string) => this.function(reference),
      arn: (reference: string) => this.arn(reference),
      changed: () => this.changed(),
    };
    this.permissions = new FunctionPermissions(own);
    this.versions = new FunctionVersions({
      ...own,
      layerCode: (layerArn) => this.layer(layerArn).code,
      retire: (name, version) => this.pools.retire(name, version),
    });
    this.events = new AsyncEvents(cloud, new Destinations(cloud, iam, targets), (name) => this.live(name));
    this.state = cloud.state.document("lambda", () => ({
      functions: [...this.functionsByName.values()],
      layers: this.layers.all(),
    }));
    targets.register("lambda", this);
  }

  arn(reference: string): string {
    return arn(this.cloud, "lambda", `function:${reference}`);
  }

  /**
   * @throws AwsError `ResourceConflictException`, `InvalidParameterValueException`, `RequestEntityTooLargeException`.
   */
  createFunction(spec: FunctionSpec, zip: Buffer): FunctionRecord {
    const config = { ...functionDefaults(spec.name), ...spec };
    if (this.functionsByName.has(config.name)) {
      throw new AwsError("ResourceConflictException", `Function already exist: ${config.name}`, 409);
    }
    const code = this.checked(config, this.store(zip));
    const record: FunctionRecord = { config, code, lastModified: now(), permissions: [], eventInvoke: undefined };
    this.functionsByName.set(config.name, record);
    this.changed();
    return record;
  }

  /** Changes a function. Invocations in progress finish in the old instances, later ones get new instances. */
  updateFunction(name: string, change: { config?: FunctionConfig; zip?: Buffer }): FunctionRecord {
    const record = this.function(name);
    const config = change.config ?? record.config;
    const code = this.checked(config, change.zip === undefined ? record.code : this.store(change.zip));
    if (config.reservedConcurrency !== record.config.reservedConcurrency) this.pools.retireAll(name);
    Object.assign(record, { config, code, lastModified: now() });
    this.pools.retire(name, "$LATEST");
    this.changed();
    return record;
  }

  /** The function that is named, whichever version. @throws AwsError `ResourceNotFoundException`. */
  function(reference: string): FunctionRecord {
    const record = this.functionsByName.get(parseReference(reference).name);
    if (record === undefined) throw notFound(`Function: ${this.arn(reference)}`);
    return record;
  }

  has(reference: string): boolean {
    const { name, qualifier } = parseReference(reference);
    return this.functionsByName.has(name) && (qualifier === undefined || this.versions.has(name, qualifier));
  }

  functions(): FunctionRecord[] {
    return [...this.functionsByName.values()];
  }

  deleteFunction(name: string): void {
    this.function(name);
    this.functionsByName.delete(name);
    this.pools.retireAll(name);
    this.changed();
  }

  /** @throws AwsError `ResourceConflictException` if the statement exists. */
  addPermission(reference: string, permission: FunctionPermission): void {
    this.permissions.add(reference, permission);
  }

  removePermission(reference: string, statementId: string): void {
    this.permissions.remove(reference, statementId);
  }

  /** The policy of a function, a version or an alias, each its own; undefined if it has no permissions. */
  policy(reference: string): PolicyDocument | undefined {
    return this.permissions.policy(reference);
  }

  /** Sets how events are retried, of the function or of one of its versions or aliases. */
  putEventInvokeConfig(reference: string, config: EventInvokeConfig | undefined): void {
    setEventInvokeConfig(this.function(reference), parseReference(reference).qualifier, config);
    this.changed();
  }

  /** What {@link putEventInvokeConfig} has set; undefined if nothing. */
  eventInvokeConfig(reference: string): EventInvokeConfig | undefined {
    return eventInvokeConfigOf(this.function(reference), parseReference(reference).qualifier);
  }

  /** @throws AwsError `InvalidParameterValueException`, `RequestEntityTooLargeException`. */
  publishLayer(spec: LayerSpec, zip: Buffer): LayerVersion {
    const layer = this.layers.publish(spec, this.store(zip));
    this.changed();
    return layer;
  }

  /** @throws AwsError `ResourceNotFoundException`. */
  layer(layerVersionArn: string): LayerVersion {
    return this.layers.get(layerVersionArn);
  }

  deleteLayer(layerVersionArn: string): void {
    this.layers.delete(layerVersionArn);
    this.changed();
  }

  /**
   * Invokes a function synchronously.
   *
   * @throws AwsError `TooManyRequestsException`, `ResourceNotFoundException`.
   */
  async invoke(reference: string, payload: string): Promise<Invocation> {
    this.checkExists(reference);
    const live = this.live(reference);
    if (live?.pool.hasCapacity !== true) {
      this.cloud.events.emit("throttle", { functionName: parseReference(reference).name });
      throw new AwsError("TooManyRequestsException", "Rate Exceeded.", 429);
    }
    const { config, pool, version, qualifier } = live;
    const attempt = synchronousAttempt(payload, { version, ...(qualifier !== undefined && { qualifier }) });
    const result = await this.cloud.work.track(() => runAttempt(this.cloud, config, pool, attempt));
    return { ...result, requestId: attempt.requestId, executedVersion: version };
  }

  /**
   * Invokes a function asynchronously.
   *
   * @returns the request identifier.
   * @throws AwsError `ResourceNotFoundException`.
   */
  invokeAsync(reference: string, payload: string): string {
    this.checkExists(reference);
    return this.events.accept(reference, payload);
  }

  /** Authorizes an invocation. @throws AwsError `AccessDeniedException`. */
  authorizeInvoke(caller: Caller, reference: string): void {
    this.iam.authorize(caller, this.invocation(reference), "AccessDeniedException");
  }

  /** Authorizes an action by the caller's policies. @throws AwsError `AccessDeniedException`. */
  authorize(caller: Caller, access: { readonly action: string; readonly resource: string }): void {
    this.iam.authorize(caller, access, "AccessDeniedException");
  }

  refusal(functionArn: string, source: Caller): string | undefined {
    const reference = functionReference(functionArn);
    if (!this.has(reference)) return "Function not found";
    return this.iam.allows(source, this.invocation(reference))
      ? undefined
      : `Not authorized to invoke function [${this.arn(reference)}]: no permission for ${callerName(source)}${source.kind === "service" ? ` and ${source.sourceArn}` : ""}`;
  }

  /** Continues with the events of the last run. Call when the endpoint listens. */
  resume(): void {
    this.events.resume();
  }

  deliver(functionArn: string, payload: string): Promise<void> {
    this.invokeAsync(functionReference(functionArn), payload);
    return Promise.resolve();
  }

  changed(): void {
    this.state.changed();
  }

  /** Leaves asynchronous events for the next run. */
  stopEvents(): void {
    this.events.close();
  }

  async close(): Promise<void> {
    this.stopEvents();
    await this.pools.close();
  }

  private store(zip: Buffer): StoredArchive {
    checkZipSize(zip.length);
    return this.archives.store(zip);
  }

  private checked(config: FunctionConfig, code: StoredArchive): StoredArchive {
    const layers = config.layers.map((layerArn) => this.layer(layerArn));
    checkDeployment({ config, code, layers, iam: this.iam, functionArn: this.arn(config.name) });
    return code;
  }

  private invocation(reference: string) {
    return { action: "lambda:InvokeFunction", resource: this.arn(reference), resourcePolicy: this.policy(reference) };
  }

  private checkExists(reference: string): void {
    if (!this.has(reference)) throw notFound(`Function: ${this.arn(reference)}`);
  }

  /** What runs for an invocation; undefined if nothing of that name is there any more. */
  private live(reference: string): LiveFunction | undefined {
    if (!this.has(reference)) return undefined;
    const record = this.function(reference);
    const { name, qualifier } = parseReference(reference);
    const runnable = qualifier === undefined ? { version: "$LATEST", ...record } : this.versions.route(name, qualifier);
    return {
      ...{ config: runnable.config, version: runnable.version, ...(qualifier !== undefined && { qualifier }) },
      pool: this.pools.of(record, runnable),
      eventInvoke: this.eventInvokeConfig(reference),
    };
  }
}

const now = () => new Date().toISOString().replace("Z", "+0000");

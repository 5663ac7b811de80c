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
import { newRequestId, runAttempt } from "./invoke";
import type { RunResult } from "./instance";
import { checkCompatible, Layers, type LayerSpec } from "./layers";
import { checkConfig, checkUnzippedSize, checkZipSize } from "./limits";
import { checkNetworkAccess } from "./network-access";
import { permissionStatement } from "./permission-statement";
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

const notFound = (what: string) => new AwsError("ResourceNotFoundException", `${what} not found`, 404);

/** Functions and layers, and the instances that run them. */
export class Lambda implements EventTarget {
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
    this.events = new AsyncEvents(cloud, new Destinations(cloud, iam, targets), (name) => this.live(name));
    this.state = cloud.state.document("lambda", () => ({
      functions: [...this.functionsByName.values()],
      layers: this.layers.all(),
    }));
    targets.register("lambda", this);
  }

  arn(name: string): string {
    return arn(this.cloud, "lambda", `function:${name}`);
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
    Object.assign(record, { config, code, lastModified: now() });
    this.pools.retire(name);
    this.changed();
    return record;
  }

  /** @throws AwsError `ResourceNotFoundException`. */
  function(name: string): FunctionRecord {
    const record = this.functionsByName.get(name);
    if (record === undefined) throw notFound(`Function: ${this.arn(name)}`);
    return record;
  }

  has(name: string): boolean {
    return this.functionsByName.has(name);
  }

  functions(): FunctionRecord[] {
    return [...this.functionsByName.values()];
  }

  deleteFunction(name: string): void {
    this.function(name);
    this.functionsByName.delete(name);
    this.pools.retire(name);
    this.changed();
  }

  /** @throws AwsError `ResourceConflictException` if the statement exists. */
  addPermission(name: string, permission: FunctionPermission): void {
    const { permissions } = this.function(name);
    if (permissions.some((p) => p.statementId === permission.statementId)) {
      const message = `The statement id (${permission.statementId}) provided already exists. Please provide a new statement id, or remove the existing statement.`;
      throw new AwsError("ResourceConflictException", message, 409);
    }
    permissions.push(permission);
    this.changed();
  }

  removePermission(name: string, statementId: string): void {
    const record = this.function(name);
    record.permissions = record.permissions.filter((permission) => permission.statementId !== statementId);
    this.changed();
  }

  /** A function's policy; undefined if it has no permissions. */
  policy(name: string): PolicyDocument | undefined {
    const { permissions } = this.function(name);
    if (permissions.length === 0) return undefined;
    return {
      Version: "2012-10-17",
      Statement: permissions.map((permission) => permissionStatement(this.arn(name), permission)),
    };
  }

  putEventInvokeConfig(name: string, config: EventInvokeConfig | undefined): void {
    this.function(name).eventInvoke = config;
    this.changed();
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
  async invoke(name: string, payload: string): Promise<RunResult & { requestId: string }> {
    this.function(name);
    const live = this.live(name);
    if (live?.pool.hasCapacity !== true) {
      this.cloud.events.emit("throttle", { functionName: name });
      throw new AwsError("TooManyRequestsException", "Rate Exceeded.", 429);
    }
    const requestId = newRequestId();
    const attempt = {
      requestId,
      payload,
      attempt: 1,
      invocationType: "RequestResponse" as const,
      willRetry: () => false,
    };
    const result = await this.cloud.work.track(() => runAttempt(this.cloud, live.record.config, live.pool, attempt));
    return { ...result, requestId };
  }

  /**
   * Invokes a function asynchronously.
   *
   * @returns the request identifier.
   * @throws AwsError `ResourceNotFoundException`.
   */
  invokeAsync(name: string, payload: string): string {
    this.function(name);
    return this.events.accept(name, payload);
  }

  /** Authorizes an invocation. @throws AwsError `AccessDeniedException`. */
  authorizeInvoke(caller: Caller, name: string): void {
    const resource = this.arn(name);
    this.iam.authorize(
      caller,
      { action: "lambda:InvokeFunction", resource, resourcePolicy: this.policy(name) },
      "AccessDeniedException",
    );
  }

  /** Authorizes an action by the caller's policies. @throws AwsError `AccessDeniedException`. */
  authorize(caller: Caller, access: { readonly action: string; readonly resource: string }): void {
    this.iam.authorize(caller, access, "AccessDeniedException");
  }

  refusal(functionArn: string, source: Caller): string | undefined {
    const name = functionName(functionArn);
    if (!this.functionsByName.has(name)) return "Function not found";
    const access = { action: "lambda:InvokeFunction", resource: this.arn(name), resourcePolicy: this.policy(name) };
    return this.iam.allows(source, access)
      ? undefined
      : `Not authorized to invoke function [${this.arn(name)}]: no permission for ${callerName(source)}${source.kind === "service" ? ` and ${source.sourceArn}` : ""}`;
  }

  /** Continues with the events of the last run. Call when the endpoint listens. */
  resume(): void {
    this.events.resume();
  }

  deliver(functionArn: string, payload: string): Promise<void> {
    this.invokeAsync(functionName(functionArn), payload);
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
    checkConfig(config);
    const role = this.iam.roleByArn(config.roleArn);
    if (role === undefined || !this.iam.mayAssume(role, "lambda.amazonaws.com", this.arn(config.name))) {
      throw new AwsError(
        "InvalidParameterValueException",
        "The role defined for the function cannot be assumed by Lambda.",
      );
    }
    if (config.network) checkNetworkAccess(this.iam, role, config.name);
    const layers = config.layers.map((layerArn) => this.layer(layerArn));
    for (const layer of layers) checkCompatible(layer, config.runtime);
    checkUnzippedSize(
      code,
      layers.map((layer) => layer.code),
    );
    return code;
  }

  private live(name: string): LiveFunction | undefined {
    const record = this.functionsByName.get(name);
    return record && { record, pool: this.pools.of(record) };
  }
}

const now = () => new Date().toISOString().replace("Z", "+0000");

/** The name in a function's ARN, which may end in a version; a name is returned unchanged. */
export function functionName(arnOrName: string): string {
  return /^arn:aws:lambda:[^:]+:[^:]+:function:([^:]+)/.exec(arnOrName)?.[1] ?? arnOrName;
}

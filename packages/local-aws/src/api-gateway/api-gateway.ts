import { randomBytes } from "node:crypto";

import type { ServiceContext } from "../context";
import { AwsError } from "../http/aws-error";
import type { Iam } from "../iam/iam";
import type { Logs } from "../logs/logs";
import type { CallAsRole } from "../role-client";
import type { StateDocument } from "../state/state-store";
import { badRequest, checkThrottle } from "./checks";
import type { InvokeFunction } from "./lambda-integration";
import { newId, RestApis } from "./rest-apis";
import { Throttles } from "./throttle";
import { Quotas } from "./usage-plans";
import type { ApiKey, MethodSettings, RestApi, Stage, UsagePlan } from "./types";

interface GatewayState {
  readonly apis: readonly RestApi[];
  readonly keys: readonly ApiKey[];
  readonly plans: readonly UsagePlan[];
  readonly logRoleArn?: string;
}

/** Dependencies of {@link ApiGateway}. */
interface ApiGatewayDeps {
  readonly cloud: ServiceContext;
  readonly iam: Iam;
  readonly logs: Logs;
  readonly call: CallAsRole;
  readonly invokeFunction: InvokeFunction;
}

const notFound = (what: string) => new AwsError("NotFoundException", `Invalid ${what} identifier specified`, 404);

/** REST APIs, stages, API keys and usage plans. */
export class ApiGateway {
  readonly apis = new RestApis(() => this.changed());
  readonly keys = new Map<string, ApiKey>();
  readonly plans = new Map<string, UsagePlan>();
  readonly throttles = new Throttles();
  readonly quotas = new Quotas();
  private accountLogRoleArn: string | undefined;
  private readonly state: StateDocument;

  constructor(readonly deps: ApiGatewayDeps) {
    const saved = deps.cloud.state.read<GatewayState>("api-gateway");
    for (const api of saved?.apis ?? []) this.apis.apis.set(api.id, api);
    for (const key of saved?.keys ?? []) this.keys.set(key.id, key);
    for (const plan of saved?.plans ?? []) this.plans.set(plan.id, plan);
    this.accountLogRoleArn = saved?.logRoleArn;
    this.state = deps.cloud.state.document("api-gateway", () => ({
      apis: [...this.apis.apis.values()],
      keys: [...this.keys.values()],
      plans: [...this.plans.values()],
      logRoleArn: this.accountLogRoleArn,
    }));
  }

  /** The role that writes the logs of all APIs. */
  get logRoleArn(): string | undefined {
    return this.accountLogRoleArn;
  }

  /** @throws AwsError `BadRequestException` for a role that API Gateway cannot assume. */
  setLogRole(roleArn: string | undefined): void {
    const { iam } = this.deps;
    const role = roleArn === undefined ? undefined : iam.roleByArn(roleArn);
    if (roleArn !== undefined && (role === undefined || !iam.mayAssume(role, "apigateway.amazonaws.com", ""))) {
      throw badRequest(
        "The role ARN does not have required permissions configured. Please grant trust permission for API Gateway and add the required role policy.",
      );
    }
    this.accountLogRoleArn = roleArn;
    this.changed();
  }

  /** URL of a stage on this machine. */
  invokeUrl(apiId: string, stageName: string): string {
    return `${this.deps.cloud.endpoint()}/_aws/execute-api/${apiId}/${stageName}`;
  }

  /** ARN prefix of an API's execution permissions. */
  executionArn(apiId: string): string {
    const { region, accountId } = this.deps.cloud;
    return `arn:aws:execute-api:${region}:${accountId}:${apiId}`;
  }

  /**
   * Creates a stage, or changes it and keeps its methods' settings.
   *
   * @throws AwsError `NotFoundException`, `BadRequestException`.
   */
  putStage(apiId: string, spec: Omit<Stage, "settings">): Stage {
    const api = this.apis.get(apiId);
    if (api.deployments[spec.deploymentId] === undefined) throw notFound("Deployment");
    if (!/^\w{1,128}$/.test(spec.name)) throw badRequest("Stage name only allows a-zA-Z0-9_");
    if (spec.accessLog !== undefined) {
      this.requireLogRole();
      if (!this.deps.logs.has(spec.accessLog.logGroup)) throw badRequest(`no log group "${spec.accessLog.logGroup}"`);
      if (!spec.accessLog.format.includes("$context.requestId")) {
        throw badRequest(
          "Access Log format must be single line, new line character is allowed only at end of the format. The format must contain $context.requestId",
        );
      }
    }
    const stage = { ...spec, settings: api.stages[spec.name]?.settings ?? {} };
    api.stages[stage.name] = stage;
    this.changed();
    return stage;
  }

  /** @throws AwsError `NotFoundException`. */
  stage(apiId: string, name: string): Stage {
    const stage = this.apis.get(apiId).stages[name];
    if (stage === undefined) throw notFound("Stage");
    return stage;
  }

  deleteStage(apiId: string, name: string): void {
    this.apis.edit(apiId, (api) => delete api.stages[name]);
  }

  /** Sets logging and throttling of methods; undefined removes the settings. */
  putMethodSettings(apiId: string, stageName: string, methodPath: string, settings: MethodSettings | undefined): void {
    const stage = this.stage(apiId, stageName);
    if (settings === undefined) delete stage.settings[methodPath];
    else {
      if (settings.loggingLevel !== "OFF") this.requireLogRole();
      if (settings.throttle !== undefined) checkThrottle(settings.throttle);
      stage.settings[methodPath] = settings;
    }
    this.changed();
  }

  /** @throws AwsError `BadRequestException`, `ConflictException`. */
  createKey(spec: Omit<ApiKey, "id" | "createdAt" | "value"> & { readonly value?: string }): ApiKey {
    const value = spec.value ?? randomBytes(30).toString("base64url").slice(0, 40);
    if (value.length < 20 || value.length > 128) throw badRequest("API Key value should be 20..128 characters");
    if ([...this.keys.values()].some((key) => key.value === value)) {
      throw new AwsError("ConflictException", "API Key already exists", 409);
    }
    const key = { ...spec, value, id: newId(), createdAt: Date.now() };
    this.keys.set(key.id, key);
    this.changed();
    return key;
  }

  /** Creates a usage plan, or changes the one with this identifier and keeps its keys. */
  putPlan(spec: Omit<UsagePlan, "id" | "keyIds">, id: string = newId()): UsagePlan {
    for (const { apiId, stage } of spec.stages) this.stage(apiId, stage);
    if (spec.throttle !== undefined) checkThrottle(spec.throttle);
    const plan = { ...spec, id, keyIds: this.plans.get(id)?.keyIds ?? [] };
    this.plans.set(id, plan);
    this.changed();
    return plan;
  }

  /** @throws AwsError `NotFoundException`. */
  plan(id: string): UsagePlan {
    const plan = this.plans.get(id);
    if (plan === undefined) throw notFound("Usage Plan");
    return plan;
  }

  /** @throws AwsError `NotFoundException`, `ConflictException`. */
  addKeyToPlan(planId: string, keyId: string): void {
    const { keyIds } = this.plan(planId);
    if (!this.keys.has(keyId)) throw notFound("API Key");
    if (keyIds.includes(keyId)) throw new AwsError("ConflictException", "The key is in this usage plan already", 409);
    keyIds.push(keyId);
    this.changed();
  }

  changed(): void {
    this.state.changed();
  }

  private requireLogRole(): void {
    if (this.accountLogRoleArn !== undefined) return;
    throw badRequest("CloudWatch Logs role ARN must be set in account settings to enable logging");
  }
}

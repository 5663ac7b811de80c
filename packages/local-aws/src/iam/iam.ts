import { randomBytes } from "node:crypto";

import type { ServiceContext } from "../context";
import { AwsError } from "../http/aws-error";
import type { StateDocument } from "../state/state-store";
import { judge, type Judgement } from "./authorize";
import type { Caller } from "./caller";
import type { RequestContext } from "./conditions";
import { Decisions } from "./decisions";
import { evaluate, type AccessRequest } from "./evaluate";
import { type PolicyDocument } from "./policy";
import { ManagedPolicies, type ManagedPolicy } from "./managed-policies";
import { parsePolicy } from "./parse-policy";
import { checkRoleQuotas } from "./quotas";
import { checkRole, savedRole, type Role, type RoleSpec } from "./role";

/** Keys of a role's session. */
export interface SessionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

interface KnownKey {
  readonly secret: string;
  readonly token?: string;
  readonly caller: Caller;
}

interface IamState {
  rootSecret: string;
  roles: Role[];
  managedPolicies: readonly ManagedPolicy[];
}

/** An action on a resource, with the resource's own policy. */
export interface Access {
  readonly action: string;
  readonly resource: string;
  readonly context?: RequestContext;
  readonly resourcePolicy?: PolicyDocument;
}

const ROOT_ACCESS_KEY_ID = "LOCALROOT";

function newSession(): SessionCredentials {
  return {
    accessKeyId: `ASIA${randomBytes(8).toString("hex").toUpperCase()}`,
    secretAccessKey: randomBytes(30).toString("base64url"),
    sessionToken: randomBytes(96).toString("base64"),
  };
}

/** Roles, sessions and authorization. */
export class Iam {
  readonly rootCredentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly roles = new Map<string, Role>();
  readonly managedPolicies: ManagedPolicies;
  /** What was decided about access in this run. */
  readonly decisions = new Decisions();
  private readonly keys = new Map<string, KnownKey>();
  private readonly parsed = new Map<string, PolicyDocument>();
  private readonly state: StateDocument;

  constructor(private readonly cloud: ServiceContext) {
    const saved = cloud.state.read<IamState>("iam");
    const secretAccessKey = saved?.rootSecret ?? randomBytes(30).toString("base64url");
    this.rootCredentials = { accessKeyId: ROOT_ACCESS_KEY_ID, secretAccessKey };
    this.keys.set(ROOT_ACCESS_KEY_ID, { secret: secretAccessKey, caller: this.root() });
    for (const role of saved?.roles ?? []) this.roles.set(role.name, savedRole(role));
    this.managedPolicies = new ManagedPolicies(
      {
        accountId: cloud.accountId,
        parse: (document) => this.policy(document, "identity"),
        rolesWith: (arn) =>
          [...this.roles.values()]
            .filter((role) => role.attachedPolicies.includes(arn) || role.permissionsBoundary === arn)
            .map(({ name }) => name),
        changed: () => this.changed(),
      },
      saved?.managedPolicies,
    );
    this.state = cloud.state.document("iam", () => ({
      rootSecret: secretAccessKey,
      roles: [...this.roles.values()],
      managedPolicies: this.managedPolicies.all(),
    }));
    this.state.changed();
  }

  get region(): string {
    return this.cloud.region;
  }

  get accountId(): string {
    return this.cloud.accountId;
  }

  /** A role as a caller, for what a service does as this role. */
  asRole(role: Role, sessionName: string): Caller {
    const { accountId } = this.cloud;
    const arn = `arn:aws:sts::${accountId}:assumed-role/${role.name}/${sessionName}`;
    return { kind: "role", arn, roleArn: role.arn, roleName: role.name, accountId };
  }

  /** The account itself as a caller. */
  root(): Caller {
    const { accountId } = this.cloud;
    return { kind: "root", arn: `arn:aws:iam::${accountId}:root`, accountId };
  }

  /** @throws AwsError `EntityAlreadyExists`, `MalformedPolicyDocument`. */
  createRole({ path = "/", ...spec }: RoleSpec): Role {
    if (this.roles.has(spec.name)) {
      throw new AwsError("EntityAlreadyExists", `Role with name ${spec.name} already exists.`, 409);
    }
    const role: Role = {
      description: "",
      maxSessionDurationSec: 3600,
      policies: {},
      attachedPolicies: [],
      tags: {},
      ...spec,
      path,
      arn: `arn:aws:iam::${this.cloud.accountId}:role${path}${spec.name}`,
      uniqueId: `AROA${randomBytes(10).toString("hex").slice(0, 17).toUpperCase()}`,
      createDate: new Date().toISOString(),
    };
    checkRole(role);
    this.checkPolicies(role);
    this.roles.set(role.name, role);
    this.changed();
    return role;
  }

  /** @throws AwsError `NoSuchEntity`. */
  role(name: string): Role {
    const role = this.roles.get(name);
    if (role === undefined) throw new AwsError("NoSuchEntity", `The role with name ${name} cannot be found.`, 404);
    return role;
  }

  roleByArn(roleArn: string): Role | undefined {
    return [...this.roles.values()].find((role) => role.arn === roleArn);
  }

  /** Changes a role. @throws AwsError `NoSuchEntity`, `MalformedPolicyDocument`. */
  updateRole(name: string, change: Partial<Role>): Role {
    const role = this.role(name);
    checkRole({ ...role, ...change });
    this.checkPolicies({ ...role, ...change });
    Object.assign(role, change);
    this.changed();
    return role;
  }

  /**
   * Attaches a managed policy; one that is attached stays so.
   *
   * @throws AwsError `NoSuchEntity`, `LimitExceeded`.
   */
  attachRolePolicy(name: string, policyArn: string): void {
    const others = this.role(name).attachedPolicies.filter((arn) => arn !== policyArn);
    this.updateRole(name, { attachedPolicies: [...others, policyArn] });
  }

  /** Detaches a managed policy. @throws AwsError `NoSuchEntity`. */
  detachRolePolicy(name: string, policyArn: string): void {
    const { attachedPolicies } = this.role(name);
    if (!attachedPolicies.includes(policyArn)) {
      throw new AwsError("NoSuchEntity", `Policy ${policyArn} was not found.`, 404);
    }
    this.updateRole(name, { attachedPolicies: attachedPolicies.filter((arn) => arn !== policyArn) });
  }

  deleteRole(name: string): void {
    this.role(name);
    this.roles.delete(name);
    this.changed();
  }

  /** Temporary keys of a role, valid until the cloud closes. @throws AwsError `NoSuchEntity`. */
  startSession(roleName: string, sessionName: string): SessionCredentials {
    const role = this.role(roleName);
    const session = newSession();
    const caller = this.asRole(role, sessionName);
    this.keys.set(session.accessKeyId, { secret: session.secretAccessKey, token: session.sessionToken, caller });
    return session;
  }

  /** Keys of a service that acts for a resource, valid until the cloud closes: it is authorised as itself. */
  startServiceSession(principal: string, sourceArn: string): SessionCredentials {
    const session = newSession();
    const caller: Caller = { kind: "service", principal, sourceArn, sourceAccount: this.cloud.accountId };
    this.keys.set(session.accessKeyId, { secret: session.secretAccessKey, token: session.sessionToken, caller });
    return session;
  }

  /** Revokes the keys of a session. */
  endSession(accessKeyId: string): void {
    this.keys.delete(accessKeyId);
  }

  /** The secret and the caller of an access key. */
  key(accessKeyId: string): KnownKey | undefined {
    return this.keys.get(accessKeyId);
  }

  /** Whether a role's trust policy lets a service (`lambda.amazonaws.com`) assume it. */
  mayAssume(role: Role, service: string, sourceArn: string): boolean {
    const caller: Caller = { kind: "service", principal: service, sourceArn, sourceAccount: this.cloud.accountId };
    const request = { caller, action: "sts:AssumeRole", resource: role.arn, context: this.contextOf(caller) };
    return evaluate([this.policy(role.assumeRolePolicy, "trust")], request) === "Allow";
  }

  /** Authorizes an action by the caller's and the resource's policies. @throws AwsError with `code`. */
  authorize(caller: Caller, access: Access, code = "AccessDenied", status = 403): void {
    const refusal = this.refusal(caller, access, this.identity(caller));
    if (refusal !== undefined) throw new AwsError(code, refusal, status);
  }

  /** Authorizes an action by the resource's policy alone. @throws AwsError with `code`. */
  authorizeByResource(caller: Caller, access: Access, code = "AccessDenied", status = 403): void {
    const refusal = this.refusal(caller, access, []);
    if (refusal !== undefined) throw new AwsError(code, refusal, status);
  }

  /** Whether the resource's policy allows an action. A step on the way to a decision, and none itself. */
  resourceAllows(caller: Caller, access: Access): boolean {
    const { resourcePolicy } = access;
    return resourcePolicy !== undefined && evaluate([resourcePolicy], this.request(caller, access)) === "Allow";
  }

  /** Whether the caller's or the resource's policies allow an action. */
  allows(caller: Caller, access: Access): boolean {
    return this.refusal(caller, access, this.identity(caller)) === undefined;
  }

  /** A role's inline policies by name and managed ones by ARN, with their JSON texts; none of an unknown role. */
  identityPolicies(roleName: string): readonly (readonly [name: string, text: string])[] {
    const { policies = {}, attachedPolicies = [] } = this.roles.get(roleName) ?? {};
    return [
      ...Object.entries(policies),
      ...attachedPolicies.map((arn) => [arn, this.managedPolicies.document(arn)] as const),
    ];
  }

  /** A parsed policy; each text is parsed once. */
  policy(text: string, kind: "identity" | "resource" | "trust"): PolicyDocument {
    const key = `${kind} ${text}`;
    let document = this.parsed.get(key);
    if (document === undefined) this.parsed.set(key, (document = parsePolicy(text, kind)));
    return document;
  }

  /**
   * Condition keys that every request has. The loopback interface counts as secure transport: nothing leaves the
   * machine.
   */
  contextOf(caller: Caller): RequestContext {
    const now = new Date();
    return {
      "aws:securetransport": "true",
      "aws:sourceip": caller.kind === "service" ? undefined : "127.0.0.1",
      "aws:requestedregion": this.cloud.region,
      "aws:currenttime": now.toISOString(),
      "aws:epochtime": String(Math.floor(now.getTime() / 1000)),
      "aws:principalaccount": "accountId" in caller ? caller.accountId : undefined,
      "aws:principalarn": caller.kind === "role" ? caller.roleArn : caller.kind === "root" ? caller.arn : undefined,
      "aws:principaltype": caller.kind === "role" ? "AssumedRole" : caller.kind === "root" ? "Account" : "Anonymous",
      "aws:principalisawsservice": String(caller.kind === "service"),
      "aws:sourcearn": caller.kind === "service" ? caller.sourceArn : undefined,
      "aws:sourceaccount": caller.kind === "service" ? caller.sourceAccount : undefined,
    };
  }

  changed(): void {
    this.state.changed();
  }

  private request(caller: Caller, { action, resource, context }: Access): AccessRequest {
    return { caller, action, resource, context: { ...this.contextOf(caller), ...context } };
  }

  /** Decides, and counts what was decided. @returns why it is refused */
  private refusal(caller: Caller, access: Access, identity: readonly PolicyDocument[] | undefined): string | undefined {
    const request = this.request(caller, access);
    const boundary = this.boundary(caller);
    const judgement = judge(request, { identity, resource: access.resourcePolicy, ...(boundary && { boundary }) });
    const { allowed, by } = this.decisions.record(request, judgement, this.policyName(caller, identity, judgement));
    const { action, resource } = access;
    if (caller.kind === "role") caller.call?.decisions.push({ action, resource, allowed, ...(by && { by }) });
    return judgement.refusal;
  }

  /** The name of the role's policy that has decided; of a managed one the ARN. */
  private policyName(caller: Caller, identity: readonly PolicyDocument[] = [], { side, by }: Judgement) {
    if (side !== "identity" || by === undefined || caller.kind !== "role") return undefined;
    return this.identityPolicies(caller.roleName)[identity.indexOf(by.policy)]?.[0];
  }

  private identity(caller: Caller): PolicyDocument[] | undefined {
    if (caller.kind !== "role") return undefined;
    return this.identityPolicies(caller.roleName).map(([, text]) => this.policy(text, "identity"));
  }

  private boundary(caller: Caller): PolicyDocument | undefined {
    const arn = caller.kind === "role" ? this.roles.get(caller.roleName)?.permissionsBoundary : undefined;
    return arn === undefined ? undefined : this.policy(this.managedPolicies.document(arn), "identity");
  }

  private checkPolicies(role: Role): void {
    checkRoleQuotas(role);
    this.policy(role.assumeRolePolicy, "trust");
    for (const text of Object.values(role.policies)) this.policy(text, "identity");
    for (const arn of role.attachedPolicies) this.managedPolicies.document(arn);
    if (role.permissionsBoundary !== undefined) this.managedPolicies.document(role.permissionsBoundary);
  }
}

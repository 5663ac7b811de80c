import { randomBytes, randomUUID } from "node:crypto";

import { arn, type ServiceContext } from "../context";
import { AwsError } from "../http/aws-error";
import type { Caller } from "../iam/caller";
import type { RequestContext } from "../iam/conditions";
import type { Access, Iam } from "../iam/iam";
import type { PolicyDocument } from "../iam/policy";
import type { StateDocument } from "../state/state-store";
import { newSigningMaterial, SIGNING_SPEC } from "./signing";

/** A customer managed key. It encrypts or signs what it is given; for other services its use is authorized alone. */
export interface Key {
  readonly keyId: string;
  readonly arn: string;
  readonly createdAt: number;
  /** `RSA_2048`: it signs. Absent: it is symmetric, and encrypts. */
  readonly spec?: typeof SIGNING_SPEC;
  /** 256 bits, or a private key, which never leave the service; in base64. */
  readonly material: string;
  description: string;
  enabled: boolean;
  rotation: boolean;
  rotationPeriodDays: number;
  /** JSON text. */
  policy: string;
  tags: Record<string, string>;
  /** When the key will be deleted, in milliseconds since the epoch; undefined for a key that stays. */
  deletionAt?: number;
}

/** What a key can be used for: an enabled one for everything, the others for nothing. */
export type KeyState = "Enabled" | "Disabled" | "PendingDeletion";

interface KmsState {
  /** The material was not kept while keys encrypted nothing. */
  readonly keys: readonly (Omit<Key, "material"> & Partial<Pick<Key, "material">>)[];
  /** Key identifiers by alias name. */
  readonly aliases: Readonly<Record<string, string>>;
}

/**
 * Time after which a key's tags count in conditions, in milliseconds: the longest that AWS allows itself (KMS Developer
 * Guide, "ABAC for AWS KMS": tag changes might take up to five minutes to affect the authorization of a key).
 */
const TAGS_COUNT_AFTER_MS = 5 * 60 * 1000;

const DAY_MS = 24 * 60 * 60 * 1000;
const KEY_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const ALIAS = /^[a-zA-Z0-9:/_-]{1,256}$/;

const newMaterial = () => randomBytes(32).toString("base64");
const notFound = (message: string) => new AwsError("NotFoundException", message, 400);

const keyContext = ({ spec }: Key): RequestContext => ({
  "kms:keyspec": spec ?? "SYMMETRIC_DEFAULT",
  "kms:keyusage": spec === SIGNING_SPEC ? "SIGN_VERIFY" : "ENCRYPT_DECRYPT",
  "kms:keyorigin": "AWS_KMS",
  "kms:multiregion": "false",
});

const callerContext = (caller: Caller): RequestContext =>
  "accountId" in caller ? { "kms:calleraccount": caller.accountId } : {};

/** Keys, aliases, and authorization of their use. */
export class Kms {
  readonly keys = new Map<string, Key>();
  readonly aliases = new Map<string, string>();
  private readonly state: StateDocument;
  private settledAt = 0;

  constructor(private readonly cloud: ServiceContext) {
    const saved = cloud.state.read<KmsState>("kms");
    for (const key of saved?.keys ?? []) {
      if ((key.deletionAt ?? Infinity) > Date.now()) this.keys.set(key.keyId, { material: newMaterial(), ...key });
    }
    for (const [name, keyId] of Object.entries(saved?.aliases ?? {})) this.aliases.set(name, keyId);
    this.state = cloud.state.document("kms", () => ({
      keys: [...this.keys.values()],
      aliases: Object.fromEntries(this.aliases),
    }));
  }

  /** Default policy of a key: IAM policies of the account control access. */
  defaultPolicy(): string {
    const principal = { AWS: `arn:aws:iam::${this.cloud.accountId}:root` };
    const statement = {
      Sid: "Enable IAM User Permissions",
      Effect: "Allow",
      Principal: principal,
      Action: "kms:*",
      Resource: "*",
    };
    return JSON.stringify({ Version: "2012-10-17", Id: "key-default-1", Statement: [statement] });
  }

  /** @param keyId identifier, which KMS chooses; stated where an account is set up as another one is */
  createKey(
    spec: Omit<Key, "keyId" | "arn" | "createdAt" | "material" | "deletionAt">,
    keyId: string = randomUUID(),
  ): Key {
    const material = spec.spec === SIGNING_SPEC ? newSigningMaterial() : newMaterial();
    const made = { keyId, arn: this.keyArn(keyId), createdAt: Date.now(), material };
    const key: Key = { ...spec, ...made };
    this.keys.set(keyId, key);
    this.changed();
    return key;
  }

  /** A key by its identifier, ARN, alias or alias ARN, whatever its state. @throws AwsError `NotFoundException`. */
  key(id: string): Key {
    const inArn = /^arn:aws:kms:([^:]*):[^:]*:(.*)$/.exec(id);
    const [, region, resource = id] = inArn ?? [];
    if (region !== undefined && region !== this.cloud.region) throw notFound(`Invalid arn ${region}`);
    const name = resource.replace(/^key\//, "");
    const isAlias = name.startsWith("alias/");
    const key = this.keys.get((isAlias ? this.aliases.get(name) : name) ?? "");
    if (key !== undefined) return key;
    if (isAlias) throw notFound(`Alias ${arn(this.cloud, "kms", name)} is not found.`);
    throw notFound(KEY_ID.test(name) ? `Key '${this.keyArn(name)}' does not exist` : `Invalid keyId '${name}'`);
  }

  stateOf({ enabled, deletionAt }: Key): KeyState {
    if (deletionAt !== undefined) return "PendingDeletion";
    return enabled ? "Enabled" : "Disabled";
  }

  /** @throws AwsError `KMSInvalidStateException`. */
  requireNotDeleted(key: Key): void {
    if (key.deletionAt === undefined) return;
    throw new AwsError("KMSInvalidStateException", `${key.arn} is pending deletion.`);
  }

  /** Makes a key unusable, and deletes it when the days are over. @throws AwsError `KMSInvalidStateException`. */
  scheduleDeletion(keyId: string, windowDays: number): void {
    const key = this.key(keyId);
    this.requireNotDeleted(key);
    key.enabled = false;
    key.deletionAt = Date.now() + windowDays * DAY_MS;
    this.changed();
  }

  /**
   * @throws AwsError `ValidationException`, `InvalidAliasNameException`, `AlreadyExistsException`, `NotFoundException`,
   * `KMSInvalidStateException`.
   */
  createAlias(name: string, target: string): void {
    const page = "https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html";
    if (!name.startsWith("alias/")) {
      throw new AwsError("ValidationException", `Alias must start with the prefix "alias/". Please see ${page}`);
    }
    if (!ALIAS.test(name)) {
      const problem = `Value '${name}' at 'aliasName' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[a-zA-Z0-9:/_-]+$`;
      throw new AwsError("ValidationException", `1 validation error detected: ${problem}`);
    }
    if (name.startsWith("alias/aws/") || name === "alias/") {
      throw new AwsError("InvalidAliasNameException", `${name}: names that begin with alias/aws/ are AWS's own`);
    }
    if (this.aliases.has(name)) {
      const message = `An alias with the name ${arn(this.cloud, "kms", name)} already exists`;
      throw new AwsError("AlreadyExistsException", message);
    }
    const key = this.key(target);
    this.requireNotDeleted(key);
    this.aliases.set(name, key.keyId);
    this.changed();
  }

  deleteAlias(name: string): void {
    this.aliases.delete(name);
    this.changed();
  }

  /** The ARN of a key by its identifier, ARN or alias. AWS managed keys (`alias/aws/s3`) always exist. */
  arnOf(id: string): string {
    return /(^|:)alias\/aws\//.test(id) ? arn(this.cloud, "kms", id.slice(id.indexOf("alias/"))) : this.key(id).arn;
  }

  /**
   * Authorizes the use of a key that is enabled. AWS managed keys are open to the account.
   *
   * @param context condition keys of the request, in lower case
   * @throws AwsError `AccessDeniedException`, `DisabledException`, `KMSInvalidStateException`, `NotFoundException`.
   */
  authorize(iam: Iam, caller: Caller, keyArn: string, action: string, context: RequestContext = {}): void {
    if (keyArn.includes(":alias/aws/")) return;
    const key = this.key(keyArn);
    this.allow(iam, caller, key, action, context);
    this.requireNotDeleted(key);
    if (!key.enabled) throw new AwsError("DisabledException", `${key.arn} is disabled.`);
  }

  /**
   * Authorizes an action on a key, whatever its state. The key's policy alone can grant it; the role's policies count
   * only if the key's policy grants access to the account.
   *
   * @throws AwsError `AccessDeniedException`.
   */
  allow(iam: Iam, caller: Caller, key: Key, action: string, context: RequestContext = {}): void {
    const policy = iam.policy(key.policy, "resource");
    const access = {
      action,
      resource: key.arn,
      resourcePolicy: policy,
      context: { ...keyContext(key), ...callerContext(caller), ...this.tagContext(key), ...context },
    };
    if (caller.kind === "role" && this.delegatesToIam(iam, policy, access)) {
      iam.authorize(caller, access, "AccessDeniedException", 400);
    } else iam.authorizeByResource(caller, access, "AccessDeniedException", 400);
  }

  /** Makes the tags of every key count, as if five minutes had passed. */
  settleTags(): void {
    this.settledAt = Date.now();
  }

  changed(): void {
    this.state.changed();
  }

  private keyArn(keyId: string): string {
    return arn(this.cloud, "kms", `key/${keyId}`);
  }

  /** The key's tags as condition keys, once they count. */
  private tagContext({ createdAt, tags }: Key): RequestContext {
    const count = createdAt <= this.settledAt || Date.now() - createdAt >= TAGS_COUNT_AFTER_MS;
    if (!count) return {};
    return Object.fromEntries(
      Object.entries(tags).map(([name, value]) => [`aws:resourcetag/${name.toLowerCase()}`, value]),
    );
  }

  /** Whether a key's policy grants access to the account, so that its IAM policies count. */
  private delegatesToIam(iam: Iam, policy: PolicyDocument, access: Access): boolean {
    return iam.resourceAllows(iam.root(), { ...access, resourcePolicy: policy });
  }
}

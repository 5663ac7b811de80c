import { randomBytes, randomUUID } from "node:crypto";
import { join } from "node:path";

import { arn, type ServiceContext } from "../context";
import { AwsError } from "../http/aws-error";
import type { Caller } from "../iam/caller";
import type { RequestContext } from "../iam/conditions";
import type { Access, Iam } from "../iam/iam";
import type { PolicyDocument } from "../iam/policy";
import { StateFile } from "../state-file";

/** A customer managed key. It encrypts what Encrypt is given; for other services its use is authorized alone. */
export interface Key {
  readonly keyId: string;
  readonly arn: string;
  readonly createdAt: number;
  /** 256 bits that never leave the service, in base64. */
  readonly material: string;
  description: string;
  enabled: boolean;
  rotation: boolean;
  rotationPeriodDays: number;
  /** JSON text. */
  policy: string;
  tags: Record<string, string>;
}

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

const newMaterial = () => randomBytes(32).toString("base64");
const notFound = (id: string) => new AwsError("NotFoundException", `Key '${id}' does not exist`, 400);

/** Keys, aliases, and authorization of their use. */
export class Kms {
  readonly keys = new Map<string, Key>();
  readonly aliases = new Map<string, string>();
  private readonly state: StateFile<KmsState>;
  private settledAt = 0;

  constructor(private readonly cloud: ServiceContext) {
    const file = join(cloud.dataDir, "kms.json");
    const saved = StateFile.read<KmsState>(file);
    for (const key of saved?.keys ?? []) this.keys.set(key.keyId, { material: newMaterial(), ...key });
    for (const [name, keyId] of Object.entries(saved?.aliases ?? {})) this.aliases.set(name, keyId);
    this.state = new StateFile(file, () => ({
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

  createKey(spec: Omit<Key, "keyId" | "arn" | "createdAt" | "material">): Key {
    const keyId = randomUUID();
    const made = { keyId, arn: arn(this.cloud, "kms", `key/${keyId}`), createdAt: Date.now(), material: newMaterial() };
    const key: Key = { ...spec, ...made };
    this.keys.set(keyId, key);
    this.changed();
    return key;
  }

  /** A key by its identifier, ARN, alias or alias ARN. @throws AwsError `NotFoundException`. */
  key(id: string): Key {
    const name = id.replace(/^arn:aws:kms:[^:]*:[^:]*:/, "").replace(/^key\//, "");
    const keyId = name.startsWith("alias/") ? this.aliases.get(name) : name;
    const key = this.keys.get(keyId ?? "");
    if (key === undefined) throw notFound(id);
    return key;
  }

  deleteKey(keyId: string): void {
    this.keys.delete(keyId);
    for (const [name, target] of this.aliases) if (target === keyId) this.aliases.delete(name);
    this.changed();
  }

  /** @throws AwsError `AlreadyExistsException`, `NotFoundException`. */
  createAlias(name: string, target: string): void {
    if (this.aliases.has(name))
      throw new AwsError("AlreadyExistsException", `An alias with the name ${name} already exists`);
    this.aliases.set(name, this.key(target).keyId);
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
   * Authorizes the use of a key. The key's policy alone can grant it; the role's policies count only if the key's
   * policy grants access to the account. AWS managed keys are open to the account.
   *
   * @param context condition keys of the request, in lower case
   * @throws AwsError `AccessDenied`, `KMS.DisabledException`.
   */
  authorize(iam: Iam, caller: Caller, keyArn: string, action: string, context: RequestContext = {}): void {
    if (keyArn.includes(":alias/aws/")) return;
    const key = this.key(keyArn);
    if (!key.enabled) throw new AwsError("KMS.DisabledException", `${key.arn} is disabled.`);
    const policy = iam.policy(key.policy, "resource");
    const access = {
      action,
      resource: key.arn,
      resourcePolicy: policy,
      context: { ...this.tagContext(key), ...context },
    };
    if (caller.kind === "role" && this.delegatesToIam(iam, policy, access)) iam.authorize(caller, access);
    else iam.authorizeByResource(caller, access);
  }

  /**
   * Authorizes the use of a key by a service in the name of its caller.
   *
   * @param service its name in the condition key `kms:ViaService`: `s3`
   * @throws AwsError as {@link authorize} does
   */
  authorizeVia(service: string, iam: Iam, caller: Caller, keyArn: string, action: string): void {
    const { region, accountId } = this.cloud;
    const context = { "kms:viaservice": `${service}.${region}.amazonaws.com`, "kms:calleraccount": accountId };
    this.authorize(iam, caller, keyArn, action, context);
  }

  /** Makes the tags of every key count, as if five minutes had passed. */
  settleTags(): void {
    this.settledAt = Date.now();
  }

  changed(): void {
    this.state.changed();
  }

  close(): void {
    this.state.flush();
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

import { AwsError } from "../http/aws-error";
import { awsManagedPolicies } from "./aws-managed-policies";
import { checkManagedPolicySize } from "./quotas";

/** A customer managed policy with its default version, the only one that is kept. */
export interface ManagedPolicy {
  readonly arn: string;
  readonly name: string;
  readonly path: string;
  /** JSON text. */
  document: string;
}

/** What the creator of a managed policy states; the path is `/` by default. */
export type ManagedPolicySpec = Pick<ManagedPolicy, "name" | "document"> & Partial<Pick<ManagedPolicy, "path">>;

/** What managed policies need of IAM. */
interface ManagedPolicyContext {
  readonly accountId: string;
  /** @throws AwsError `MalformedPolicyDocument`. */
  readonly parse: (document: string) => void;
  /** Names of the roles that have a policy. */
  readonly rolesWith: (arn: string) => readonly string[];
  readonly changed: () => void;
}

/** The managed policies of the account, and those of AWS whose documents are known. */
export class ManagedPolicies {
  private readonly byArn = new Map<string, ManagedPolicy>();

  constructor(
    private readonly context: ManagedPolicyContext,
    saved: readonly ManagedPolicy[] = [],
  ) {
    for (const policy of saved) this.byArn.set(policy.arn, policy);
  }

  /** Those of the account. */
  all(): readonly ManagedPolicy[] {
    return [...this.byArn.values()];
  }

  /** @throws AwsError `EntityAlreadyExists`, `LimitExceeded`, `MalformedPolicyDocument`, `ValidationError`. */
  create({ name, path = "/", document }: ManagedPolicySpec): ManagedPolicy {
    if (!/^[\w+=,.@-]{1,128}$/.test(name)) {
      throw new AwsError("ValidationError", "Value at 'policyName': expected 1 to 128 letters, digits or _+=,.@-");
    }
    if (!/^\/([!-~]+\/)?$/.test(path) || path.length > 512) {
      throw new AwsError("ValidationError", "Value at 'path': expected /, or text between slashes");
    }
    if (this.all().some((policy) => policy.name.toLowerCase() === name.toLowerCase())) {
      throw new AwsError(
        "EntityAlreadyExists",
        `A policy called ${name} already exists. Duplicate names are not allowed.`,
        409,
      );
    }
    this.check(document);
    const policy = { arn: `arn:aws:iam::${this.context.accountId}:policy${path}${name}`, name, path, document };
    this.byArn.set(policy.arn, policy);
    this.context.changed();
    return policy;
  }

  /**
   * Makes a document the default version, as CreatePolicyVersion does with SetAsDefault; the version before it is
   * deleted.
   *
   * @throws AwsError `NoSuchEntity`, `LimitExceeded`, `MalformedPolicyDocument`.
   */
  update(arn: string, document: string): ManagedPolicy {
    const policy = this.existing(arn);
    this.check(document);
    policy.document = document;
    this.context.changed();
    return policy;
  }

  /** @throws AwsError `NoSuchEntity`, `DeleteConflict` while a role has it. */
  delete(arn: string): void {
    this.existing(arn);
    if (this.context.rolesWith(arn).length > 0) {
      throw new AwsError("DeleteConflict", "Cannot delete a policy attached to entities.", 409);
    }
    this.byArn.delete(arn);
    this.context.changed();
  }

  /** The JSON text of a policy of the account or of AWS. @throws AwsError `NoSuchEntity`. */
  document(arn: string): string {
    const ofAws = awsManagedPolicies[arn];
    return ofAws === undefined ? this.existing(arn).document : JSON.stringify(ofAws);
  }

  private existing(arn: string): ManagedPolicy {
    const policy = this.byArn.get(arn);
    if (policy === undefined) {
      throw new AwsError("NoSuchEntity", `Policy ${arn} does not exist or is not attachable.`, 404);
    }
    return policy;
  }

  private check(document: string): void {
    checkManagedPolicySize(document);
    this.context.parse(document);
  }
}

/** An engine's operations on a resource. Previews and refreshes need `read` only. */
export type Operation = "create" | "read" | "update" | "delete";

export const operations: readonly Operation[] = ["create", "read", "update", "delete"];

/** Where a stack is deployed: the parts of ARNs. */
export interface AwsEnvironment {
  /** `aws`, `aws-cn`, `aws-us-gov`. */
  readonly partition: string;
  readonly region: string;
  /** Twelve digits, or a policy variable that stands for them. */
  readonly account: string;
}

/** A resource of a stack that has been brought up on the embedded services. */
export interface DeclaredResource {
  /** `aws:s3/bucket:Bucket` */
  readonly type: string;
  /** Logical name. */
  readonly name: string;
  /** Identifier in AWS. */
  readonly id?: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Whether it is of others, and the program only reads it. Default false. */
  readonly isRead?: boolean;
}

/** The resources of one statement: buckets, functions … */
export interface Scope {
  /** Sid of the statement, letters and digits. */
  readonly sid: string;
  /** Resource types whose physical names are part of the ARNs, with the input that has the name. */
  readonly owners: Readonly<Record<string, string>>;
  /** ARNs of one resource by its name, which may end with `*`. */
  readonly arns: (environment: AwsEnvironment, name: string) => readonly string[];
  readonly condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** The AWS actions that the provider calls for one resource type, by operation. */
export interface Need {
  /** `anything` for actions without resource-level permissions. */
  readonly scope: Scope;
  readonly actions: Readonly<Partial<Record<Operation, readonly string[]>>>;
  /** Whether a resource with these inputs needs the actions. Default: always. */
  readonly when?: (inputs: Readonly<Record<string, unknown>>) => boolean;
}

/** Needs by type token. */
export type NeedsByType = Readonly<Record<string, readonly Need[]>>;

/** Scope of actions without resource-level permissions. */
export const anything: Scope = { sid: "Anything", owners: {}, arns: () => ["*"] };

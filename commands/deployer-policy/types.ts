/** What an engine does to a resource. `read` is all that a preview or a refresh asks for. */
export type Operation = "create" | "read" | "update" | "delete";

export const operations: readonly Operation[] = ["create", "read", "update", "delete"];

/** Where a stack is deployed, as it stands in ARNs. */
export interface Place {
  /** `aws`, `aws-cn`, `aws-us-gov`. */
  readonly partition: string;
  readonly region: string;
  /** Twelve digits, or a policy variable that stands for them. */
  readonly account: string;
}

/** A resource as the program asks for it. */
export interface AskedResource {
  /** `aws:s3/bucket:Bucket` */
  readonly type: string;
  /** Logical name. */
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** What IAM grants rights on: a bucket, a function … */
export interface Scope {
  /** Sid of the statement, letters and digits. */
  readonly sid: string;
  /** Resource types whose physical names make the ARNs, with the input that holds the name. */
  readonly owners: Readonly<Record<string, string>>;
  /** ARNs of one resource by its name, which may end with `*`. */
  readonly arns: (place: Place, name: string) => readonly string[];
  readonly condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** The AWS actions that the provider calls for one resource type, by what it calls them for. */
export interface Need {
  /** `anything` for actions that AWS grants on no single resource. */
  readonly scope: Scope;
  readonly actions: Readonly<Partial<Record<Operation, readonly string[]>>>;
  /** Left out where it answers false. Default: always needed. */
  readonly when?: (inputs: Readonly<Record<string, unknown>>) => boolean;
}

/** Needs by type token. */
export type NeedsByType = Readonly<Record<string, readonly Need[]>>;

/** Actions without a resource of their own. */
export const anything: Scope = { sid: "Anything", owners: {}, arns: () => ["*"] };

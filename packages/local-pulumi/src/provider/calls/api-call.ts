import type { Bag } from "../../property-values";

/** A request to AWS as IAM sees it. */
export interface ApiCall {
  /** `lambda:CreateFunction`. */
  readonly action: string;
  /** ARN, or `*` for an action without resource-level permissions. */
  readonly resource: string;
  /** Condition keys in lower case. */
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
}

/** A resource when the provider sends requests for it. */
export interface CallSubject {
  readonly region: string;
  readonly accountId: string;
  /** Empty before it exists. */
  readonly id: string;
  /** The inputs of a creation or an update, else the outputs. */
  readonly inputs: Bag;
  /** Whether an input differs from before; true for all in a creation. */
  readonly changed: (input: string) => boolean;
  /** Its tags, the provider's default ones included. */
  readonly tags: Readonly<Record<string, string>>;
}

type Calls = (subject: CallSubject) => readonly ApiCall[];

/** The requests of one resource type by operation. Absent: none. */
export interface TypeCalls {
  /** While a change is planned. */
  readonly plan?: Calls;
  readonly create?: Calls;
  /** In a creation, once AWS has chosen the identifier. */
  readonly settle?: Calls;
  /** Also at the end of every creation and update. */
  readonly read?: Calls;
  readonly update?: Calls;
  readonly delete?: Calls;
}

export type CallsByType = Readonly<Record<string, TypeCalls>>;

/** Several actions on one resource. */
export function on(resource: string, ...actions: readonly string[]): readonly ApiCall[] {
  return actions.map((action) => ({ action, resource }));
}

/** Several actions without resource-level permissions. */
export const anywhere = (...actions: readonly string[]): readonly ApiCall[] => on("*", ...actions);

/** Requests with tags in them: conditions may look at these. */
export function tagged(calls: readonly ApiCall[], tags: Readonly<Record<string, string>>): readonly ApiCall[] {
  const context = {
    "aws:tagkeys": Object.keys(tags),
    ...Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:requesttag/${key.toLowerCase()}`, value])),
  };
  return calls.map((call) => ({ ...call, context: { ...call.context, ...context } }));
}

/** The text of an input; "" if it has none. */
export function textOf(bag: Bag, name: string): string {
  const value = bag[name];
  return typeof value === "string" ? value : "";
}

/** ARN in the subject's region and account. */
export function arnOf({ region, accountId }: CallSubject, service: string, resource: string): string {
  return `arn:aws:${service}:${region}:${accountId}:${resource}`;
}

/** Passing a role to the service that will act as it. */
export function passRole(roleArn: string, service: string): readonly ApiCall[] {
  return roleArn === ""
    ? []
    : [{ action: "iam:PassRole", resource: roleArn, context: { "iam:passedtoservice": service } }];
}

/** Requests that are sent only where a condition holds. */
export const when = (condition: boolean, calls: readonly ApiCall[]): readonly ApiCall[] => (condition ? calls : []);

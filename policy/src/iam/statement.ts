/** Who a statement is about: `{ "Service": "s3.amazonaws.com" }` is kind `Service`, `"*"` alone is kind `*`. */
export interface Principal {
  readonly kind: string;
  readonly id: string;
}

/** One test of a statement's condition. Keys are in lower case, as they are compared. */
export interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

/** A statement in one form, whatever way it was written: lists instead of single values, and nothing left out. */
export interface Statement {
  /** `Sid`, or its place in the list, for messages. */
  readonly label: string;
  readonly effect: "Allow" | "Deny";
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly resources: readonly string[];
  readonly notResources: readonly string[];
  readonly principals: readonly Principal[];
  readonly notPrincipals: readonly Principal[];
  readonly conditions: readonly Condition[];
  /** Paths of parts that are not known yet, and that the lists above therefore lack. */
  readonly pending: readonly string[];
}

/** A policy that was read: its statements, or what is wrong with it, or that it is not known yet. */
export type Document =
  | { readonly kind: "read"; readonly statements: readonly Statement[]; readonly problems: readonly string[] }
  | { readonly kind: "pending"; readonly path: string }
  | { readonly kind: "absent" };

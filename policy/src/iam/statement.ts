/** A principal of a statement: `{ "Service": "s3.amazonaws.com" }` is kind `Service`, `"*"` alone is kind `*`. */
export interface Principal {
  readonly kind: string;
  readonly id: string;
}

/** One test of a statement's condition. Keys are in lower case: AWS compares them without regard to case. */
export interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
  /**
   * True where some of its values are unknown, which are missing from the list; with an empty key, where the key is
   * unknown, too.
   */
  readonly pending?: true;
}

/** A statement in normal form: lists instead of single values, and an empty list for every absent element. */
export interface Statement {
  /** `Sid`, or its position in the list, for messages. */
  readonly label: string;
  /** `Sid` or, where it has none, its position in the list from 1: what an exception names. */
  readonly id: string;
  readonly effect: "Allow" | "Deny";
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly resources: readonly string[];
  readonly notResources: readonly string[];
  readonly principals: readonly Principal[];
  readonly notPrincipals: readonly Principal[];
  readonly conditions: readonly Condition[];
  /** Paths of unknown parts, which are missing from the lists above. */
  readonly pending: readonly string[];
}

/** A parsed policy document: its statements and problems, or that it is unknown, or absent. */
export type Document =
  | {
      readonly kind: "read";
      readonly statements: readonly Statement[];
      readonly problems: readonly string[];
      /** Paths of the statements that are missing from the list because they, or their effects, are unknown. */
      readonly pending: readonly string[];
    }
  | { readonly kind: "pending"; readonly path: string }
  | { readonly kind: "absent" };

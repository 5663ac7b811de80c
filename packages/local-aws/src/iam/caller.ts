/** The sender of a request. */
export type Caller =
  | { readonly kind: "root"; readonly arn: string; readonly accountId: string }
  | {
      readonly kind: "role";
      /** `arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION`. */
      readonly arn: string;
      readonly roleArn: string;
      readonly roleName: string;
      readonly accountId: string;
    }
  | {
      readonly kind: "service";
      /** `s3.amazonaws.com`. */
      readonly principal: string;
      readonly sourceArn: string;
      readonly sourceAccount: string;
    }
  | { readonly kind: "anonymous" };

/** A caller's name in error messages. */
export function callerName(caller: Caller): string {
  switch (caller.kind) {
    case "root":
    case "role":
      return caller.arn;
    case "service":
      return caller.principal;
    case "anonymous":
      return "anonymous";
  }
}

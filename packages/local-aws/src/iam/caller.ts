import type { OpenCall } from "../traces/traces";

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
      /** Where the request is noted; only of a function that runs. */
      readonly call?: OpenCall;
    }
  | {
      readonly kind: "service";
      /** `s3.amazonaws.com`. */
      readonly principal: string;
      readonly sourceArn: string;
      readonly sourceAccount: string;
    }
  | { readonly kind: "anonymous" };

/** Notes what a function asks for, where its request is traced. */
export function noteOperation(caller: Caller, operation: string, subject?: string): void {
  if (caller.kind !== "role" || caller.call === undefined) return;
  caller.call.operation = operation;
  if (subject !== undefined) caller.call.subject = subject;
}

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

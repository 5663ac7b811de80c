import type { Statement } from "../iam/policy";
import type { FunctionPermission } from "./types";

/** A permission as a statement of the policy of a function, a version or an alias. */
export function permissionStatement(functionArn: string, permission: FunctionPermission): Statement {
  const { statementId, action, principal, sourceArn, sourceAccount } = permission;
  const isService = principal.endsWith(".amazonaws.com");
  const condition = {
    ...(sourceArn !== undefined && { ArnLike: { "AWS:SourceArn": sourceArn } }),
    ...(sourceAccount !== undefined && { StringEquals: { "AWS:SourceAccount": sourceAccount } }),
  };
  return {
    Sid: statementId,
    Effect: "Allow",
    Principal: isService ? { Service: principal } : principal === "*" ? "*" : { AWS: principal },
    Action: action,
    Resource: functionArn,
    ...(Object.keys(condition).length > 0 && { Condition: condition }),
  };
}

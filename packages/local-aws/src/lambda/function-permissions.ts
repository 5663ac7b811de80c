import { AwsError } from "../http/aws-error";
import type { PolicyDocument } from "../iam/policy";
import { permissionStatement } from "./permission-statement";
import { parseReference } from "./reference";
import type { FunctionPermission, FunctionRecord } from "./types";

/** What {@link FunctionPermissions} works with. */
interface FunctionPermissionsDeps {
  /** @throws AwsError `ResourceNotFoundException`. */
  readonly function: (reference: string) => FunctionRecord;
  readonly arn: (reference: string) => string;
  readonly changed: () => void;
}

/** Policies of functions, and of their versions and aliases, each of which has its own (Lambda API, GetPolicy). */
export class FunctionPermissions {
  constructor(private readonly deps: FunctionPermissionsDeps) {}

  /** @throws AwsError `ResourceConflictException` if the statement exists. */
  add(reference: string, permission: FunctionPermission): void {
    if (this.of(reference).some(({ statementId }) => statementId === permission.statementId)) {
      const message = `The statement id (${permission.statementId}) provided already exists. Please provide a new statement id, or remove the existing statement.`;
      throw new AwsError("ResourceConflictException", message, 409);
    }
    const { qualifier } = parseReference(reference);
    this.deps.function(reference).permissions.push({ ...permission, ...(qualifier !== undefined && { qualifier }) });
    this.deps.changed();
  }

  remove(reference: string, statementId: string): void {
    const record = this.deps.function(reference);
    const removed = this.of(reference).find((permission) => permission.statementId === statementId);
    record.permissions = record.permissions.filter((permission) => permission !== removed);
    this.deps.changed();
  }

  of(reference: string): readonly FunctionPermission[] {
    const { qualifier } = parseReference(reference);
    return this.deps.function(reference).permissions.filter((permission) => permission.qualifier === qualifier);
  }

  /** @returns undefined if there are no permissions */
  policy(reference: string): PolicyDocument | undefined {
    const permissions = this.of(reference);
    if (permissions.length === 0) return undefined;
    const functionArn = this.deps.arn(reference);
    return {
      Version: "2012-10-17",
      Statement: permissions.map((permission) => permissionStatement(functionArn, permission)),
    };
  }
}

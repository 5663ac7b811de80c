import { globMatches } from "../../../packages/local-aws/src/iam/policy";
import type { Access } from "../../../packages/local-aws/src/iam/iam";
import type { Services } from "../../../packages/local-aws/src/services";
import type { Caller } from "../../../packages/local-aws/src/iam/caller";
import { many } from "../../../packages/local-aws/src/iam/policy";
import { parsePolicy } from "../../../packages/local-aws/src/iam/parse-policy";

/** Records the actions that roles are allowed. */
export class GrantUse {
  /** By role name, as `action resource`. */
  private readonly used = new Map<string, Set<string>>();

  constructor(private readonly services: Pick<Services, "iam" | "lambda" | "eventSourceMappings">) {
    const { iam } = services;
    this.noteMappings();
    const authorize = iam.authorize.bind(iam);
    const allows = iam.allows.bind(iam);
    iam.authorize = (caller, access, ...rest) => {
      authorize(caller, access, ...rest);
      this.note(caller, access);
    };
    iam.allows = (caller, access) => {
      const allowed = allows(caller, access);
      if (allowed) this.note(caller, access);
      return allowed;
    };
  }

  /**
   * Actions that the roles of a service are granted and have not used, as `role: Sid action`. Those of X-Ray are left
   * out: the embedded run has none.
   */
  unused(service: string): string[] {
    const roles = [...this.services.iam.roles.values()].filter(({ assumeRolePolicy }) =>
      assumeRolePolicy.includes(service),
    );
    return roles.flatMap(({ name }) =>
      this.services.iam.identityPolicies(name).flatMap(([, text]) =>
        parsePolicy(text, "identity").Statement.flatMap((statement) => {
          if (statement.Effect === "Deny") return [];
          const wasUsed = (action: string) =>
            [...(this.used.get(name) ?? [])].some((use) => {
              const [usedAction = "", ...resource] = use.split(" ");
              const fits = many(statement.Resource).some((pattern) => globMatches(pattern, resource.join(" ")));
              return fits && globMatches(action, usedAction, true);
            });
          return many(statement.Action)
            .filter((action) => !action.startsWith("xray:") && !wasUsed(action))
            .map((action) => `${name}: ${statement.Sid ?? ""} ${action}`);
        }),
      ),
    );
  }

  /**
   * Lambda demands `sqs:GetQueueAttributes` of the role of a function that reads a queue, and `dynamodb:ListStreams` of
   * one that reads a stream, when the mapping is made ("Configuring execution role permissions" in the developer
   * guide), which is before this is.
   */
  private noteMappings(): void {
    const { iam, lambda, eventSourceMappings } = this.services;
    for (const { functionName, sourceArn } of eventSourceMappings.all()) {
      const role = iam.roleByArn(lambda.function(functionName).config.roleArn);
      if (role === undefined) throw new Error(`the role of ${functionName}, which reads ${sourceArn}, does not exist`);
      const isQueue = sourceArn.split(":")[2] === "sqs";
      this.note(
        iam.asRole(role, functionName),
        isQueue
          ? { action: "sqs:GetQueueAttributes", resource: sourceArn }
          : { action: "dynamodb:ListStreams", resource: "*" },
      );
    }
  }

  private note(caller: Caller, { action, resource }: Access): void {
    if (caller.kind !== "role") return;
    const uses = this.used.get(caller.roleName) ?? new Set();
    uses.add(`${action} ${resource}`);
    this.used.set(caller.roleName, uses);
  }
}

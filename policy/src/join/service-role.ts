import { types } from "../core/resource-types";
import type { RuleContext } from "../core/rule-context";
import type { StackResource, StackView } from "../core/stack-view";
import { parseDocument } from "../iam/parse-document";
import { statementsOf } from "../iam/policy-documents";
import { isAnyone, serviceOf } from "../iam/principals";

/**
 * The roles of this stack that a resource names at `path` and that do not let `service` assume them. Trust policies
 * that are unknown are noted as pending.
 */
export function rolesWithoutTrust<C extends object>(
  stack: StackView,
  resource: StackResource,
  path: string,
  service: string,
  context: RuleContext<C, StackResource>,
): StackResource[] {
  const arn = resource.text(path);
  const origins = resource.dependenciesOf(path.split(".")[0] ?? path).map(({ urn }) => urn);
  return stack.ofType(...types.role).filter((role) => {
    const isNamed = arn === undefined ? origins.includes(role.urn) : role.text("arn") === arn;
    if (!isNamed || role.isPending("assumeRolePolicy")) return false;
    const document = parseDocument(role.get("assumeRolePolicy"));
    const statements = statementsOf(role, context, "trust");
    // What is unknown may be the trust in the service; a document without statements is reported by another rule.
    if (document.kind !== "read" || document.pending.length > 0) return false;
    if (statements.length === 0 || statements.some(({ pending }) => pending.length > 0)) return false;
    const allowing = statements.filter(({ effect }) => effect === "Allow");
    return !allowing.some(({ principals }) => principals.some((each) => isAnyone(each) || serviceOf(each) === service));
  });
}

import type { RuleContext } from "../core/rule-context";
import type { StackResource } from "../core/stack-view";
import { matchesWildcard } from "../core/wildcard";
import { parseDocument } from "../iam/parse-document";
import { statementsOf } from "../iam/policy-documents";
import { deniesPlaintext } from "../iam/tls-only";

/**
 * Reports a queue or a topic (`owner`) that does not deny requests without TLS. `holders` are the resources with its
 * policies, which may be the owner itself. Other rules report policies that are unknown or invalid.
 */
export function requireTls<C extends object>(
  owner: StackResource,
  holders: readonly StackResource[],
  action: string,
  context: RuleContext<C, StackResource>,
): void {
  const withPolicy = holders.filter(
    (holder) => holder.isSet("policy") && !(holder === owner && holder.isComputed("policy")),
  );
  if (withPolicy.length === 0) return context.violation(owner, "has no policy");
  for (const holder of withPolicy) {
    const document = parseDocument(holder.get("policy"));
    const statements = statementsOf(holder, context, "resource");
    if (document.kind !== "read" || document.problems.length > 0) continue;
    const denying = statements.filter((statement) => deniesPlaintext(statement, action) !== false);
    // What is unknown may deny them.
    if (document.pending.length > 0 || denying.some(({ pending }) => pending.length > 0)) continue;
    const arn = owner.text("arn");
    const covered = denying.some(
      ({ resources }) => arn === undefined || resources.some((one) => matchesWildcard(one, arn)),
    );
    if (!covered) context.violation(owner, "has a policy that allows requests without TLS");
  }
}

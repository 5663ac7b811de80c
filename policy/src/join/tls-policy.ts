import type { Inquiry } from "../core/inquiry";
import type { StackResource } from "../core/stack-view";
import { matchesWildcard } from "../core/wildcard";
import { parseDocument } from "../iam/parse-document";
import { statementsOf } from "../iam/statements-of";
import { refusesPlaintext } from "../iam/tls-only";

/**
 * Reports an owner, a queue or a topic, of which no policy refuses requests without TLS. `holders` are the resources that hold its policies, itself included
 * where it can hold one. A policy that is not known yet, or cannot be read, is spoken of elsewhere.
 */
export function demandTls<C extends object>(
  owner: StackResource,
  holders: readonly StackResource[],
  action: string,
  inquiry: Inquiry<C, StackResource>,
): void {
  const stated = holders.filter(
    (holder) => holder.states("policy") && !(holder === owner && holder.isComputed("policy")),
  );
  if (stated.length === 0) return inquiry.violation(owner, "has no policy");
  for (const holder of stated) {
    const document = parseDocument(holder.get("policy"));
    const statements = statementsOf(holder, inquiry, "resource");
    if (document.kind !== "read" || document.problems.length > 0) continue;
    const refusing = statements.filter((statement) => refusesPlaintext(statement, action));
    if (refusing.some(({ pending }) => pending.length > 0)) continue;
    const arn = owner.text("arn");
    const covered = refusing.some(
      ({ resources }) => arn === undefined || resources.some((one) => matchesWildcard(one, arn)),
    );
    if (!covered) inquiry.violation(owner, "has a policy that lets requests without TLS pass");
  }
}

import * as pulumi from "@pulumi/pulumi";
import type { Statement } from "../policy-document";
import type { Subject } from "./report-remarks";

/** Warns where a policy of others lacks a statement; the values of its condition tell it from others. */
export function expectStatement(
  { what, name, resource }: Subject,
  policy: pulumi.Output<string>,
  statement: Statement,
): void {
  const wanted = pulumi.output(statement as unknown as Readonly<Record<string, unknown>>);
  pulumi.all([policy, wanted]).apply(([text, { Condition, ...rest }]) => {
    const values = Object.values((Condition ?? {}) as Record<string, Record<string, string>>).flatMap(Object.values);
    // What is not set is absent, whatever the provider's type says.
    const there = (text as string | undefined) ?? "";
    if (values.every((value) => there.includes(value as string))) return;
    const added = JSON.stringify({ ...rest, Condition });
    void pulumi.log.warn(`${what} ${name}: its policy lacks a statement. Add ${added}`, resource);
  });
}

import { defineRule } from "../../core/define-rule";
import type { StackResource } from "../../core/stack-view";
import { types } from "../../core/resource-types";
import { siblingsOf } from "../../join/siblings";

export const lambdaOwnRole = defineRule({
  name: "lambda-own-role",
  description: "Each Lambda function has a role of its own.",
  why: "A role that functions share has the permissions of all of them, so that each can do what any of them may.",
  level: "mandatory",
  severity: "medium",
  controls: {},
  remediationSteps: "Create a role for each function, with only the permissions that it needs.",
  stack: (stack, context) => {
    const reported = new Set<StackResource>();
    const sharing = (users: readonly StackResource[]) => {
      if (users.length < 2) return;
      for (const fn of users.filter((each) => !reported.has(each))) {
        const others = users.filter((each) => each !== fn).map(({ name }) => name);
        reported.add(fn);
        context.violation(fn, `shares its role with ${others.join(", ")}`);
      }
    };
    for (const role of stack.ofType(...types.role)) {
      sharing(siblingsOf(stack, role, { types: types.function, by: "role", owner: ["arn"] }));
    }
    // A role from outside the stack is identified by its ARN.
    const byArn = new Map<string, StackResource[]>();
    for (const fn of stack.ofType(...types.function)) {
      const arn = fn.text("role");
      if (arn !== undefined) byArn.set(arn, [...(byArn.get(arn) ?? []), fn]);
    }
    for (const users of byArn.values()) sharing(users);
  },
});

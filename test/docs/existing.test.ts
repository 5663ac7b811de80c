import { readFileSync } from "node:fs";
import path from "node:path";

import { expect } from "chai";

import { statementsOf, deploy } from "../infra/deployed-stack";
import { PROJECT_DIR } from "../support/cli";

const PAGE = readFileSync(path.join(PROJECT_DIR, "docs/existing.md"), "utf8");

/** Services in the table of what functions in a VPC call, by the prefix of their actions. */
const listed = [...PAGE.slice(PAGE.indexOf("## VPC")).matchAll(/^\| [^|]+ \(`([a-z0-9]+)`\) \|/gm)].map(
  ([, prefix = ""]) => prefix,
);

/** What functions do not call themselves, or not over the network that they are in. */
const others = ["ec2", "logs", "xray"];

const everyPart: readonly Record<string, string>[] = [
  {},
  { workflow: "true", monitoring: "true" },
  {
    uploadApi: "true",
    delivery: '{"signed":true}',
    notify: '{"topic":true,"webhook":{"url":"https://example.org","secretName":"s"}}',
  },
];

describe("the page on what is there already", () => {
  it("lists every service that functions in a VPC call, and no other", async () => {
    const called = new Set<string>();
    for (const config of everyPart) {
      const stack = await deploy({ deleteDerivatives: "true", ...config });
      const functions = stack.ofType("aws:iam/role:Role").filter(({ inputs }) => {
        const [trust] = statementsOf(inputs.assumeRolePolicy);
        return JSON.stringify(trust?.Principal).includes("lambda.amazonaws.com");
      });
      for (const { parent } of functions) {
        const policies = stack.ofType("aws:iam/rolePolicy:RolePolicy").filter((policy) => policy.parent === parent);
        const statements = policies.flatMap(({ inputs }) => statementsOf(inputs.policy));
        for (const action of statements.flatMap(({ Action }) => Action)) called.add(action.split(":")[0] ?? "");
      }
    }
    for (const other of others) called.delete(other);
    expect(listed).to.have.members([...called]);
  });
});

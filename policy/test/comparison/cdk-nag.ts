import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { EvaluatedResource } from "../../src/testing/evaluate";
import type { AnalyzedResource } from "../support/stack-fixture";
import { cloudFormationOf } from "./cloudformation";

type Construct = new (...args: unknown[]) => object;
interface Pack {
  validateScope(scope: object): { violations: { ruleName: string; violatingResources: { constructPath: string }[] }[] };
}

/**
 * What the packs AwsSolutions, Serverless and NIST 800-53 r5 of cdk-nag report of a stack, included as a template;
 * undefined where the stack has no form in CloudFormation here.
 *
 * @param folder the folder where `package.json` beside this file is installed
 */
export function cdkNag(folder: string): (stack: readonly EvaluatedResource[]) => string[] | undefined {
  const load = createRequire(join(folder, "package.json"));
  const { App, Stack } = load("aws-cdk-lib") as { App: Construct; Stack: Construct };
  const { CfnInclude } = load("aws-cdk-lib/cloudformation-include") as { CfnInclude: Construct };
  const nag = load("cdk-nag") as Record<string, new () => Pack>;
  const packs = ["AwsSolutionsChecks", "ServerlessChecks", "NIST80053R5Checks"].map((name) => {
    const pack = nag[name];
    if (pack === undefined) throw new Error(`Expected cdk-nag to have ${name}.`);
    return new pack();
  });
  return (stack) => {
    const template = cloudFormationOf(stack as readonly AnalyzedResource[]);
    if (template === undefined) return undefined;
    const dir = mkdtempSync(join(tmpdir(), "comparison-"));
    const templateFile = join(dir, "template.json");
    writeFileSync(templateFile, JSON.stringify(template));
    const app = new App();
    const included = new Stack(app, "stack", { env: { region: "eu-west-1" } });
    try {
      new CfnInclude(included, "t", { templateFile });
    } catch (error) {
      // A case that leaves out what CloudFormation requires.
      if (String(error).includes("is missing required property")) return undefined;
      throw error;
    } finally {
      rmSync(dir, { recursive: true });
    }
    return packs.flatMap((pack) =>
      pack
        .validateScope(app)
        .violations.flatMap(({ ruleName, violatingResources }) =>
          violatingResources.map(({ constructPath }) => `${ruleName} ${constructPath.split("/").at(-1) ?? ""}`),
        ),
    );
  };
}

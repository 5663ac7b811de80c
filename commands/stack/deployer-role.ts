import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

import type { DeployerRole } from "@image-pipeline/local-pulumi";
import { CliError } from "../command-line/errors";
import { isPolicyFile, policiesIn, policyFile, roleName, type Actor } from "../deployer-policy/policy-files";

/** Where the project keeps the policies that `npm run deployer-policy` derives. */
const POLICY_FOLDER = ".github/aws";

/**
 * The role of who deploys, or of who previews, with the policies that the project keeps for it.
 *
 * @param folder of the policies. Default: that of the project
 * @throws CliError POLICY_MISSING
 */
export function deployerRole(
  projectDir: string,
  who: Actor,
  folder = path.join(projectDir, POLICY_FOLDER),
): DeployerRole {
  try {
    const own = readdirSync(folder).filter((file) => isPolicyFile(file, who));
    if (!own.includes(policyFile(who, 0))) throw new Error("no such file");
    const texts = own.map((file) => [file, readFileSync(path.join(folder, file), "utf8")] as const);
    return { name: roleName(who), policies: policiesIn(Object.fromEntries(texts), who) };
  } catch (error) {
    throw new CliError(
      "POLICY_MISSING",
      `expected the ${who}'s policies in ${path.join(folder, policyFile(who, 0))} (${(error as Error).message}); ` +
        `npm run deployer-policy -- --out ${POLICY_FOLDER} writes them`,
    );
  }
}

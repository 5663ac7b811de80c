import { readFileSync } from "node:fs";
import path from "node:path";

import type { DeployerRole } from "@image-pipeline/local-pulumi";
import { CliError } from "../command-line/errors";

/** Where the project keeps the policies that `npm run deployer-policy` derives. */
const POLICY_FOLDER = ".github/aws";

/**
 * The role of who deploys, or of who previews, with the policy that the project keeps for it.
 *
 * @throws CliError POLICY_MISSING
 */
export function deployerRole(projectDir: string, who: "deployer" | "previewer"): DeployerRole {
  const file = path.join(projectDir, POLICY_FOLDER, `${who}-policy.json`);
  try {
    return { name: `image-pipeline-${who}`, policy: readFileSync(file, "utf8") };
  } catch (error) {
    throw new CliError(
      "POLICY_MISSING",
      `expected the ${who}'s policy in ${file} (${(error as Error).message}); npm run deployer-policy -- --out ${POLICY_FOLDER} writes it`,
    );
  }
}

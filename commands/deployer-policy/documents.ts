import { derivePolicy } from "./derive";
import { githubTrust } from "./github-trust";
import { managedPolicies } from "./managed-policies";
import { policyFile, type Actor } from "./policy-files";
import { stateStatements } from "./state-access";
import type { DeclaredResource, Operation, AwsEnvironment } from "./types";

export interface DocumentOptions extends AwsEnvironment {
  /** Bucket of Pulumi's state. Default: it is not in this account. */
  readonly stateBucket?: string;
  /** ARN of the KMS key of `--secrets-provider awskms://…`. */
  readonly secretsKey?: string;
  /** `owner/name` of the GitHub repository whose workflow assumes the roles. Default: no trust policies. */
  readonly github?: string;
}

/** The roles, their operations on resources, and the subject of the workflow runs that assume them. */
const roles = {
  deployer: { operations: undefined, subject: "environment:production" },
  previewer: { operations: ["read"], subject: "pull_request" },
} as const satisfies Record<Actor, { operations: readonly Operation[] | undefined; subject: string }>;

/**
 * The IAM documents by file name: the managed policies of the deployer and the previewer and, with `github`, the trust
 * policies of their roles.
 *
 * @throws Error if `github` or `account` cannot be part of a trust policy
 * @throws CliError POLICY_TOO_LARGE
 */
export function deployerDocuments(
  resources: readonly DeclaredResource[],
  options: DocumentOptions,
): Record<string, string> {
  const { stateBucket, secretsKey, github, ...environment } = options;
  if (github !== undefined && !/^[\w.-]+\/[\w.-]+$/.test(github)) {
    throw new Error(`expected owner/name for --github; got "${github}"`);
  }
  if (github !== undefined && !/^\d{12}$/.test(environment.account)) {
    throw new Error(`expected twelve digits for --account with --github; got "${environment.account}"`);
  }
  const documents: Record<string, string> = {};
  for (const actor of ["deployer", "previewer"] as const) {
    const { operations, subject } = roles[actor];
    const policy = derivePolicy(resources, { environment, ...(operations && { operations }) });
    const state =
      stateBucket === undefined
        ? []
        : stateStatements({
            partition: environment.partition,
            bucket: stateBucket,
            secretsKey,
            write: operations === undefined,
          });
    for (const [index, part] of managedPolicies([...policy.Statement, ...state]).entries())
      documents[policyFile(actor, index)] = text(part);
    if (github !== undefined) {
      const { partition, account } = environment;
      documents[`${actor}-trust.json`] = text(githubTrust({ partition, account, repository: github, subject }));
    }
  }
  return documents;
}

function text(document: object): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}

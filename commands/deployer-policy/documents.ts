import { derivePolicy } from "./derive";
import { githubTrust } from "./github-trust";
import { stateStatements } from "./state-access";
import type { AskedResource, Operation, Place } from "./types";

/** What the documents say beyond the stacks themselves. */
export interface DocumentOptions extends Place {
  /** Bucket of Pulumi's state. Default: the state is not in this account. */
  readonly stateBucket?: string;
  /** ARN of the KMS key of `--secrets-provider awskms://…`. */
  readonly secretsKey?: string;
  /** `owner/name` of the GitHub repository whose workflow takes the roles; needs `account` in digits. Default: no trust policies. */
  readonly github?: string;
}

/** Who takes part in a deployment, what they do to resources, and the runs of the workflow that are them. */
const parties = {
  deployer: { operations: undefined, subject: "environment:production" },
  previewer: { operations: ["read"], subject: "pull_request" },
} as const satisfies Record<string, { operations: readonly Operation[] | undefined; subject: string }>;

/**
 * The texts of the IAM documents, by file name: the policies of who deploys and of who previews and, with `github`, whom their
 * roles trust.
 *
 * @throws if `github` or `account` cannot stand in a trust policy
 */
export function deployerDocuments(
  resources: readonly AskedResource[],
  options: DocumentOptions,
): Record<string, string> {
  const { stateBucket, secretsKey, github, ...place } = options;
  if (github !== undefined && !/^[\w.-]+\/[\w.-]+$/.test(github)) {
    throw new Error(`Expected owner/name for --github but received "${github}"`);
  }
  if (github !== undefined && !/^\d{12}$/.test(place.account)) {
    throw new Error("--github takes --account with its twelve digits: a trust policy knows no variables");
  }
  const documents: Record<string, string> = {};
  for (const [party, { operations, subject }] of Object.entries(parties)) {
    const policy = derivePolicy(resources, { place, ...(operations && { operations }) });
    const state =
      stateBucket === undefined
        ? []
        : stateStatements({
            partition: place.partition,
            bucket: stateBucket,
            secretsKey,
            write: operations === undefined,
          });
    documents[`${party}-policy.json`] = text({ ...policy, Statement: [...policy.Statement, ...state] });
    if (github !== undefined) {
      const { partition, account } = place;
      documents[`${party}-trust.json`] = text(githubTrust({ partition, account, repository: github, subject }));
    }
  }
  return documents;
}

function text(document: object): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}

const ISSUER = "token.actions.githubusercontent.com";

/** The workflow runs that may assume a role. */
interface GithubTrust {
  readonly partition: string;
  /** Twelve digits. */
  readonly account: string;
  /** `owner/name` */
  readonly repository: string;
  /** The end of the token's subject: `environment:production`, `pull_request` … */
  readonly subject: string;
}

/** Trust policy of a role for GitHub Actions: it accepts the tokens of one kind of run of one repository. */
export function githubTrust({ partition, account, repository, subject }: GithubTrust): object {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Federated: `arn:${partition}:iam::${account}:oidc-provider/${ISSUER}` },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: {
          StringEquals: {
            [`${ISSUER}:aud`]: "sts.amazonaws.com",
            [`${ISSUER}:sub`]: `repo:${repository}:${subject}`,
          },
        },
      },
    ],
  };
}

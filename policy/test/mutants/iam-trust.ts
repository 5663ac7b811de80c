import type { StatementCase, WrongStatement } from "./statement-case";

const ACCOUNT = "123456789012";
const oidc = (host: string) => `arn:aws:iam::${ACCOUNT}:oidc-provider/${host}`;
const GITHUB = "token.actions.githubusercontent.com";
const EKS = "oidc.eks.eu-west-1.amazonaws.com/id/0A1B2C3D4E5F";
const COGNITO = "cognito-identity.amazonaws.com";
const SAML = `arn:aws:iam::${ACCOUNT}:saml-provider/okta`;
const POOL = "eu-west-1:0a1b2c3d-1111-2222-3333-444455556666";

const web = (Federated: string, Condition?: object) => ({
  Action: "sts:AssumeRoleWithWebIdentity",
  Principal: { Federated },
  Condition,
});
const saml = (Condition?: object) => ({ Action: "sts:AssumeRoleWithSAML", Principal: { Federated: SAML }, Condition });
const service = (Service: string | readonly string[], Condition?: object) => ({ Principal: { Service }, Condition });
const aws = (AWS: string | readonly string[], Condition?: object) => ({ Principal: { AWS }, Condition });

const wrong = (title: string, statement: object, clause: string): WrongStatement => ({
  title,
  statement: { Action: "sts:AssumeRole", ...statement },
  findings: { "iam-trust-scoped": `${clause} in statement 1` },
});
const anyIdentity = (title: string, provider: string, Condition?: object): WrongStatement =>
  wrong(title, web(provider, Condition), `trusts every identity of ${provider}`);
const anyone = (title: string, statement: object): WrongStatement =>
  wrong(title, statement, "can be assumed by any principal");
const anyAccount = (title: string, id: string, Condition?: object): WrongStatement =>
  wrong(title, service(id, Condition), `trusts ${id} for any account`);
const wholeAccount = (title: string, id: string, Condition?: object): WrongStatement =>
  wrong(title, aws(id, Condition), `trusts every principal of account ${ACCOUNT}`);

/** Wrong statements of trust policies. */
export const wrongTrust: readonly WrongStatement[] = [
  anyone("an organization by its first letters", aws("*", { StringLike: { "aws:PrincipalOrgID": "o-*" } })),
  anyone("a role name in any account", aws("arn:aws:iam::*:role/deploy")),
  anyone("any principal with an external id", aws("*", { StringEquals: { "sts:ExternalId": "images" } })),
  anyone("any principal with MFA", aws("*", { Bool: { "aws:MultiFactorAuthPresent": "true" } })),
  anyone(
    "any principal of an organization that may be missing",
    aws("*", {
      StringEqualsIfExists: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" },
    }),
  ),
  anyone("any principal that has a tag", aws("*", { StringEquals: { "aws:PrincipalTag/team": "images" } })),
  anyone("any principal outside an account", aws("*", { StringNotEquals: { "aws:PrincipalAccount": ACCOUNT } })),
  anyone("any principal but one", { NotPrincipal: { AWS: `arn:aws:iam::${ACCOUNT}:user/bob` } }),
  anyone(
    "a role of the resource's own account, which says nothing of the caller",
    aws("*", {
      StringEquals: { "aws:ResourceAccount": ACCOUNT },
    }),
  ),
  wholeAccount("the root of an account", `arn:aws:iam::${ACCOUNT}:root`),
  wholeAccount("an account by its id", ACCOUNT),
  wholeAccount("an account with any external id", `arn:aws:iam::${ACCOUNT}:root`, {
    StringLike: { "sts:ExternalId": "*" },
  }),
  wholeAccount("an account with MFA, if there is any", `arn:aws:iam::${ACCOUNT}:root`, {
    BoolIfExists: { "aws:MultiFactorAuthPresent": "true" },
  }),
  wholeAccount("an account without TLS refused", `arn:aws:iam::${ACCOUNT}:root`, {
    Bool: { "aws:SecureTransport": "true" },
  }),

  anyIdentity("GitHub without a condition", oidc(GITHUB)),
  anyIdentity("GitHub by audience alone", oidc(GITHUB), { StringEquals: { [`${GITHUB}:aud`]: "sts.amazonaws.com" } }),
  anyIdentity("GitHub with every subject", oidc(GITHUB), { StringLike: { [`${GITHUB}:sub`]: "*" } }),
  anyIdentity("GitHub with every repository", oidc(GITHUB), { StringLike: { [`${GITHUB}:sub`]: "repo:*" } }),
  anyIdentity("GitHub with owners that begin alike", oidc(GITHUB), { StringLike: { [`${GITHUB}:sub`]: "repo:acme*" } }),
  anyIdentity("GitHub with a repository of any owner", oidc(GITHUB), {
    StringLike: { [`${GITHUB}:sub`]: "repo:*/images:ref:refs/heads/main" },
  }),
  anyIdentity("GitHub with one open subject of two", oidc(GITHUB), {
    StringLike: { [`${GITHUB}:sub`]: ["repo:acme/images:*", "repo:*"] },
  }),
  anyIdentity("GitHub where a missing subject passes", oidc(GITHUB), {
    "ForAllValues:StringLike": { [`${GITHUB}:sub`]: "repo:acme/*" },
  }),
  anyIdentity("GitHub with a subject that may be missing", oidc(GITHUB), {
    StringLikeIfExists: { [`${GITHUB}:sub`]: "repo:acme/*" },
  }),
  anyIdentity("GitHub with all but one owner", oidc(GITHUB), {
    StringNotLike: { [`${GITHUB}:sub`]: "repo:evil/*" },
  }),
  anyIdentity("GitHub by branch alone", oidc(GITHUB), { StringEquals: { [`${GITHUB}:ref`]: "refs/heads/main" } }),
  anyIdentity("GitHub by the name of an actor", oidc(GITHUB), { StringEquals: { [`${GITHUB}:actor`]: "octocat" } }),
  anyIdentity("GitHub by the subject of another provider", oidc(GITHUB), {
    StringEquals: { "gitlab.com:sub": "project_path:acme/images:ref_type:branch:ref:main" },
  }),
  anyIdentity("GitHub of an enterprise with every repository", oidc("token.actions.acme.ghe.com"), {
    StringLike: { "token.actions.acme.ghe.com:sub": "repo:*" },
  }),
  anyIdentity("GitLab by audience alone", oidc("gitlab.com"), {
    StringEquals: { "gitlab.com:aud": "https://gitlab.com" },
  }),
  anyIdentity("GitLab with every project", oidc("gitlab.com"), { StringLike: { "gitlab.com:sub": "project_path:*" } }),
  anyIdentity("GitLab with groups that begin alike", oidc("gitlab.com"), {
    StringLike: { "gitlab.com:sub": "project_path:acme*" },
  }),
  anyIdentity("Cognito without a condition", COGNITO),
  anyIdentity("Cognito by pool alone", COGNITO, { StringEquals: { [`${COGNITO}:aud`]: POOL } }),
  anyIdentity("Cognito, authenticated by any pool", COGNITO, {
    "ForAnyValue:StringLike": { [`${COGNITO}:amr`]: "authenticated" },
  }),
  anyIdentity("Cognito with every pool of a region", COGNITO, {
    StringLike: { [`${COGNITO}:aud`]: "eu-west-1:*" },
    "ForAnyValue:StringLike": { [`${COGNITO}:amr`]: "authenticated" },
  }),
  anyIdentity("Cognito where a missing method passes", COGNITO, {
    StringEquals: { [`${COGNITO}:aud`]: POOL },
    "ForAllValues:StringLike": { [`${COGNITO}:amr`]: "authenticated" },
  }),
  anyIdentity("a cluster by audience alone", oidc(EKS), {
    StringEquals: { [`${EKS.toLowerCase()}:aud`]: "sts.amazonaws.com" },
  }),
  anyIdentity("every service account of a cluster", oidc(EKS), {
    StringLike: { [`${EKS}:sub`]: "system:serviceaccount:*" },
  }),
  anyIdentity("one service account name in every namespace", oidc(EKS), {
    StringLike: { [`${EKS}:sub`]: "system:serviceaccount:*:images" },
  }),
  anyIdentity("Terraform Cloud with every organization", oidc("app.terraform.io"), {
    StringLike: { "app.terraform.io:sub": "organization:*:project:*:workspace:*:run_phase:*" },
  }),
  anyIdentity("Google without a condition", "accounts.google.com"),
  anyIdentity("an own provider with AWS as the audience", oidc("login.example.com"), {
    StringEquals: { "login.example.com:aud": "sts.amazonaws.com" },
  }),
  anyIdentity("an own provider with every subject", oidc("login.example.com"), {
    StringLike: { "login.example.com:sub": "*" },
  }),
  wrong("SAML without a condition", saml(), `trusts every identity of ${SAML}`),
  wrong("SAML with any audience", saml({ StringLike: { "SAML:aud": "*" } }), `trusts every identity of ${SAML}`),

  anyAccount("Scheduler without a condition", "scheduler.amazonaws.com"),
  anyAccount("Step Functions by accounts that begin alike", "states.amazonaws.com", {
    StringLike: { "aws:SourceAccount": "1*" },
  }),
  anyAccount("EventBridge with an ARN of any account", "events.amazonaws.com", {
    ArnLike: { "aws:SourceArn": "arn:aws:events:*:*:rule/images" },
  }),
  anyAccount("Pipes with the organization of a principal", "pipes.amazonaws.com", {
    StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" },
  }),
  anyAccount("Bedrock with a source account that may be missing", "bedrock.amazonaws.com", {
    StringEqualsIfExists: { "aws:SourceAccount": ACCOUNT },
  }),
  anyAccount("Firehose by the resource's own account", "firehose.amazonaws.com", {
    StringEquals: { "aws:ResourceAccount": ACCOUNT },
  }),
];

const harmless = (title: string, statement: object): StatementCase => ({
  title,
  statement: { Action: "sts:AssumeRole", ...statement },
});

/** Trust policies that name who may assume the role. */
export const harmlessTrust: readonly StatementCase[] = [
  harmless("Lambda", service("lambda.amazonaws.com")),
  harmless("several services that act for one account", service(["lambda.amazonaws.com", "edgelambda.amazonaws.com"])),
  harmless(
    "Scheduler for one account",
    service("scheduler.amazonaws.com", { StringEquals: { "aws:SourceAccount": ACCOUNT } }),
  ),
  harmless(
    "EventBridge for one rule",
    service("events.amazonaws.com", {
      ArnEquals: { "aws:SourceArn": `arn:aws:events:eu-west-1:${ACCOUNT}:rule/images` },
    }),
  ),
  harmless(
    "Step Functions for an organization",
    service("states.amazonaws.com", {
      StringEquals: { "aws:SourceOrgID": "o-a1b2c3d4e5" },
    }),
  ),
  harmless("a role", aws(`arn:aws:iam::${ACCOUNT}:role/deployer`)),
  harmless("users", aws([`arn:aws:iam::${ACCOUNT}:user/alice`, `arn:aws:iam::${ACCOUNT}:user/bob`])),
  harmless("any principal of an organization", aws("*", { StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } })),
  harmless(
    "any principal of a part of an organization",
    aws("*", {
      "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": "o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/*" },
    }),
  ),
  harmless(
    "roles of an account by a prefix",
    aws("*", { ArnLike: { "aws:PrincipalArn": `arn:aws:iam::${ACCOUNT}:role/ci-*` } }),
  ),
  harmless(
    "an account with an external id",
    aws(`arn:aws:iam::${ACCOUNT}:root`, { StringEquals: { "sts:ExternalId": "a1b2c3" } }),
  ),
  harmless(
    "an account with MFA",
    aws(`arn:aws:iam::${ACCOUNT}:root`, { Bool: { "aws:MultiFactorAuthPresent": "true" } }),
  ),
  harmless(
    "one role of an account",
    aws(`arn:aws:iam::${ACCOUNT}:root`, {
      ArnEquals: { "aws:PrincipalArn": `arn:aws:iam::${ACCOUNT}:role/ci` },
    }),
  ),
  harmless("tagged principals of an account", aws(ACCOUNT, { StringEquals: { "aws:PrincipalTag/team": "images" } })),
  harmless(
    "one branch at GitHub",
    web(oidc(GITHUB), {
      StringEquals: {
        [`${GITHUB}:aud`]: "sts.amazonaws.com",
        [`${GITHUB}:sub`]: "repo:acme/images:ref:refs/heads/main",
      },
    }),
  ),
  harmless(
    "every repository of an owner at GitHub",
    web(oidc(GITHUB), { StringLike: { [`${GITHUB}:sub`]: "repo:acme/*" } }),
  ),
  harmless(
    "a repository's id at GitHub",
    web(oidc(GITHUB), { StringEquals: { [`${GITHUB}:repository_id`]: "123456" } }),
  ),
  harmless(
    "a subject that must be there",
    web(oidc(GITHUB), {
      "ForAllValues:StringLike": { [`${GITHUB}:sub`]: "repo:acme/*" },
      Null: { [`${GITHUB}:sub`]: "false" },
    }),
  ),
  harmless(
    "a project at GitLab",
    web(oidc("gitlab.com"), { StringLike: { "gitlab.com:sub": "project_path:acme/images:*" } }),
  ),
  harmless(
    "authenticated identities of a Cognito pool",
    web(COGNITO, {
      StringEquals: { [`${COGNITO}:aud`]: POOL },
      "ForAnyValue:StringLike": { [`${COGNITO}:amr`]: "authenticated" },
    }),
  ),
  harmless(
    "a service account of a cluster",
    web(oidc(EKS), {
      StringEquals: { [`${EKS}:sub`]: "system:serviceaccount:images:worker", [`${EKS}:aud`]: "sts.amazonaws.com" },
    }),
  ),
  harmless(
    "a namespace of a cluster",
    web(oidc(EKS), { StringLike: { [`${EKS}:sub`]: "system:serviceaccount:images:*" } }),
  ),
  harmless(
    "a workspace at Terraform Cloud",
    web(oidc("app.terraform.io"), {
      StringLike: { "app.terraform.io:sub": "organization:acme:project:images:workspace:*:run_phase:*" },
    }),
  ),
  harmless(
    "an application at Google",
    web("accounts.google.com", { StringEquals: { "accounts.google.com:aud": "1234.apps.googleusercontent.com" } }),
  ),
  harmless(
    "a client of an own provider",
    web(oidc("login.example.com"), { StringEquals: { "login.example.com:aud": "images" } }),
  ),
  harmless("SAML for the console", saml({ StringEquals: { "SAML:aud": "https://signin.aws.amazon.com/saml" } })),
  harmless("a Deny of everyone outside the organization", {
    ...aws("*", { StringNotEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } }),
    Effect: "Deny",
  }),
];

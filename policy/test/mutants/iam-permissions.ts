import type { StatementCase, WrongStatement } from "./statement-case";

const EU = "eu-west-1:123456789012";
const ROLE = "arn:aws:iam::123456789012:role/images-process";
const BUCKET = "arn:aws:s3:::images-source";
const KEY = `arn:aws:kms:${EU}:key/0a1b2c3d-0000-1111-2222-333344445555`;

const wrong = (
  title: string,
  statement: object | readonly object[],
  findings: Record<string, string>,
): WrongStatement => ({
  title,
  statement,
  findings,
});
const unscoped = (
  title: string,
  Action: string,
  Resource: string | readonly string[],
  extra: object = {},
): WrongStatement =>
  wrong(
    title,
    { Action, Resource, ...extra },
    {
      "iam-resource-scoped": `allows ${Action} on ${[Resource].flat().join(", ")} in statement 1`,
    },
  );
const escalation = (title: string, statement: object, clause: string): WrongStatement =>
  wrong(title, statement, { "iam-no-escalation": `allows ${clause} in statement 1` });
const misspelt = (Action: string, problem: string): WrongStatement =>
  wrong(
    `the action ${Action}`,
    { Action, Resource: `${BUCKET}/*` },
    {
      "iam-known-actions": `names the action ${Action} in statement 1, which ${problem}`,
    },
  );

/** Wrong statements of identity policies. */
export const wrongPermissions: readonly WrongStatement[] = [
  unscoped("every bucket that begins with one letter", "s3:GetObject", "arn:aws:s3:::a*"),
  unscoped("every bucket that begins with two letters", "s3:PutObject", "arn:aws:s3:::my*/*"),
  unscoped("every bucket with one key", "s3:GetObject", "arn:aws:s3:::*/config.json"),
  unscoped("every bucket by question marks", "s3:ListBucket", "arn:aws:s3:::???*"),
  unscoped("all that S3 has, by a short ARN", "s3:GetObject", "arn:aws:s3*"),
  unscoped("every repository of an account", "ecr:BatchGetImage", `arn:aws:ecr:${EU}:repository/*`),
  unscoped("every table of an account", "dynamodb:PutItem", `arn:aws:dynamodb:${EU}:table/*`),
  unscoped("every index of every table", "dynamodb:Query", `arn:aws:dynamodb:${EU}:table/*/index/*`),
  unscoped("tables by the first letter of the type", "dynamodb:GetItem", `arn:aws:dynamodb:${EU}:t*`),
  unscoped("every queue of an account", "sqs:SendMessage", `arn:aws:sqs:${EU}:*`),
  unscoped("every topic of a region", "sns:Publish", "arn:aws:sns:eu-west-1:*:*"),
  unscoped("every function of an account", "lambda:InvokeFunction", `arn:aws:lambda:${EU}:function:*`),
  unscoped("every secret of an account", "secretsmanager:GetSecretValue", `arn:aws:secretsmanager:${EU}:secret:*`),
  unscoped("every parameter of an account", "ssm:GetParameter", `arn:aws:ssm:${EU}:parameter/*`),
  unscoped("every state machine of an account", "states:StartExecution", `arn:aws:states:${EU}:stateMachine:*`),
  unscoped("every event bus of an account", "events:PutEvents", `arn:aws:events:${EU}:event-bus/*`),
  unscoped("every stream", "kinesis:PutRecord", `arn:aws:kinesis:*:*:stream/*`),
  unscoped("every model", "bedrock:InvokeModel", "*"),
  unscoped("every instance", "ec2:TerminateInstances", "*"),
  unscoped("a volume on everything beside its ARN", "ec2:AttachVolume", ["*"]),
  unscoped("log groups of every region", "logs:CreateLogStream", "arn:aws:logs:*:123456789012:log-group:*"),
  unscoped("a tag condition for any value", "s3:GetObject", "*", {
    Condition: { StringLike: { "aws:ResourceTag/team": "*" } },
  }),
  unscoped("a tag condition that a missing tag meets", "s3:GetObject", "*", {
    Condition: { StringEqualsIfExists: { "aws:ResourceTag/team": "images" } },
  }),
  unscoped("a condition about the transport", "dynamodb:GetItem", "*", {
    Condition: { Bool: { "aws:SecureTransport": "true" } },
  }),
  unscoped("a condition about the caller's tag", "dynamodb:GetItem", "*", {
    Condition: { StringEquals: { "aws:PrincipalTag/team": "images" } },
  }),
  wrong(
    "one action of a list on everything",
    { Action: ["sqs:ListQueues", "sqs:PurgeQueue"], Resource: "*" },
    {
      "iam-resource-scoped": "allows sqs:PurgeQueue on * in statement 1",
    },
  ),
  wrong(
    "reading by wildcard, on everything",
    { Action: "dynamodb:Describe*", Resource: "*" },
    {
      "iam-no-service-wildcard": "allows the wildcard actions dynamodb:Describe* in statement 1",
      "iam-resource-scoped": "allows dynamodb:Describe* on * in statement 1",
    },
  ),
  wrong(
    "listing and more by a shorter wildcard",
    { Action: "ec2:D*", Resource: "*" },
    {
      "iam-no-service-wildcard": "allows the wildcard actions ec2:D* in statement 1",
      "iam-resource-scoped": "allows ec2:D* on * in statement 1",
    },
  ),
  wrong(
    "a whole service on its own resource",
    { Action: "sqs:*", Resource: `arn:aws:sqs:${EU}:images` },
    {
      "iam-no-service-wildcard": "allows the wildcard actions sqs:* in statement 1",
    },
  ),

  misspelt("s3:GetObjekt", 'does not exist ("s3:GetObject" may be meant)'),
  misspelt("s3:ListObjects", 'does not exist ("s3:ListBucket" may be meant)'),
  misspelt("s3:HeadObject", 'does not exist ("s3:GetObject" may be meant)'),
  misspelt("dynamo:GetItem", 'is of no service that AWS has ("dynamodb" may be meant)'),
  misspelt("dynamodb:PutItems", 'does not exist ("dynamodb:PutItem" may be meant)'),
  misspelt("lambda:Invoke", 'does not exist ("lambda:InvokeFunction" may be meant)'),
  misspelt("cloudwatch:PutLogEvents", 'does not exist ("logs:PutLogEvents" may be meant)'),
  misspelt("GetObject", "has no service prefix"),
  wrong(
    "a wildcard that matches nothing",
    { Action: "s3:Gett*", Resource: `${BUCKET}/*` },
    {
      "iam-known-actions": "names the action s3:Gett* in statement 1, which matches no action",
      "iam-no-service-wildcard": "allows the wildcard actions s3:Gett* in statement 1",
    },
  ),
  wrong(
    "a misspelt action that is denied",
    { Effect: "Deny", Action: "s3:DeleteObjekt", Resource: "*" },
    {
      "iam-known-actions":
        'names the action s3:DeleteObjekt in statement 1, which does not exist ("s3:DeleteObject" may be meant)',
    },
  ),
  wrong(
    "a misspelt condition key",
    { Action: "s3:ListBucket", Resource: BUCKET, Condition: { StringLike: { "s3:prefx": "a/*" } } },
    {
      "iam-known-actions":
        'names the condition key s3:prefx in statement 1, which does not exist ("s3:prefix" may be meant)',
    },
  ),

  escalation(
    "passing every role of an account",
    { Action: "iam:PassRole", Resource: "arn:aws:iam::123456789012:role/*" },
    "iam:PassRole",
  ),
  escalation(
    "passing roles by one letter",
    { Action: "iam:PassRole", Resource: "arn:aws:iam::123456789012:role/a*" },
    "iam:PassRole",
  ),
  escalation(
    "passing every role, to one service",
    {
      Action: "iam:PassRole",
      Resource: "*",
      Condition: { StringEquals: { "iam:PassedToService": "lambda.amazonaws.com" } },
    },
    "iam:PassRole",
  ),
  escalation(
    "passing an administrator's role while creating functions",
    {
      Action: ["iam:PassRole", "lambda:CreateFunction"],
      Resource: ["arn:aws:iam::123456789012:role/AdminRole", `arn:aws:lambda:${EU}:function:images`],
    },
    "an administrator's role (arn:aws:iam::123456789012:role/AdminRole)",
  ),
  escalation(
    "passing a role called AdministratorAccess",
    { Action: "iam:PassRole", Resource: "arn:aws:iam::123456789012:role/ops/AdministratorAccess" },
    "an administrator's role (arn:aws:iam::123456789012:role/ops/AdministratorAccess)",
  ),
  escalation(
    "assuming the organization's access role",
    { Action: "sts:AssumeRole", Resource: "arn:aws:iam::123456789012:role/OrganizationAccountAccessRole" },
    "an administrator's role (arn:aws:iam::123456789012:role/OrganizationAccountAccessRole)",
  ),
  escalation(
    "assuming a role of any account",
    { Action: "sts:AssumeRole", Resource: "arn:aws:iam::*:role/deploy" },
    "sts:AssumeRole",
  ),
  escalation(
    "assuming a role of accounts by prefix",
    { Action: "sts:AssumeRole", Resource: "arn:aws:iam::1234*:role/deploy" },
    "sts:AssumeRole",
  ),
  escalation(
    "assuming a role of any account that has one tag, perhaps",
    {
      Action: "sts:AssumeRole",
      Resource: "arn:aws:iam::*:role/deploy",
      Condition: { StringEqualsIfExists: { "aws:ResourceOrgID": "o-a1b2c3d4e5" } },
    },
    "sts:AssumeRole",
  ),
  escalation(
    "changing the policy of a bucket",
    { Action: "s3:PutBucketPolicy", Resource: BUCKET },
    "s3:PutBucketPolicy",
  ),
  escalation(
    "lifting the block of a bucket",
    { Action: "s3:PutBucketPublicAccessBlock", Resource: BUCKET },
    "s3:PutBucketPublicAccessBlock",
  ),
  escalation("changing the ACL of a bucket", { Action: "s3:PutBucketAcl", Resource: BUCKET }, "s3:PutBucketAcl"),
  escalation(
    "lifting the block of the account",
    { Action: "s3:PutAccountPublicAccessBlock", Resource: "*" },
    "s3:PutAccountPublicAccessBlock",
  ),
  escalation(
    "adding permissions to a function",
    { Action: "lambda:AddPermission", Resource: `arn:aws:lambda:${EU}:function:images` },
    "lambda:AddPermission",
  ),
  escalation(
    "adding permissions for any principal",
    {
      Action: "lambda:AddPermission",
      Resource: `arn:aws:lambda:${EU}:function:images`,
      Condition: { StringLike: { "lambda:Principal": "*" } },
    },
    "lambda:AddPermission",
  ),
  escalation(
    "sharing a layer",
    { Action: "lambda:AddLayerVersionPermission", Resource: `arn:aws:lambda:${EU}:layer:images:1` },
    "lambda:AddLayerVersionPermission",
  ),
  escalation(
    "changing the attributes of a queue",
    { Action: "sqs:SetQueueAttributes", Resource: `arn:aws:sqs:${EU}:images` },
    "sqs:SetQueueAttributes",
  ),
  escalation(
    "changing the attributes of a topic",
    { Action: "sns:SetTopicAttributes", Resource: `arn:aws:sns:${EU}:images` },
    "sns:SetTopicAttributes",
  ),
  escalation("changing the policy of a key", { Action: "kms:PutKeyPolicy", Resource: KEY }, "kms:PutKeyPolicy"),
  escalation("granting a key to anyone", { Action: "kms:CreateGrant", Resource: KEY }, "kms:CreateGrant"),
  escalation(
    "changing the policy of a secret",
    { Action: "secretsmanager:PutResourcePolicy", Resource: `arn:aws:secretsmanager:${EU}:secret:app-a1b2c3` },
    "secretsmanager:PutResourcePolicy",
  ),
  escalation(
    "changing the policy of a repository",
    { Action: "ecr:SetRepositoryPolicy", Resource: `arn:aws:ecr:${EU}:repository/app` },
    "ecr:SetRepositoryPolicy",
  ),
  escalation(
    "changing the policy of a table",
    { Action: "dynamodb:PutResourcePolicy", Resource: `arn:aws:dynamodb:${EU}:table/images` },
    "dynamodb:PutResourcePolicy",
  ),
  escalation(
    "changing the policies of CloudWatch Logs without log delivery",
    { Action: "logs:PutResourcePolicy", Resource: "*" },
    "logs:PutResourcePolicy",
  ),
  escalation(
    "sharing a snapshot",
    { Action: "ec2:ModifySnapshotAttribute", Resource: "arn:aws:ec2:eu-west-1::snapshot/snap-0a1b2c3d" },
    "ec2:ModifySnapshotAttribute",
  ),
  escalation(
    "changing the trust of a role",
    { Action: "iam:UpdateAssumeRolePolicy", Resource: ROLE },
    "iam:UpdateAssumeRolePolicy",
  ),
  escalation(
    "attaching any policy to a role",
    { Action: "iam:AttachRolePolicy", Resource: ROLE },
    "iam:AttachRolePolicy",
  ),
  escalation(
    "attaching the administrator's policy",
    {
      Action: "iam:AttachRolePolicy",
      Resource: ROLE,
      Condition: { ArnEquals: { "iam:PolicyARN": "arn:aws:iam::aws:policy/AdministratorAccess" } },
    },
    "iam:AttachRolePolicy",
  ),
  escalation(
    "a permissions boundary that may be missing",
    {
      Action: "iam:PutRolePolicy",
      Resource: ROLE,
      Condition: { StringEqualsIfExists: { "iam:PermissionsBoundary": "arn:aws:iam::123456789012:policy/limit" } },
    },
    "iam:PutRolePolicy",
  ),
  escalation(
    "making keys for another user",
    { Action: "iam:CreateAccessKey", Resource: "arn:aws:iam::123456789012:user/alice" },
    "iam:CreateAccessKey",
  ),
  escalation(
    "putting oneself into a group",
    { Action: "iam:AddUserToGroup", Resource: "arn:aws:iam::123456789012:group/ops" },
    "iam:AddUserToGroup",
  ),
  escalation(
    "everything but IAM",
    { NotAction: "iam:*", Action: undefined, Resource: `${BUCKET}/*` },
    "with NotAction",
  ),

  wrong(
    "decrypting with any key of an account",
    { Action: "kms:Decrypt", Resource: `arn:aws:kms:${EU}:key/*` },
    {
      "kms-decrypt-scoped": "allows decryption with any KMS key in statement 1",
    },
  ),
  wrong(
    "decrypting with every key that has an alias",
    {
      Action: "kms:Decrypt",
      Resource: "*",
      Condition: { "ForAnyValue:StringLike": { "kms:ResourceAliases": "alias/*" } },
    },
    { "kms-decrypt-scoped": "allows decryption with any KMS key in statement 1" },
  ),
  wrong(
    "decrypting through a service with any key",
    {
      Action: "kms:Decrypt",
      Resource: "*",
      Condition: { StringEquals: { "kms:ViaService": "s3.eu-west-1.amazonaws.com" } },
    },
    { "kms-decrypt-scoped": "allows decryption with any KMS key in statement 1" },
  ),
  wrong(
    "all actions on one bucket, of which none is IAM's",
    { Action: "*", Resource: `${BUCKET}/*` },
    { "iam-no-service-wildcard": "allows the wildcard actions * in statement 1" },
  ),
  wrong(
    "everything",
    { Action: "*", Resource: "*" },
    { "iam-no-admin": "allows all actions on all resources in statement 1" },
  ),
];

const harmless = (title: string, statement: object | readonly object[]): StatementCase => ({ title, statement });

/** Statements of identity policies that are as narrow as AWS makes possible. */
export const harmlessPermissions: readonly StatementCase[] = [
  ...[
    "ec2:DescribeInstances",
    "ec2:Describe*",
    "autoscaling:Describe*",
    "ecr:GetAuthorizationToken",
    "sts:GetCallerIdentity",
    "s3:ListAllMyBuckets",
    "lambda:ListFunctions",
    "logs:DescribeLogGroups",
    "cloudwatch:PutMetricData",
    "cloudwatch:ListMetrics",
    "xray:PutTraceSegments",
    "kms:ListAliases",
    "kms:GenerateRandom",
    "rekognition:DetectLabels",
    "textract:DetectDocumentText",
    "translate:TranslateText",
    "polly:DescribeVoices",
    "tag:GetResources",
    "pricing:GetProducts",
    "ce:GetCostAndUsage",
    "cloudformation:ListExports",
    "route53:ListHostedZones",
    "iam:ListRoles",
    "comprehend:DetectSentiment",
    "sns:ListSubscriptions",
    "autoscaling:DescribeAutoScalingGroups",
    "elasticloadbalancing:DescribeLoadBalancers",
    "servicediscovery:DiscoverInstances",
    "ssm:DescribeParameters",
    "dynamodb:ListTables",
    "sqs:ListQueues",
    "s3:GetAccountPublicAccessBlock",
    "ec2:CreateNetworkInterface",
  ].map((Action) => harmless(`${Action}, which is of no resource`, { Action, Resource: "*" })),
  harmless("one folder of a bucket", { Action: ["s3:GetObject", "s3:PutObject"], Resource: `${BUCKET}/uploads/*` }),
  harmless("buckets by a prefix", { Action: "s3:ListBucket", Resource: "arn:aws:s3:::images-*" }),
  harmless("an object with an ACL", { Action: ["s3:PutObject", "s3:PutObjectAcl"], Resource: `${BUCKET}/*` }),
  harmless("replication", {
    Action: ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ObjectOwnerOverrideToBucketOwner"],
    Resource: `${BUCKET}/*`,
  }),
  harmless("every index of one table", {
    Action: "dynamodb:Query",
    Resource: `arn:aws:dynamodb:${EU}:table/images/index/*`,
  }),
  harmless("a table of every region", {
    Action: "dynamodb:GetItem",
    Resource: "arn:aws:dynamodb:*:123456789012:table/images",
  }),
  harmless("log groups whose names AWS chooses", {
    Action: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
    Resource: `arn:aws:logs:${EU}:log-group:*`,
  }),
  harmless("log delivery, as AWS's guide has it", {
    Action: [
      "logs:CreateLogDelivery",
      "logs:GetLogDelivery",
      "logs:UpdateLogDelivery",
      "logs:DeleteLogDelivery",
      "logs:ListLogDeliveries",
      "logs:PutResourcePolicy",
      "logs:DescribeResourcePolicies",
      "logs:DescribeLogGroups",
    ],
    Resource: "*",
  }),
  harmless("the network interfaces of a function in a VPC", {
    Action: [
      "ec2:CreateNetworkInterface",
      "ec2:DescribeNetworkInterfaces",
      "ec2:DescribeSubnets",
      "ec2:DeleteNetworkInterface",
      "ec2:AssignPrivateIpAddresses",
      "ec2:UnassignPrivateIpAddresses",
    ],
    Resource: "*",
  }),
  harmless("resources by their tag", {
    Action: "secretsmanager:GetSecretValue",
    Resource: "*",
    Condition: { StringEquals: { "aws:ResourceTag/app": "images" } },
  }),
  harmless("what is the caller's, by a variable", {
    Action: "s3:GetObject",
    Resource: "arn:aws:s3:::images-home/${aws:username}/*",
  }),
  harmless("versions of one secret", {
    Action: "secretsmanager:GetSecretValue",
    Resource: `arn:aws:secretsmanager:${EU}:secret:images/db-??????`,
  }),
  harmless("passing one role to one service", {
    Action: "iam:PassRole",
    Resource: ROLE,
    Condition: { StringEquals: { "iam:PassedToService": "lambda.amazonaws.com" } },
  }),
  harmless("passing a role for an administration page", {
    Action: "iam:PassRole",
    Resource: "arn:aws:iam::123456789012:role/admin-panel-api",
  }),
  harmless("assuming one role of another account", {
    Action: "sts:AssumeRole",
    Resource: "arn:aws:iam::210987654321:role/deploy",
  }),
  harmless("assuming a role in every account of the organization", {
    Action: "sts:AssumeRole",
    Resource: "arn:aws:iam::*:role/deploy",
    Condition: { StringEquals: { "aws:ResourceOrgID": "o-a1b2c3d4e5" } },
  }),
  harmless("adding permissions for one service", {
    Action: "lambda:AddPermission",
    Resource: `arn:aws:lambda:${EU}:function:images`,
    Condition: { StringEquals: { "lambda:Principal": "s3.amazonaws.com" } },
  }),
  harmless("grants of a key for AWS's resources", {
    Action: "kms:CreateGrant",
    Resource: KEY,
    Condition: { Bool: { "kms:GrantIsForAWSResource": "true" } },
  }),
  harmless("making roles below a boundary", {
    Action: ["iam:PutRolePolicy", "iam:AttachRolePolicy"],
    Resource: "arn:aws:iam::123456789012:role/app/*",
    Condition: { StringEquals: { "iam:PermissionsBoundary": "arn:aws:iam::123456789012:policy/limit" } },
  }),
  harmless("attaching one policy", {
    Action: "iam:AttachRolePolicy",
    Resource: ROLE,
    Condition: { ArnEquals: { "iam:PolicyARN": "arn:aws:iam::123456789012:policy/images-read" } },
  }),
  harmless("one's own access keys", {
    Action: ["iam:CreateAccessKey", "iam:DeleteAccessKey", "iam:ListAccessKeys"],
    Resource: "arn:aws:iam::*:user/${aws:username}",
  }),
  harmless("permission management through CloudFormation", {
    Action: "s3:PutBucketPolicy",
    Resource: BUCKET,
    Condition: { "ForAnyValue:StringEquals": { "aws:CalledVia": "cloudformation.amazonaws.com" } },
  }),
  harmless("taking permissions away", {
    Action: ["lambda:RemovePermission"],
    Resource: `arn:aws:lambda:${EU}:function:images`,
  }),
  harmless("decrypting with one key", { Action: ["kms:Decrypt", "kms:GenerateDataKey*"], Resource: KEY }),
  harmless("decrypting with keys of an alias prefix", {
    Action: "kms:Decrypt",
    Resource: "*",
    Condition: { "ForAnyValue:StringLike": { "kms:ResourceAliases": "alias/images-*" } },
  }),
  harmless("a Deny of everything outside two regions", {
    Effect: "Deny",
    Action: "*",
    Resource: "*",
    Condition: { StringNotEquals: { "aws:RequestedRegion": ["eu-west-1", "eu-central-1"] } },
  }),
  harmless("a Deny of what changes permissions", {
    Effect: "Deny",
    Action: ["iam:*", "s3:PutBucketPolicy"],
    Resource: "*",
  }),
  harmless("actions in another case", { Action: "S3:getobject", Resource: `${BUCKET}/*` }),
];

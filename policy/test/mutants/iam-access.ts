import type { StatementCase, WrongStatement } from "./statement-case";

/** The resource with the policy: type token, the property with the document, and the rule about its callers. */
export interface Holder {
  readonly type: string;
  readonly path: string;
  readonly action: string;
  readonly rule: string;
  readonly clause?: string;
}

const EU = "eu-west-1:123456789012";
const generic = (type: string, path: string, action: string): Holder => ({
  type: `aws:${type}`,
  path,
  action,
  rule: "iam-resource-policy-scoped",
});

export const bucket: Holder = {
  type: "aws:s3/bucketPolicy:BucketPolicy",
  path: "policy",
  action: "s3:GetObject",
  rule: "s3-policy-not-public",
};
const queue: Holder = {
  type: "aws:sqs/queuePolicy:QueuePolicy",
  path: "policy",
  action: "sqs:SendMessage",
  rule: "sqs-not-public",
};
const topic: Holder = {
  type: "aws:sns/topicPolicy:TopicPolicy",
  path: "policy",
  action: "sns:Publish",
  rule: "sns-not-public",
};
const key = (type: string): Holder => ({
  type: `aws:${type}`,
  path: "policy",
  action: "kms:Decrypt",
  rule: "kms-rotation",
  clause: "can be used by any principal",
});

/** One of each kind of resource with a policy about who may use it. */
export const holders: readonly Holder[] = [
  bucket,
  queue,
  topic,
  key("kms/keyPolicy:KeyPolicy"),
  key("kms/replicaKey:ReplicaKey"),
  key("kms/externalKey:ExternalKey"),
  generic("dynamodb/resourcePolicy:ResourcePolicy", "policy", "dynamodb:GetItem"),
  generic("apigateway/restApiPolicy:RestApiPolicy", "policy", "execute-api:Invoke"),
  generic("secretsmanager/secretPolicy:SecretPolicy", "policy", "secretsmanager:GetSecretValue"),
  generic("secretsmanager/secret:Secret", "policy", "secretsmanager:GetSecretValue"),
  generic("ecr/repositoryPolicy:RepositoryPolicy", "policy", "ecr:BatchGetImage"),
  generic("ecr/registryPolicy:RegistryPolicy", "policy", "ecr:ReplicateImage"),
  generic("ecr/repositoryCreationTemplate:RepositoryCreationTemplate", "repositoryPolicy", "ecr:BatchGetImage"),
  generic("ecrpublic/repositoryPolicy:RepositoryPolicy", "policy", "ecr-public:PutImage"),
  generic("efs/fileSystemPolicy:FileSystemPolicy", "policy", "elasticfilesystem:ClientWrite"),
  generic("opensearch/domain:Domain", "accessPolicies", "es:ESHttpGet"),
  generic("opensearch/domainPolicy:DomainPolicy", "accessPolicies", "es:ESHttpGet"),
  generic("elasticsearch/domain:Domain", "accessPolicies", "es:ESHttpGet"),
  generic("cloudwatch/eventBusPolicy:EventBusPolicy", "policy", "events:PutEvents"),
  generic("cloudwatch/logResourcePolicy:LogResourcePolicy", "policyDocument", "logs:PutLogEvents"),
  generic("cloudwatch/logDestinationPolicy:LogDestinationPolicy", "accessPolicy", "logs:PutSubscriptionFilter"),
  generic("kinesis/resourcePolicy:ResourcePolicy", "policy", "kinesis:PutRecord"),
  generic("lambda/resourcePolicy:ResourcePolicy", "policy", "lambda:InvokeFunction"),
  generic("glue/resourcePolicy:ResourcePolicy", "policy", "glue:GetTable"),
  generic("backup/vaultPolicy:VaultPolicy", "policy", "backup:CopyIntoBackupVault"),
  generic("glacier/vault:Vault", "accessPolicy", "glacier:DeleteArchive"),
  generic("codeartifact/domainPermissions:DomainPermissions", "policyDocument", "codeartifact:CreateRepository"),
  generic("codebuild/resourcePolicy:ResourcePolicy", "policy", "codebuild:ListBuildsForProject"),
  generic("s3control/accessPointPolicy:AccessPointPolicy", "policy", "s3:GetObject"),
  generic("s3/accessPoint:AccessPoint", "policy", "s3:GetObject"),
  generic(
    "s3control/objectLambdaAccessPointPolicy:ObjectLambdaAccessPointPolicy",
    "policy",
    "s3-object-lambda:GetObject",
  ),
  generic("s3control/multiRegionAccessPointPolicy:MultiRegionAccessPointPolicy", "details.policy", "s3:GetObject"),
  generic("s3tables/tableBucketPolicy:TableBucketPolicy", "resourcePolicy", "s3tables:GetTableData"),
  generic("ses/identityPolicy:IdentityPolicy", "policy", "ses:SendEmail"),
  generic("mediastore/containerPolicy:ContainerPolicy", "policy", "mediastore:GetObject"),
  generic("acmpca/policy:Policy", "policy", "acm-pca:IssueCertificate"),
  generic("vpclattice/authPolicy:AuthPolicy", "policy", "vpc-lattice-svcs:Invoke"),
  generic("organizations/resourcePolicy:ResourcePolicy", "content", "organizations:DescribeAccount"),
  generic("msk/clusterPolicy:ClusterPolicy", "policy", "kafka:CreateVpcConnection"),
  generic(
    "sagemaker/modelPackageGroupPolicy:ModelPackageGroupPolicy",
    "resourcePolicy",
    "sagemaker:DescribeModelPackage",
  ),
];

const open = (Condition?: object, parts: object = {}) => ({ Principal: "*", Condition, ...parts });

/** Conditions that look as if they restricted a public statement of a bucket. */
export const openConditions: readonly StatementCase[] = [
  { title: "an organization by its first letters", statement: open({ StringLike: { "aws:PrincipalOrgID": "o-*" } }) },
  { title: "a VPC endpoint by its first letters", statement: open({ StringLike: { "aws:SourceVpce": "vpce-*" } }) },
  { title: "a VPC by its first letters", statement: open({ StringLike: { "aws:SourceVpc": "vpc-*" } }) },
  { title: "accounts that begin with one digit", statement: open({ StringLike: { "aws:SourceAccount": "1*" } }) },
  { title: "user ids that begin alike", statement: open({ StringLike: { "aws:userid": "A*" } }) },
  { title: "the resource's own account", statement: open({ StringEquals: { "aws:ResourceAccount": "123456789012" } }) },
  {
    title: "the resource's own organization",
    statement: open({ StringEquals: { "aws:ResourceOrgID": "o-a1b2c3d4e5" } }),
  },
  { title: "TLS alone", statement: open({ Bool: { "aws:SecureTransport": "true" } }) },
  { title: "a referer", statement: open({ StringLike: { "aws:Referer": "https://example.com/*" } }) },
  { title: "a user agent", statement: open({ StringEquals: { "aws:UserAgent": "secret-agent" } }) },
  { title: "a tag of the caller", statement: open({ StringEquals: { "aws:PrincipalTag/team": "images" } }) },
  {
    title: "an account that may be missing",
    statement: open({ StringEqualsIfExists: { "aws:SourceAccount": "123456789012" } }),
  },
  {
    title: "an endpoint that may be missing",
    statement: open({ StringEqualsIfExists: { "aws:SourceVpce": "vpce-0a1b2c3d" } }),
  },
  {
    title: "all values of a missing key",
    statement: open({ "ForAllValues:StringEquals": { "aws:PrincipalOrgPaths": "o-a1b2c3d4e5/*" } }),
  },
  { title: "all accounts but one", statement: open({ StringNotEquals: { "aws:PrincipalAccount": "123456789012" } }) },
  { title: "all addresses", statement: open({ IpAddress: { "aws:SourceIp": "0.0.0.0/0" } }) },
  { title: "a quarter of all addresses", statement: open({ IpAddress: { "aws:SourceIp": "64.0.0.0/2" } }) },
  { title: "all addresses but one", statement: open({ NotIpAddress: { "aws:SourceIp": "192.0.2.1" } }) },
  { title: "a private address of any VPC", statement: open({ IpAddress: { "aws:VpcSourceIp": "10.0.0.0/16" } }) },
  {
    title: "a role of any account",
    statement: open({ ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/images" } }),
  },
  { title: "a topic of any account", statement: open({ ArnLike: { "aws:SourceArn": "arn:aws:sns:*:*:images" } }) },
  { title: "the presence of an endpoint", statement: open({ Null: { "aws:SourceVpce": "false" } }) },
  {
    title: "a role by wildcard account as the principal",
    statement: { Principal: { AWS: "arn:aws:iam::*:role/images" } },
  },
  { title: "everybody but one account", statement: { NotPrincipal: { AWS: "arn:aws:iam::123456789012:root" } } },
  { title: "any principal in a list", statement: { Principal: { AWS: ["arn:aws:iam::123456789012:root", "*"] } } },
];

/** Wrong statements about a service that acts for anyone. */
export const confusedDeputies: readonly (WrongStatement & { readonly holder: Holder })[] = [
  { holder: bucket, service: "cloudtrail.amazonaws.com", condition: undefined },
  {
    holder: bucket,
    service: "cloudfront.amazonaws.com",
    condition: { StringLike: { "aws:SourceArn": "arn:aws:cloudfront::*:distribution/*" } },
  },
  { holder: bucket, service: "logging.s3.amazonaws.com", condition: { Bool: { "aws:SecureTransport": "true" } } },
  { holder: queue, service: "sns.amazonaws.com", condition: undefined },
  { holder: queue, service: "s3.amazonaws.com", condition: { ArnLike: { "aws:SourceArn": "arn:aws:s3:::*" } } },
  {
    holder: queue,
    service: "events.amazonaws.com",
    condition: { StringEqualsIfExists: { "aws:SourceAccount": "123456789012" } },
  },
  { holder: topic, service: "s3.amazonaws.com", condition: undefined },
  { holder: topic, service: "cloudwatch.amazonaws.com", condition: { StringLike: { "aws:SourceAccount": "*" } } },
  {
    holder: topic,
    service: "events.amazonaws.com",
    condition: { StringEquals: { "aws:ResourceAccount": "123456789012" } },
  },
].map(({ holder, service, condition }) => ({
  holder,
  title: `${service} with ${JSON.stringify(condition ?? "no condition")}`,
  statement: { Principal: { Service: service }, Condition: condition },
  findings: { "iam-confused-deputy": `allows ${service} for any account in statement 1` },
}));

/** Statements that name who may use a resource. */
export const harmlessAccess: readonly (StatementCase & { readonly holder: Holder })[] = [
  { holder: bucket, title: "a role", statement: { Principal: { AWS: "arn:aws:iam::123456789012:role/images" } } },
  {
    holder: bucket,
    title: "an organization",
    statement: open({ StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } }),
  },
  {
    holder: bucket,
    title: "an endpoint",
    statement: open({ StringEquals: { "aws:SourceVpce": "vpce-0a1b2c3d4e5f67890" } }),
  },
  { holder: bucket, title: "an office", statement: open({ IpAddress: { "aws:SourceIp": "192.0.2.0/24" } }) },
  {
    holder: bucket,
    title: "access points of one account",
    statement: open({ StringEquals: { "s3:DataAccessPointAccount": "123456789012" } }),
  },
  {
    holder: bucket,
    title: "a distribution",
    statement: {
      Principal: { Service: "cloudfront.amazonaws.com" },
      Condition: { StringEquals: { "aws:SourceArn": "arn:aws:cloudfront::123456789012:distribution/E1ABCDEF" } },
    },
  },
  {
    holder: bucket,
    title: "a load balancer's logs, which pass no source",
    statement: { Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" }, Action: "s3:PutObject" },
  },
  {
    holder: bucket,
    title: "all but an endpoint denied",
    statement: [
      { Effect: "Allow", ...open(), Action: "s3:GetObject", Resource: "arn:aws:s3:::images/*" },
      {
        Effect: "Deny",
        ...open({ StringNotEquals: { "aws:SourceVpce": "vpce-0a1b2c3d" } }),
        Action: "s3:*",
        Resource: ["arn:aws:s3:::images", "arn:aws:s3:::images/*"],
      },
    ],
  },
  {
    holder: queue,
    title: "a topic",
    statement: {
      Principal: { Service: "sns.amazonaws.com" },
      Condition: { ArnEquals: { "aws:SourceArn": `arn:aws:sns:${EU}:images` } },
    },
  },
  {
    holder: queue,
    title: "a bucket of one account",
    statement: {
      Principal: { Service: "s3.amazonaws.com" },
      Condition: {
        ArnLike: { "aws:SourceArn": "arn:aws:s3:::*" },
        StringEquals: { "aws:SourceAccount": "123456789012" },
      },
    },
  },
  {
    holder: topic,
    title: "the account that owns it",
    statement: open({ StringEquals: { "aws:SourceOwner": "123456789012" } }),
  },
  { holder: topic, title: "an account", statement: { Principal: { AWS: "123456789012" } } },
];

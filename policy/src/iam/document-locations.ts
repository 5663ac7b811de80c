import { types } from "../core/resource-types";

/**
 * What a document controls: what a principal may do (`identity`), who may assume a role (`trust`), who may use a
 * resource (`resource`), or what is at most allowed (`limit`): it grants nothing, so wildcards in it are harmless.
 */
export type DocumentKind = "identity" | "trust" | "resource" | "limit";

/** The resources with a rule of their own about who may use them. */
export type Owner = "bucket" | "key" | "queue" | "topic";

interface DocumentLocation {
  readonly types: readonly string[];
  readonly kind: DocumentKind;
  /** Path of the document; for a list of objects, path of the list. */
  readonly path: string;
  /** Path of the document inside each object of the list. */
  readonly inside?: string;
  /** True where the provider computes the property if the program does not set it. */
  readonly optional?: true;
  readonly owner?: Owner;
  /** Property whose value, where it is set, must be one of these: otherwise the text is in another language. */
  readonly only?: { readonly path: string; readonly values: readonly string[] };
}

const policyOf = (kind: DocumentKind, path: string, ...tokens: readonly string[]): DocumentLocation => ({
  types: tokens.map((token) => `aws:${token}`),
  kind,
  path,
});
const optional = (location: DocumentLocation): DocumentLocation => ({ ...location, optional: true });
const of = (owner: Owner, ...locations: readonly DocumentLocation[]): DocumentLocation[] =>
  locations.map((location) => ({ ...location, owner }));

/** The locations of a resource type. */
export function locationsOf(type: string): readonly DocumentLocation[] {
  return byType.get(type) ?? [];
}

/** Every property of every resource type of `@pulumi/aws` that holds an IAM policy document. */
export const documentLocations: readonly DocumentLocation[] = [
  { types: types.role, kind: "trust", path: "assumeRolePolicy" },

  { types: types.role, kind: "identity", path: "inlinePolicies", inside: "policy", optional: true },
  { types: types.rolePolicy, kind: "identity", path: "policy" },
  { types: types.policy, kind: "identity", path: "policy" },
  { types: types.groupPolicy, kind: "identity", path: "policy" },
  { types: types.userPolicy, kind: "identity", path: "policy" },
  policyOf("identity", "policy", "iot/policy:Policy"),
  policyOf("identity", "inlinePolicy", "ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy"),

  ...of(
    "bucket",
    { types: types.bucketPolicy, kind: "resource", path: "policy" },
    { types: types.bucket, kind: "resource", path: "policy", optional: true },
  ),
  ...of(
    "queue",
    { types: types.queuePolicy, kind: "resource", path: "policy" },
    { types: types.queue, kind: "resource", path: "policy", optional: true },
  ),
  ...of(
    "topic",
    { types: types.topicPolicy, kind: "resource", path: "policy" },
    { types: types.topic, kind: "resource", path: "policy", optional: true },
  ),
  ...of(
    "key",
    { types: types.keyPolicy, kind: "resource", path: "policy" },
    { types: types.key, kind: "resource", path: "policy", optional: true },
    optional(
      policyOf(
        "resource",
        "policy",
        "kms/externalKey:ExternalKey",
        "kms/replicaExternalKey:ReplicaExternalKey",
        "kms/replicaKey:ReplicaKey",
      ),
    ),
  ),
  { types: types.restApiPolicy, kind: "resource", path: "policy" },
  { types: types.restApi, kind: "resource", path: "policy", optional: true },
  { types: types.tableResourcePolicy, kind: "resource", path: "policy" },
  policyOf(
    "resource",
    "policy",
    "acmpca/policy:Policy",
    "backup/vaultPolicy:VaultPolicy",
    "bedrock/agentcoreResourcePolicy:AgentcoreResourcePolicy",
    "cloudwatch/eventBusPolicy:EventBusPolicy",
    "codebuild/resourcePolicy:ResourcePolicy",
    "dsql/clusterPolicy:ClusterPolicy",
    "ecr/registryPolicy:RegistryPolicy",
    "ecr/repositoryPolicy:RepositoryPolicy",
    "ecrpublic/repositoryPolicy:RepositoryPolicy",
    "efs/fileSystemPolicy:FileSystemPolicy",
    "glacier/vaultLock:VaultLock",
    "glue/resourcePolicy:ResourcePolicy",
    "kinesis/resourcePolicy:ResourcePolicy",
    "lambda/resourcePolicy:ResourcePolicy",
    "mediastore/containerPolicy:ContainerPolicy",
    "msk/clusterPolicy:ClusterPolicy",
    "networkfirewall/resourcePolicy:ResourcePolicy",
    "oam/sinkPolicy:SinkPolicy",
    "opensearchingest/resourcePolicy:ResourcePolicy",
    "pinpoint/smsvoicev2ResourcePolicy:Smsvoicev2ResourcePolicy",
    "redshift/resourcePolicy:ResourcePolicy",
    "redshiftserverless/resourcePolicy:ResourcePolicy",
    "s3/filesFileSystemPolicy:FilesFileSystemPolicy",
    "s3/vectorsVectorBucketPolicy:VectorsVectorBucketPolicy",
    "s3control/accessGrantsInstanceResourcePolicy:AccessGrantsInstanceResourcePolicy",
    "s3control/accessPointPolicy:AccessPointPolicy",
    "s3control/bucketPolicy:BucketPolicy",
    "s3control/objectLambdaAccessPointPolicy:ObjectLambdaAccessPointPolicy",
    "schemas/registryPolicy:RegistryPolicy",
    "secretsmanager/secretPolicy:SecretPolicy",
    "ses/identityPolicy:IdentityPolicy",
    "sesv2/emailIdentityPolicy:EmailIdentityPolicy",
    "vpclattice/authPolicy:AuthPolicy",
    "vpclattice/resourcePolicy:ResourcePolicy",
  ),
  optional(
    policyOf(
      "resource",
      "policy",
      "apigateway/domainName:DomainName",
      "s3/accessPoint:AccessPoint",
      "secretsmanager/secret:Secret",
    ),
  ),
  policyOf(
    "resource",
    "accessPolicy",
    "cloudsearch/domainServiceAccessPolicy:DomainServiceAccessPolicy",
    "cloudwatch/logDestinationPolicy:LogDestinationPolicy",
  ),
  optional(policyOf("resource", "accessPolicy", "glacier/vault:Vault")),
  policyOf(
    "resource",
    "accessPolicies",
    "elasticsearch/domainPolicy:DomainPolicy",
    "opensearch/domainPolicy:DomainPolicy",
  ),
  optional(policyOf("resource", "accessPolicies", "elasticsearch/domain:Domain", "opensearch/domain:Domain")),
  policyOf(
    "resource",
    "policyDocument",
    "amp/resourcePolicy:ResourcePolicy",
    "cloudwatch/logResourcePolicy:LogResourcePolicy",
    "codeartifact/domainPermissions:DomainPermissions",
    "codeartifact/repositoryPermissionsPolicy:RepositoryPermissionsPolicy",
    "xray/resourcePolicy:ResourcePolicy",
  ),
  policyOf(
    "resource",
    "resourcePolicy",
    "s3tables/tableBucketPolicy:TableBucketPolicy",
    "s3tables/tablePolicy:TablePolicy",
    "sagemaker/modelPackageGroupPolicy:ModelPackageGroupPolicy",
  ),
  policyOf(
    "resource",
    "deliveryDestinationPolicy",
    "cloudwatch/logDeliveryDestinationPolicy:LogDeliveryDestinationPolicy",
  ),
  policyOf("resource", "details.policy", "s3control/multiRegionAccessPointPolicy:MultiRegionAccessPointPolicy"),
  optional(policyOf("resource", "s3AccessPoint.policy", "fsx/s3AccessPointAttachment:S3AccessPointAttachment")),
  policyOf("resource", "repositoryPolicy", "ecr/repositoryCreationTemplate:RepositoryCreationTemplate"),
  policyOf("resource", "content", "organizations/resourcePolicy:ResourcePolicy"),

  {
    ...policyOf("limit", "content", "organizations/policy:Policy"),
    only: { path: "type", values: ["SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"] },
  },
  optional(policyOf("limit", "policy", "ec2/vpcEndpoint:VpcEndpoint", "ec2/vpcEndpointPolicy:VpcEndpointPolicy")),
  ...["kmsPolicyDocument", "s3PolicyDocument", "stsPolicyDocument"].map((path) =>
    optional(policyOf("limit", path, "odb/network:Network")),
  ),
  policyOf(
    "limit",
    "policy",
    "eks/podIdentityAssociation:PodIdentityAssociation",
    "transfer/access:Access",
    "transfer/user:User",
  ),
  policyOf("limit", "sessionPolicy", "rolesanywhere/profile:Profile"),
];

const byType = new Map<string, DocumentLocation[]>();
for (const location of documentLocations) {
  for (const type of location.types) byType.set(type, [...(byType.get(type) ?? []), location]);
}

import type { Cloud } from "@image-pipeline/local-aws";
import type { Target } from "@image-pipeline/local-pulumi";

/**
 * Makes what a stack expects to exist, in an embedded account that has none of it: buckets with versions, with
 * EventBridge switched on where the stack does not do that itself; a KMS key and a topic that the account's services
 * may use; a permissions boundary that bounds nothing. What has an ARN is of another account, or of AWS.
 */
export function makeExistingResources(cloud: Cloud, { project, config }: Target): void {
  const settingsOf = (key: string) => objectIn(config.values[`${project.name}:${key}`]);
  for (const key of ["source", "destination"]) {
    const { existing, enableEventBridge } = settingsOf(key);
    if (typeof existing === "string") makeBucket(cloud, existing, key === "source" && enableEventBridge !== true);
  }
  const keyId = settingsOf("encryptionKey").existing;
  if (typeof keyId === "string") makeKey(cloud, keyId);
  const topic = settingsOf("alertTopic").existing;
  if (typeof topic === "string") makeTopic(cloud, topic, typeof keyId === "string" ? keyId : undefined);
  const { permissionsBoundary } = settingsOf("roles");
  if (typeof permissionsBoundary === "string") makeBoundary(cloud, permissionsBoundary);
}

function makeBucket({ services: { s3 } }: Cloud, name: string, sendsEvents: boolean): void {
  if (s3.buckets.has(name)) return;
  s3.createBucket(name);
  s3.configure(name, { versioning: "Enabled" });
  if (sendsEvents) void s3.putNotification(name, { rules: [], eventBridge: true });
}

function makeKey({ services: { kms }, accountId, region }: Cloud, keyId: string): void {
  if (keyId.startsWith("arn:") || kms.keys.has(keyId)) return;
  const services = ["cloudwatch.amazonaws.com", "events.amazonaws.com", `logs.${region}.amazonaws.com`];
  const principals = [{ AWS: `arn:aws:iam::${accountId}:root` }, { Service: services }];
  const statements = principals.map((Principal) => ({ Effect: "Allow", Principal, Action: "kms:*", Resource: "*" }));
  const policy = JSON.stringify({ Version: "2012-10-17", Statement: statements });
  const settings = { description: "", enabled: true, rotation: true, rotationPeriodDays: 365, policy, tags: {} };
  kms.createKey(settings, keyId);
}

function makeTopic({ services: { sns } }: Cloud, name: string, kmsKeyId: string | undefined): void {
  if (name.startsWith("arn:") || [...sns.topics.values()].some((topic) => topic.name === name)) return;
  const { arn } = sns.createTopic(name);
  const statement = { Effect: "Allow", Principal: { Service: "cloudwatch.amazonaws.com" }, Action: "sns:Publish" };
  const policy = JSON.stringify({ Version: "2012-10-17", Statement: [{ ...statement, Resource: arn }] });
  sns.configure(arn, { policy, ...(kmsKeyId !== undefined && { kmsKeyId }) });
}

function makeBoundary({ services: { iam } }: Cloud, boundary: string): void {
  const at = boundary.lastIndexOf("/") + 1;
  const policy = { path: `/${boundary.slice(0, at)}`, name: boundary.slice(at) };
  const isThere = iam.managedPolicies.all().some(({ path, name }) => path === policy.path && name === policy.name);
  if (isThere || boundary.startsWith("arn:")) return;
  const statement = { Effect: "Allow", Action: "*", Resource: "*" };
  iam.managedPolicies.create({
    ...policy,
    document: JSON.stringify({ Version: "2012-10-17", Statement: [statement] }),
  });
}

/** The program reports what is wrong with a setting. */
function objectIn(text = "{}"): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(text)) as Record<string, unknown>;
  } catch {
    return {};
  }
}

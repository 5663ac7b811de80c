import { AwsError } from "../http/aws-error";
import { bucketOfDomain } from "./bucket-domain";
import { invalidArgument, notImplemented } from "./errors";
import type { CacheBehavior, DistributionConfig, EdgeFunction, HttpMethod, Origin } from "./types";

/** Looks up what a distribution refers to. */
interface References {
  readonly region: string;
  /** @throws AwsError `NoSuchCachePolicy`. */
  readonly requireCachePolicy: (id: string) => unknown;
  /** @throws AwsError `NoSuchResponseHeadersPolicy`. */
  readonly requireResponseHeadersPolicy: (id: string) => unknown;
  readonly hasOriginAccessControl: (id: string) => boolean;
  readonly hasKeyGroup: (id: string) => boolean;
  readonly functionByArn: (arn: string) => EdgeFunction | undefined;
  /** The domain names of other distributions. */
  readonly takenNames: readonly string[];
}

const ALLOWED: readonly (readonly HttpMethod[])[] = [
  ["GET", "HEAD"],
  ["GET", "HEAD", "OPTIONS"],
  ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"],
];

const PROTOCOL_VERSIONS =
  /^(SSLv3|TLSv1|TLSv1_2016|TLSv1\.1_2016|TLSv1\.2_2018|TLSv1\.2_2019|TLSv1\.2_2021|TLSv1\.2_2025|TLSv1\.3_2025)$/;

const sameSet = (a: readonly string[], b: readonly string[]) => a.length === b.length && a.every((x) => b.includes(x));

function checkOrigin(origin: Origin, { region, hasOriginAccessControl }: References): void {
  const { id, domainName, originPath, originAccessControlId } = origin;
  if (bucketOfDomain(domainName, region) === undefined) {
    throw notImplemented(`origins other than buckets of ${region}: the domain of ${id} is ${domainName}`);
  }
  if (!/^(\/.*[^/])?$/.test(originPath)) {
    throw new AwsError("InvalidOrigin", `OriginPath of ${id}: expected /folder without a slash at its end, or nothing`);
  }
  if (originAccessControlId !== "" && !hasOriginAccessControl(originAccessControlId)) {
    throw new AwsError("InvalidOriginAccessControl", "The origin access control is not valid.");
  }
}

function checkBehavior(behavior: CacheBehavior, config: DistributionConfig, references: References): void {
  const { targetOriginId, allowedMethods, cachedMethods, cachePolicyId, responseHeadersPolicyId } = behavior;
  if (!config.origins.some(({ id }) => id === targetOriginId)) {
    throw new AwsError("NoSuchOrigin", `No origin exists with the specified Origin Id: ${targetOriginId}`, 404);
  }
  if (!ALLOWED.some((set) => sameSet(set, allowedMethods))) {
    throw invalidArgument("AllowedMethods: expected GET and HEAD; GET, HEAD and OPTIONS; or all seven methods");
  }
  if (!ALLOWED.slice(0, 2).some((set) => sameSet(set, cachedMethods))) {
    throw invalidArgument("CachedMethods: expected GET and HEAD; or GET, HEAD and OPTIONS");
  }
  // Writing through a distribution has no use here.
  if (allowedMethods.includes("PUT")) throw notImplemented("methods other than GET, HEAD and OPTIONS");
  references.requireCachePolicy(cachePolicyId);
  if (responseHeadersPolicyId !== undefined) references.requireResponseHeadersPolicy(responseHeadersPolicyId);
  const unknown = behavior.trustedKeyGroups.find((id) => !references.hasKeyGroup(id));
  if (unknown !== undefined) {
    throw new AwsError("TrustedKeyGroupDoesNotExist", `The specified key group does not exist: ${unknown}`);
  }
  const events = behavior.functionAssociations.map(({ eventType }) => eventType);
  const problem =
    new Set(events).size < events.length
      ? "an event type has one function at most"
      : behavior.functionAssociations
          .filter(({ functionArn }) => references.functionByArn(functionArn)?.live === undefined)
          .map(({ functionArn }) => `${functionArn} is no published function`)[0];
  if (problem !== undefined) throw new AwsError("InvalidFunctionAssociation", `Function associations: ${problem}.`);
}

function checkNames({ aliases, viewerCertificate }: DistributionConfig, { takenNames }: References): void {
  const { acmCertificateArn, minimumProtocolVersion } = viewerCertificate;
  if (!PROTOCOL_VERSIONS.test(minimumProtocolVersion)) {
    throw new AwsError("InvalidMinimumProtocolVersion", `Minimum protocol version: got "${minimumProtocolVersion}"`);
  }
  if (acmCertificateArn !== undefined && !acmCertificateArn.startsWith("arn:aws:acm:us-east-1:")) {
    const message = "The specified SSL certificate doesn't exist, isn't in us-east-1 region, isn't valid, or doesn't";
    throw new AwsError("InvalidViewerCertificate", `${message} include a valid certificate chain.`);
  }
  if (aliases.length > 0 && acmCertificateArn === undefined) {
    const message = "To add an alternate domain name (CNAME) to a CloudFront distribution, you must attach a trusted";
    throw new AwsError("InvalidViewerCertificate", `${message} certificate that validates your right to use it.`);
  }
  const taken = aliases.find((alias) => takenNames.includes(alias));
  if (taken === undefined) return;
  throw new AwsError("CNAMEAlreadyExists", `One or more of the CNAMEs you provided are already in use: ${taken}`, 409);
}

/** Checks a definition as CloudFront does. @throws AwsError by CloudFront's codes; `NotImplemented`. */
export function checkDistribution(config: DistributionConfig, references: References): void {
  const { comment, origins, defaultRootObject, geoRestriction, customErrorResponses } = config;
  if (comment.length > 128) throw invalidArgument("Comment: expected at most 128 characters");
  if (origins.length === 0) throw invalidArgument("Origins: expected at least one");
  for (const origin of origins) checkOrigin(origin, references);
  if (defaultRootObject.startsWith("/")) {
    throw new AwsError(
      "InvalidDefaultRootObject",
      "The default root object file name is too big or contains an invalid character.",
    );
  }
  if (geoRestriction.restrictionType !== "none") throw notImplemented("restrictions by country");
  for (const { responseCode, responsePagePath } of customErrorResponses) {
    if ((responseCode === undefined) === (responsePagePath === undefined)) continue;
    throw new AwsError("InvalidResponseCode", "A response code and a response page path belong together.");
  }
  for (const behavior of [config.defaultCacheBehavior, ...config.orderedCacheBehaviors]) {
    checkBehavior(behavior, config, references);
  }
  checkNames(config, references);
}

/**
 * The bucket of an origin's domain name: `BUCKET.s3.REGION.amazonaws.com` of this region, or `BUCKET.s3.amazonaws.com`.
 * Undefined: it is no bucket, or one of another region.
 */
export function bucketOfDomain(domainName: string, region: string): string | undefined {
  const [, bucket, inName] = /^([a-z0-9][a-z0-9.-]+)\.s3(?:\.([a-z0-9-]+))?\.amazonaws\.com$/.exec(domainName) ?? [];
  return inName === undefined || inName === region ? bucket : undefined;
}

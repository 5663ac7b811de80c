import { generateKeyPairSync } from "node:crypto";
import { deepEqual, equal, match, rejects, throws } from "node:assert/strict";

import type { CacheBehavior, DistributionConfig } from "../../src/cloudfront/types";
import { definitionOf, plainPolicy, useDistribution, type DistributionParts } from "./use-distribution";

const encodedKey = generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey.export({
  type: "spki",
  format: "pem",
});

describe("the definition of a distribution", () => {
  const suite = useDistribution();
  const cloudfront = () => suite().cloud.services.cloudfront;
  const definition = (parts?: DistributionParts) => definitionOf(suite().cloud, suite().bucket, parts);

  it("becomes a distribution with names of its own", async () => {
    const { distributions } = cloudfront();
    const made = await distributions.create(definition(), { project: "images" });
    match(made.id, /^E[A-Z0-9]{13}$/);
    equal(made.arn, `arn:aws:cloudfront::000000000000:distribution/${made.id}`);
    match(made.domainName, /^d[a-z0-9]{13}\.cloudfront\.net$/);
    equal(made.hostedZoneId, "Z2FDTNDATAQYW2");
    equal(made.status, "Deployed");
    deepEqual(made.tags, { project: "images" });
    match(distributions.urlOf(made.id), /^http:\/\/127\.0\.0\.1:\d+$/);
    deepEqual(distributions.get(made.id), made);
  });

  it("is refused where CloudFront would refuse it, by its code", async () => {
    const origin = definition().origins[0];
    const behavior = (change: Partial<CacheBehavior>): DistributionParts => ({ behavior: change });
    const config = (change: Partial<DistributionConfig>): DistributionParts => ({ config: change });
    const withOrigin = (change: object) => config({ origins: [{ ...origin, ...change } as never] });
    const certificate = { minimumProtocolVersion: "TLSv1.2_2021", acmCertificateArn: "arn:aws:acm:eu-west-1:0:c" };
    const cases: readonly (readonly [code: string, parts: DistributionParts])[] = [
      ["NoSuchOrigin", behavior({ targetOriginId: "other" })],
      ["NoSuchCachePolicy", behavior({ cachePolicyId: "none" })],
      ["NoSuchResponseHeadersPolicy", behavior({ responseHeadersPolicyId: "none" })],
      ["InvalidOriginAccessControl", { accessControlId: "ENONE" }],
      ["TrustedKeyGroupDoesNotExist", behavior({ trustedKeyGroups: ["none"] })],
      [
        "InvalidFunctionAssociation",
        behavior({ functionAssociations: [{ eventType: "viewer-request", functionArn: "" }] }),
      ],
      ["InvalidArgument", behavior({ allowedMethods: ["GET"] })],
      ["InvalidArgument", behavior({ cachedMethods: ["HEAD"] })],
      ["NotImplemented", behavior({ allowedMethods: ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"] })],
      ["NotImplemented", withOrigin({ domainName: "www.example.com" })],
      ["NotImplemented", withOrigin({ domainName: "images.s3.ap-south-1.amazonaws.com" })],
      ["InvalidOrigin", withOrigin({ originPath: "/folder/" })],
      ["InvalidArgument", config({ origins: [] })],
      ["InvalidDefaultRootObject", config({ defaultRootObject: "/index.html" })],
      ["NotImplemented", config({ geoRestriction: { restrictionType: "whitelist", locations: ["DE"] } })],
      ["InvalidResponseCode", config({ customErrorResponses: [{ errorCode: 403, responseCode: 404 }] })],
      ["InvalidViewerCertificate", config({ aliases: ["images.example.com"] })],
      ["InvalidViewerCertificate", config({ viewerCertificate: certificate })],
      ["InvalidMinimumProtocolVersion", config({ viewerCertificate: { minimumProtocolVersion: "TLSv9" } })],
      ["InvalidArgument", config({ comment: "a".repeat(129) })],
    ];
    const before = cloudfront().distributions.all().length;
    for (const [code, parts] of cases) {
      await rejects(cloudfront().distributions.create(definition(parts)), { code }, JSON.stringify(parts));
    }
    equal(cloudfront().distributions.all().length, before);
  });

  it("has a caller reference and alternate names that no other has", async () => {
    const { distributions } = cloudfront();
    const viewerCertificate = {
      ...{ minimumProtocolVersion: "TLSv1.2_2021", sslSupportMethod: "sni-only" as const },
      acmCertificateArn: "arn:aws:acm:us-east-1:000000000000:certificate/c",
    };
    const named = () => definition({ config: { aliases: ["images.example.com"], viewerCertificate } });
    const first = await distributions.create({ ...named(), callerReference: "one" });
    await rejects(distributions.create({ ...definition(), callerReference: "one" }), {
      code: "DistributionAlreadyExists",
    });
    await rejects(distributions.create(named()), { code: "CNAMEAlreadyExists" });
    equal(distributions.update(first.id, first.config).config.aliases[0], "images.example.com");
  });

  it("is changed and deleted in the version that the caller knows", async () => {
    const { distributions } = cloudfront();
    const made = await distributions.create(definition());
    const off = { ...made.config, enabled: false };
    throws(() => distributions.update(made.id, off, "EOLD"), { code: "PreconditionFailed", status: 412 });
    await rejects(distributions.delete(made.id, made.etag), { code: "DistributionNotDisabled", status: 409 });
    const changed = distributions.update(made.id, off, made.etag);
    throws(() => distributions.update(made.id, { ...off, callerReference: "other" }), { code: "IllegalUpdate" });
    await rejects(distributions.delete(made.id, made.etag), { code: "PreconditionFailed" });
    await distributions.delete(made.id, changed.etag);
    throws(() => distributions.get(made.id), { code: "NoSuchDistribution", status: 404 });
    throws(() => distributions.urlOf(made.id), { code: "NoSuchDistribution" });
  });

  it("holds on to what it refers to", async () => {
    const { distributions, originAccessControls, cachePolicies, keyGroups, publicKeys, functions } = cloudfront();
    const { responseHeadersPolicies } = cloudfront();
    const key = publicKeys.create({ name: "held", comment: "", encodedKey: String(encodedKey) });
    const group = keyGroups.create({ name: "held", comment: "", items: [key.id] });
    const headers = responseHeadersPolicies.create({
      ...{ name: "held", comment: "", security: {}, custom: [], remove: [] },
    });
    const code = "function handler(event) { return event.request; }";
    const fn = functions.create({ name: "held", comment: "", runtime: "cloudfront-js-2.0", code });
    functions.publish("held");
    const made = await distributions.create(
      definition({
        behavior: {
          ...{ trustedKeyGroups: [group.id], responseHeadersPolicyId: headers.id },
          functionAssociations: [{ eventType: "viewer-request", functionArn: fn.arn }],
        },
      }),
    );
    const accessControl = made.config.origins[0]?.originAccessControlId ?? "";
    const cachePolicy = made.config.defaultCacheBehavior.cachePolicyId;
    throws(() => originAccessControls.delete(accessControl), { code: "OriginAccessControlInUse", status: 409 });
    throws(() => cachePolicies.delete(cachePolicy), { code: "CachePolicyInUse" });
    throws(() => responseHeadersPolicies.delete(headers.id), { code: "ResponseHeadersPolicyInUse" });
    throws(() => keyGroups.delete(group.id), { code: "ResourceInUse" });
    throws(() => publicKeys.delete(key.id), { code: "PublicKeyInUse" });
    throws(() => functions.delete("held"), { code: "FunctionInUse" });
    distributions.update(made.id, { ...made.config, enabled: false });
    await distributions.delete(made.id);
    originAccessControls.delete(accessControl);
    cachePolicies.delete(cachePolicy);
    responseHeadersPolicies.delete(headers.id);
    keyGroups.delete(group.id);
    publicKeys.delete(key.id);
    functions.delete("held");
  });
});

describe("a resource that distributions refer to", () => {
  const suite = useDistribution();
  const cloudfront = () => suite().cloud.services.cloudfront;

  it("is found by its identifier, under a name that no other has", () => {
    const { cachePolicies } = cloudfront();
    const made = cachePolicies.create({ ...plainPolicy, name: "unique" });
    deepEqual(cachePolicies.get(made.id), made);
    throws(() => cachePolicies.create({ ...plainPolicy, name: "unique" }), { code: "CachePolicyAlreadyExists" });
    const other = cachePolicies.create({ ...plainPolicy, name: "other" });
    throws(() => cachePolicies.update(other.id, made.config), { code: "CachePolicyAlreadyExists" });
    const changed = cachePolicies.update(made.id, { ...made.config, comment: "new" }, made.etag);
    equal(changed.config.comment, "new");
    throws(() => cachePolicies.update(made.id, made.config, made.etag), { code: "PreconditionFailed" });
    cachePolicies.delete(made.id);
    throws(() => cachePolicies.get(made.id), { code: "NoSuchCachePolicy", status: 404 });
  });

  it("may be one that AWS manages", () => {
    const { cachePolicies } = cloudfront();
    const optimized = cachePolicies.get("658327ea-f89d-4fab-a63d-7e88639e58f6");
    equal(optimized.config.name, "Managed-CachingOptimized");
    throws(() => cachePolicies.delete(optimized.id), { code: "IllegalUpdate" });
  });

  it("is checked as CloudFront checks it", () => {
    const { cachePolicies, originAccessControls, responseHeadersPolicies, publicKeys, keyGroups, functions } =
      cloudfront();
    const invalid = { code: "InvalidArgument" };
    throws(() => cachePolicies.create({ ...plainPolicy, name: "a b" }), invalid);
    throws(() => cachePolicies.create({ ...plainPolicy, minTtlSec: 100_000 }), invalid);
    throws(() => cachePolicies.create({ ...plainPolicy, headers: { behavior: "whitelist", items: [] } }), invalid);
    const off = { minTtlSec: 0, defaultTtlSec: 0, maxTtlSec: 0 };
    throws(() => cachePolicies.create({ ...plainPolicy, ...off, acceptEncodingGzip: true }), invalid);
    const access = { description: "", originType: "s3", signingBehavior: "always", signingProtocol: "sigv4" } as const;
    throws(() => originAccessControls.create({ ...access, name: "x", originType: "lambda" as "s3" }), {
      code: "NotImplemented",
    });
    const headers = { name: "x", comment: "", security: {}, custom: [], remove: [] };
    throws(() => responseHeadersPolicies.create({ ...headers, remove: ["Via"] }), invalid);
    const added = [{ header: "X-Cache", value: "", override: true }];
    throws(() => responseHeadersPolicies.create({ ...headers, custom: added }), invalid);
    const xss = { protection: true, modeBlock: true, reportUri: "https://a", override: true };
    throws(() => responseHeadersPolicies.create({ ...headers, security: { xssProtection: xss } }), invalid);
    const cors = { allowCredentials: false, allowHeaders: [], exposeHeaders: [], originOverride: true };
    for (const origin of ["https://exa*mple.org", "test.*.example.org", "https://a.example/path"]) {
      const allowing = { ...cors, allowMethods: ["GET"], allowOrigins: [origin] };
      throws(() => responseHeadersPolicies.create({ ...headers, cors: allowing }), invalid, origin);
    }
    const small = generateKeyPairSync("rsa", { modulusLength: 1024 }).publicKey;
    for (const pem of ["none", String(small.export({ type: "spki", format: "pem" }))]) {
      throws(() => publicKeys.create({ name: "x", comment: "", encodedKey: pem }), invalid);
    }
    const key = publicKeys.create({ name: "fixed", comment: "", encodedKey: String(encodedKey) });
    const another = String(
      generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey.export({ type: "spki", format: "pem" }),
    );
    throws(() => publicKeys.update(key.id, { ...key.config, encodedKey: another }), {
      code: "CannotChangeImmutablePublicKeyFields",
    });
    throws(() => keyGroups.create({ name: "x", comment: "", items: ["none"] }), { code: "NoSuchPublicKey" });
    throws(() => keyGroups.create({ name: "x", comment: "", items: [] }), invalid);
    const fn = { name: "limits", comment: "", runtime: "cloudfront-js-2.0", code: " ".repeat(10_240) } as const;
    throws(() => functions.create({ ...fn, code: `${fn.code} ` }), { code: "FunctionSizeLimitExceeded", status: 413 });
    throws(() => functions.create({ ...fn, runtime: "cloudfront-js-1.0" as "cloudfront-js-2.0" }), {
      code: "NotImplemented",
    });
    functions.create(fn);
    throws(() => functions.create(fn), { code: "FunctionAlreadyExists" });
    throws(() => functions.publish("limits", "EOLD"), { code: "PreconditionFailed" });
    throws(() => functions.get("none"), { code: "NoSuchFunctionExists" });
  });
});

import { expect } from "chai";
import { readConfig } from "../../infra/config";
import { deploy, DESTINATION_ARN, DISTRIBUTION_ARN, statementsOf } from "./deployed-stack";

const problemsOf = (delivery: object): string[] => {
  try {
    readConfig({ delivery: JSON.stringify(delivery) });
  } catch (error) {
    return (error as Error).message.split("\n  ").slice(1);
  }
  return [];
};

const CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d-0000-4000-8000-0123456789ab";
const own = { domain: "images.example.org", certificateArn: CERTIFICATE };

describe("delivery in the config", () => {
  it("is off, or on with its defaults", () => {
    expect(readConfig({}).delivery).to.be.undefined;
    expect(readConfig({ delivery: "true" }).delivery).to.deep.equal({
      domain: undefined,
      certificateArn: undefined,
      priceClass: "PriceClass_100",
      signed: false,
      headers: { corsOrigins: [], crossOriginResourcePolicy: "cross-origin" },
    });
  });

  it("takes a domain with a certificate, where CloudFront looks for it", () => {
    expect(readConfig({ delivery: JSON.stringify(own) }).delivery).to.include(own);
    expect(problemsOf({ domain: own.domain })).to.deep.equal([
      "delivery.certificateArn: expected a certificate for images.example.org: the ARN of an ACM certificate in us-east-1, where CloudFront looks for it, got undefined",
    ]);
    expect(problemsOf({ certificateArn: CERTIFICATE })).to.deep.equal([
      "delivery.domain: expected the host name that the certificate is of, got undefined",
    ]);
    const elsewhere = CERTIFICATE.replace("us-east-1", "eu-central-1");
    expect(problemsOf({ ...own, certificateArn: elsewhere })).to.deep.equal([
      `delivery.certificateArn: expected the ARN of an ACM certificate in us-east-1, where CloudFront looks for it, got "${elsewhere}"`,
    ]);
  });

  for (const domain of [
    "https://images.example.org",
    "images",
    "Images.example.org",
    "*.example.org",
    "-a.example.org",
  ])
    it(`refuses the domain ${domain}`, () => {
      expect(problemsOf({ ...own, domain })[0]).to.match(/^delivery\.domain: expected a host name such as/);
    });

  it("takes origins, or any", () => {
    for (const corsOrigins of [["https://example.org", "http://localhost:3000"], ["*"], []])
      expect(problemsOf({ headers: { corsOrigins } })).to.deep.equal([]);
    for (const corsOrigins of [["example.org"], ["https://example.org/"], Array(21).fill("*")])
      expect(problemsOf({ headers: { corsOrigins } })[0]).to.match(
        /^delivery\.headers\.corsOrigins: expected at most 20 origins/,
      );
  });

  it("signs links only where something issues them", () => {
    const signed = JSON.stringify({ signed: true });
    expect(readConfig({ delivery: signed, uploadApi: "true" }).delivery?.signed).to.be.true;
    const without: Record<string, string>[] = [{}, { uploadApi: "true", metadata: "false" }];
    for (const config of without)
      expect(() => readConfig({ delivery: signed, ...config })).to.throw("signed only with uploadApi and metadata");
  });

  it("names every unknown setting, and every wrong choice", () => {
    expect(problemsOf({ adress: "stable", priceClass: "cheap", headers: { frames: true } })).to.deep.equal([
      'delivery.priceClass: expected one of PriceClass_100, PriceClass_200, PriceClass_All, got "cheap"',
      "delivery.headers.frames: unknown setting",
      "delivery.adress: unknown setting",
    ]);
  });
});

const TYPE = "aws:cloudfront/distribution:Distribution";

describe("delivery", () => {
  it("declares nothing where it is off", async () => {
    const stack = await deploy();
    expect(Object.keys(stack.counts()).filter((type) => type.startsWith("aws:cloudfront"))).to.deep.equal([]);
  });

  it("serves the results over HTTPS, by path alone", async () => {
    const stack = await deploy({ delivery: "true" });
    expect(stack.one(TYPE).inputs).to.deep.equal({
      comment: "Results of the image pipeline",
      enabled: true,
      isIpv6Enabled: true,
      httpVersion: "http2and3",
      priceClass: "PriceClass_100",
      defaultRootObject: "index.html",
      origins: [
        {
          originId: "results",
          domainName: "images-destination-bucket-1a2b3c4.s3.eu-central-1.amazonaws.com",
          originAccessControlId: "images-delivery-access-id",
        },
      ],
      defaultCacheBehavior: {
        targetOriginId: "results",
        viewerProtocolPolicy: "redirect-to-https",
        allowedMethods: ["GET", "HEAD"],
        cachedMethods: ["GET", "HEAD"],
        compress: false,
        cachePolicyId: "images-delivery-caching-id",
        responseHeadersPolicyId: "images-delivery-headers-id",
      },
      restrictions: { geoRestriction: { restrictionType: "none" } },
      viewerCertificate: { cloudfrontDefaultCertificate: true },
      waitForDeployment: false,
    });
    expect(stack.one("aws:cloudfront/originAccessControl:OriginAccessControl").inputs).to.include({
      originAccessControlOriginType: "s3",
      signingBehavior: "always",
      signingProtocol: "sigv4",
    });
    expect(
      stack.one("aws:cloudfront/cachePolicy:CachePolicy").inputs.parametersInCacheKeyAndForwardedToOrigin,
    ).to.deep.equal({
      cookiesConfig: { cookieBehavior: "none" },
      headersConfig: { headerBehavior: "none" },
      queryStringsConfig: { queryStringBehavior: "none" },
      enableAcceptEncodingBrotli: false,
      enableAcceptEncodingGzip: false,
    });
  });

  it("answers under its own name with TLS 1.2", async () => {
    const { inputs } = (await deploy({ delivery: JSON.stringify(own) })).one(TYPE);
    expect(inputs.aliases).to.deep.equal(["images.example.org"]);
    expect(inputs.viewerCertificate).to.deep.equal({
      acmCertificateArn: CERTIFICATE,
      sslSupportMethod: "sni-only",
      minimumProtocolVersion: "TLSv1.2_2021",
    });
  });

  it("lets this distribution alone read results, and nobody write or list them", async () => {
    const stack = await deploy({ delivery: "true" });
    const policyOf = (bucket: string) =>
      statementsOf(stack.one("aws:s3/bucketPolicy:BucketPolicy", bucket).inputs.policy).filter(
        ({ Effect }) => Effect === "Allow",
      );
    expect(policyOf("destination")).to.deep.equal([
      {
        Sid: "ReadByDistribution",
        Effect: "Allow",
        Principal: { Service: "cloudfront.amazonaws.com" },
        Action: "s3:GetObject",
        Resource: `${DESTINATION_ARN}/*`,
        Condition: { StringEquals: { "aws:SourceArn": DISTRIBUTION_ARN } },
      },
    ]);
    expect(policyOf("source")).to.deep.equal([]);
  });

  it("lets it decrypt with the key of the results, and with no key where they have none", async () => {
    const stack = await deploy({ delivery: "true", encryption: "kms" });
    expect(statementsOf(stack.one("aws:kms/key:Key").inputs.policy)).to.deep.include({
      Sid: "DecryptByDistribution",
      Effect: "Allow",
      Principal: { Service: "cloudfront.amazonaws.com" },
      Action: "kms:Decrypt",
      Resource: "*",
      Condition: { StringEquals: { "aws:SourceArn": DISTRIBUTION_ARN } },
    });
    const alertsOnly = await deploy({ delivery: "true", monitoring: "true" });
    const sids = statementsOf(alertsOnly.one("aws:kms/key:Key").inputs.policy).map(({ Sid }) => Sid);
    expect(sids).not.to.include("DecryptByDistribution");
  });

  it("protects what it answers with headers, and hides how it is stored", async () => {
    const { inputs } = (await deploy({ delivery: "true" })).one(
      "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy",
    );
    expect(inputs).not.to.have.property("corsConfig");
    expect(inputs.customHeadersConfig).to.deep.equal({
      items: [{ header: "Cross-Origin-Resource-Policy", value: "cross-origin", override: true }],
    });
    expect(inputs.securityHeadersConfig).to.deep.equal({
      contentSecurityPolicy: { contentSecurityPolicy: "default-src 'none'", override: true },
      contentTypeOptions: { override: true },
      strictTransportSecurity: {
        accessControlMaxAgeSec: 31_536_000,
        includeSubdomains: false,
        preload: false,
        override: true,
      },
    });
    expect((inputs.removeHeadersConfig as { items: unknown[] }).items).to.deep.include({
      header: "x-amz-server-side-encryption-aws-kms-key-id",
    });
  });

  it("lets scripts of the origins read results that are named", async () => {
    const headers = { corsOrigins: ["https://example.org"], crossOriginResourcePolicy: "same-site" };
    const { inputs } = (await deploy({ delivery: JSON.stringify({ headers }) })).one(
      "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy",
    );
    expect(inputs.corsConfig).to.deep.include({
      accessControlAllowCredentials: false,
      accessControlAllowMethods: { items: ["GET", "HEAD"] },
      accessControlAllowOrigins: { items: ["https://example.org"] },
      originOverride: true,
    });
    expect(inputs.customHeadersConfig).to.deep.equal({
      items: [{ header: "Cross-Origin-Resource-Policy", value: "same-site", override: true }],
    });
  });

  it("lets the edge choose between the formats of sets, and only there", async () => {
    const hero = { name: "hero", widths: [320, 640], format: "each", formats: ["jpeg", "avif", "webp"] };
    const logo = { name: "logo", width: 64, height: 64, format: "each", formats: ["webp", "png"] };
    const variants = JSON.stringify([hero, logo, { name: "processed", width: 300, height: 300 }]);
    const stack = await deploy({ delivery: "true", variants });
    const code = String(stack.one("aws:cloudfront/function:Function").inputs.code);
    expect(code).to.include(
      'const formats = {"hero_320":["avif","webp","jpeg"],"hero_640":["avif","webp","jpeg"],"logo":["webp","png"]};',
    );
    expect(stack.one(TYPE).inputs.defaultCacheBehavior).to.deep.include({
      functionAssociations: [
        {
          eventType: "viewer-request",
          functionArn: "arn:aws:cloudfront::123456789012:function/images-delivery-negotiation",
        },
      ],
    });
    const { customHeadersConfig } = stack.one("aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy").inputs;
    expect((customHeadersConfig as { items: unknown[] }).items).to.deep.include({
      header: "Vary",
      value: "Accept",
      override: true,
    });
    expect((await deploy({ delivery: "true" })).ofType("aws:cloudfront/function:Function")).to.be.empty;
  });

  it("takes signed links alone where it is told to, signed with a key that never leaves KMS", async () => {
    const stack = await deploy({ delivery: '{"signed":true}', uploadApi: "true" });
    const { defaultCacheBehavior } = stack.one(TYPE).inputs;
    expect(defaultCacheBehavior).to.deep.include({ trustedKeyGroups: ["images-delivery-signing-group-id"] });
    expect(stack.one("aws:kms/key:Key").inputs).to.include({
      keyUsage: "SIGN_VERIFY",
      customerMasterKeySpec: "RSA_2048",
    });
    expect(stack.one("aws:cloudfront/keyGroup:KeyGroup").inputs.items).to.deep.equal([
      "images-delivery-signing-public-id",
    ]);
    const signers = stack
      .ofType("aws:iam/rolePolicy:RolePolicy")
      .flatMap(({ name, inputs }) => statementsOf(inputs.policy).map((statement) => ({ name, ...statement })))
      .filter(({ Action }) => Action.includes("kms:Sign"));
    expect(signers).to.deep.equal([
      {
        name: "images-api-image-status-policy",
        Sid: "SignLinks",
        Effect: "Allow",
        Action: ["kms:Sign"],
        Resource: ["arn:aws:kms:eu-central-1:123456789012:key/images-delivery-signing-key"],
        Condition: { StringEquals: { "kms:SigningAlgorithm": "RSASSA_PKCS1_V1_5_SHA_256" } },
      },
    ]);
    const { environment } = stack.one("aws:lambda/function:Function", "image-status").inputs;
    expect((environment as { variables: object }).variables).to.include({
      DELIVERY_URL: "https://d111111abcdef8.cloudfront.net",
      EDGE_KEY_ARN: "arn:aws:kms:eu-central-1:123456789012:key/images-delivery-signing-key",
      EDGE_KEY_PAIR_ID: "images-delivery-signing-public-id",
    });
  });

  it("says where manifests find results to those that write them, unless links to results end", async () => {
    const told = async (config: Record<string, string>) => {
      const stack = await deploy({
        manifest: "true",
        uploadApi: "true",
        workflow: "true",
        deleteDerivatives: "true",
        ...config,
      });
      return stack.ofType("aws:lambda/function:Function").flatMap(({ name, inputs }) => {
        const { variables } = inputs.environment as { variables: Record<string, string> };
        expect(variables.MANIFEST, name).to.equal("true");
        return "DELIVERY_URL" in variables ? [name] : [];
      });
    };
    expect(await told({ delivery: "true" })).to.have.members([
      "image-workflow-render",
      "image-workflow-record",
      "image-removal-function",
      "image-api-image-status",
    ]);
    expect(await told({ delivery: '{"signed":true}' })).to.deep.equal(["image-api-image-status"]);
  });

  it("lets those invalidate that change results, this distribution alone, and nobody where it is off", async () => {
    const changing = async (config: Record<string, string>) => {
      const stack = await deploy({ uploadApi: "true", deleteDerivatives: "true", ...config });
      const granted = stack
        .ofType("aws:iam/rolePolicy:RolePolicy")
        .flatMap(({ name, inputs }) => statementsOf(inputs.policy).map((statement) => ({ name, ...statement })))
        .filter(({ Action }) => Action.includes("cloudfront:CreateInvalidation"));
      for (const { Resource } of granted) expect(Resource).to.deep.equal([DISTRIBUTION_ARN]);
      const told = stack
        .ofType("aws:lambda/function:Function")
        .filter(({ inputs }) => "DISTRIBUTION_ID" in (inputs.environment as { variables: object }).variables);
      expect(told, "functions that may, and those that know which").to.have.length(granted.length);
      return granted.map(({ name }) => name);
    };
    expect(await changing({})).to.deep.equal([]);
    expect(await changing({ delivery: "true" })).to.have.members([
      "images-process-policy",
      "images-removal-policy",
      "images-api-delete-image-policy",
    ]);
    expect(await changing({ delivery: "true", workflow: "true" })).to.have.members([
      "images-workflow-render-policy",
      "images-workflow-record-policy",
      "images-removal-policy",
      "images-api-delete-image-policy",
    ]);
  });

  it("keeps its access logs in the bucket of access logs, without ACLs", async () => {
    const stack = await deploy({ delivery: "true", accessLogs: "true" });
    const source = stack.one("aws:cloudwatch/logDeliverySource:LogDeliverySource").inputs;
    expect(source).to.deep.equal({ region: "us-east-1", logType: "ACCESS_LOGS", resourceArn: DISTRIBUTION_ARN });
    expect(
      stack.one("aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination").inputs.deliveryDestinationConfiguration,
    ).to.deep.equal({ destinationResourceArn: "arn:aws:s3:::images-access-logs-bucket-1a2b3c4" });
    expect(statementsOf(stack.one("aws:s3/bucketPolicy:BucketPolicy", "access-logs").inputs.policy)).to.deep.include({
      Sid: "DeliverDistributionLogs",
      Effect: "Allow",
      Principal: { Service: "delivery.logs.amazonaws.com" },
      Action: "s3:PutObject",
      Resource: "arn:aws:s3:::images-access-logs-bucket-1a2b3c4/AWSLogs/123456789012/*",
      Condition: {
        StringEquals: { "aws:SourceAccount": "123456789012", "s3:x-amz-acl": "bucket-owner-full-control" },
        ArnLike: { "aws:SourceArn": "arn:aws:logs:us-east-1:123456789012:delivery-source:*" },
      },
    });
    const without = await deploy({ delivery: "true" });
    expect(without.ofType("aws:cloudwatch/logDelivery:LogDelivery")).to.be.empty;
  });
});

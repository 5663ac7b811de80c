import type * as pulumi from "@pulumi/pulumi";
import type { ConfigReader } from "../config-reader";
import type { Settings } from "../settings";

/** Settings of the distribution in front of the results. */
export interface DeliveryConfig {
  /** Name of its own that it answers under; absent: one below cloudfront.net. */
  readonly domain?: string;
  /** Certificate of the domain, in us-east-1; present where the domain is. */
  readonly certificateArn?: pulumi.Input<string>;
  /** Which of CloudFront's locations answer. */
  readonly priceClass: "PriceClass_100" | "PriceClass_200" | "PriceClass_All";
  /** Whether results are answered to signed links alone, which the status API issues. */
  readonly signed: boolean;
  readonly headers: DeliveryHeaders;
}

/** What answers say to browsers. */
export interface DeliveryHeaders {
  /** Origins whose scripts may read results; none: no other one. */
  readonly corsOrigins: readonly string[];
  /** `Cross-Origin-Resource-Policy`: whose pages may show results. */
  readonly crossOriginResourcePolicy: "same-origin" | "same-site" | "cross-origin";
}

export const deliverySettings = {
  domain: {
    kind: "text",
    unit: "host name",
    pattern: /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])$/,
    expected: "a host name such as images.example.org, in lower case",
    meaning: "Name under which results are delivered; absent: one below `cloudfront.net`",
  },
  certificateArn: {
    kind: "text",
    unit: "ARN",
    pattern: /^arn:aws(-[a-z]+)*:acm:us-east-1:\d{12}:certificate\/[\w-]+$/,
    expected: "the ARN of an ACM certificate in us-east-1, where CloudFront looks for it",
    output: true,
    meaning: "Certificate of `domain`",
  },
  priceClass: {
    kind: "choice",
    choices: ["PriceClass_100", "PriceClass_200", "PriceClass_All"],
    fallback: "PriceClass_100",
    meaning:
      "Which of CloudFront's locations answer; `PriceClass_100`: those of Europe and North America, for everybody",
  },
  signed: {
    kind: "flag",
    fallback: false,
    meaning: "Whether results are answered to [signed links](delivery.md#signed-links) of the status API alone",
  },
} as const satisfies Settings;

/** Settings below `headers` besides `corsOrigins`. */
export const deliveryHeaderSettings = {
  crossOriginResourcePolicy: {
    kind: "choice",
    choices: ["same-origin", "same-site", "cross-origin"],
    fallback: "cross-origin",
    meaning: "`Cross-Origin-Resource-Policy`: the pages that may show results",
  },
} as const satisfies Settings;

/** Most origins that a stack may name. */
export const MAX_CORS_ORIGINS = 20;

const originPattern = /^(\*|https?:\/\/[^/'"\s*]+)$/;

const defaultHeaders: DeliveryHeaders = { corsOrigins: [], crossOriginResourcePolicy: "cross-origin" };

export function readDelivery(reader: ConfigReader): DeliveryConfig {
  const settings = reader.read(deliverySettings);
  const { domain, certificateArn } = settings;
  if (domain !== undefined && reader.raw("certificateArn") === undefined) {
    reader.problem("certificateArn", `a certificate for ${domain}: ${deliverySettings.certificateArn.expected}`);
  }
  if (certificateArn !== undefined && reader.raw("domain") === undefined) {
    reader.problem("domain", "the host name that the certificate is of");
  }
  return { ...settings, headers: reader.feature("headers", readHeaders) ?? defaultHeaders };
}

function readHeaders(reader: ConfigReader): DeliveryHeaders {
  const corsOrigins = reader.texts("corsOrigins", []);
  const isUsable = corsOrigins.length <= MAX_CORS_ORIGINS && corsOrigins.every((origin) => originPattern.test(origin));
  if (!isUsable) {
    reader.problem("corsOrigins", `at most ${MAX_CORS_ORIGINS} origins such as https://example.org, or * for any`);
  }
  return { corsOrigins, ...reader.read(deliveryHeaderSettings) };
}

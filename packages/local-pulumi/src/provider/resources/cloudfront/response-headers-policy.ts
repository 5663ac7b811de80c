import type { ResponseHeadersPolicyConfig, SecurityHeaders } from "@image-pipeline/local-aws";
import { flag, integer, list, object, oneOf, text, type Property } from "../../schema";
import { length } from "../../validators";
import type { Bag } from "../../../property-values";
import { versioned } from "./versioned";

const REQUIRED = { required: true } as const;
const texts = object({ items: list(text(), { asSet: true }) }, REQUIRED);
const override = flag(REQUIRED);
const SECONDS: Property = integer(0, 2 ** 31 - 1);

type Items<T> = { readonly items?: readonly T[] } | undefined;
const itemsOf = <T>(value: unknown): readonly T[] => (value as Items<T>)?.items ?? [];

function corsOf(cors: Bag | undefined): ResponseHeadersPolicyConfig["cors"] {
  if (cors === undefined) return undefined;
  return {
    allowCredentials: cors.accessControlAllowCredentials === true,
    allowHeaders: itemsOf<string>(cors.accessControlAllowHeaders),
    allowMethods: itemsOf<string>(cors.accessControlAllowMethods),
    allowOrigins: itemsOf<string>(cors.accessControlAllowOrigins),
    exposeHeaders: itemsOf<string>(cors.accessControlExposeHeaders),
    ...(typeof cors.accessControlMaxAgeSec === "number" && { maxAgeSec: cors.accessControlMaxAgeSec }),
    originOverride: cors.originOverride === true,
  };
}

interface Hsts {
  readonly accessControlMaxAgeSec: number;
  readonly includeSubdomains?: boolean;
  readonly preload?: boolean;
  readonly override: boolean;
}

function securityOf(security: Bag = {}): SecurityHeaders {
  const policy = security.contentSecurityPolicy as { contentSecurityPolicy: string; override: boolean } | undefined;
  const types = security.contentTypeOptions as { override: boolean } | undefined;
  const hsts = security.strictTransportSecurity as Hsts | undefined;
  return {
    ...(policy && { contentSecurityPolicy: { value: policy.contentSecurityPolicy, override: policy.override } }),
    ...(types && { contentTypeOptions: { override: types.override } }),
    ...(hsts && {
      strictTransportSecurity: {
        maxAgeSec: hsts.accessControlMaxAgeSec,
        includeSubdomains: hsts.includeSubdomains === true,
        preload: hsts.preload === true,
        override: hsts.override,
      },
    }),
  };
}

/** `aws.cloudfront.ResponseHeadersPolicy`, with the security headers that images have a use for. */
export const responseHeadersPolicy = versioned<ResponseHeadersPolicyConfig>({
  token: "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy",
  autoName: { property: "name", maxLength: 128 },
  missing: "NoSuchResponseHeadersPolicy",
  properties: {
    comment: text({ test: length(0, 128) }),
    corsConfig: object({
      accessControlAllowCredentials: flag(REQUIRED),
      accessControlAllowHeaders: texts,
      accessControlAllowMethods: object(
        {
          items: list(oneOf(["GET", "POST", "OPTIONS", "PUT", "DELETE", "PATCH", "HEAD", "ALL"]), { asSet: true }),
        },
        REQUIRED,
      ),
      accessControlAllowOrigins: texts,
      accessControlExposeHeaders: object({ items: list(text(), { asSet: true }) }),
      accessControlMaxAgeSec: SECONDS,
      originOverride: flag(REQUIRED),
    }),
    customHeadersConfig: object({
      items: list(object({ header: text(REQUIRED), override, value: text(REQUIRED) }), { asSet: true }),
    }),
    name: text({ computed: true, test: length(1, 128) }),
    removeHeadersConfig: object({ items: list(object({ header: text(REQUIRED) }), { asSet: true }) }),
    securityHeadersConfig: object({
      contentSecurityPolicy: object({ contentSecurityPolicy: text(REQUIRED), override }),
      contentTypeOptions: object({ override }),
      strictTransportSecurity: object({
        accessControlMaxAgeSec: { ...SECONDS, ...REQUIRED },
        includeSubdomains: flag(),
        override,
        preload: flag(),
      }),
    }),
  },
  store: ({ services }) => services.cloudfront.responseHeadersPolicies,
  configOf: (inputs) => ({
    name: inputs.name as string,
    comment: (inputs.comment as string | undefined) ?? "",
    cors: corsOf(inputs.corsConfig as Bag | undefined),
    security: securityOf(inputs.securityHeadersConfig as Bag | undefined),
    custom: itemsOf<ResponseHeadersPolicyConfig["custom"][number]>(inputs.customHeadersConfig),
    remove: itemsOf<{ header: string }>(inputs.removeHeadersConfig).map(({ header }) => header),
  }),
  // CloudFront answers what it was given.
  outputsOf: ({ name, comment }, known) => ({
    comment: comment === "" ? undefined : comment,
    corsConfig: known.corsConfig,
    customHeadersConfig: known.customHeadersConfig,
    name,
    removeHeadersConfig: known.removeHeadersConfig,
    securityHeadersConfig: known.securityHeadersConfig,
  }),
});

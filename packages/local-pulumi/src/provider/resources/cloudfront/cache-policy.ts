import type { CachePolicyConfig } from "@image-pipeline/local-aws";
import { flag, integer, list, object, oneOf, text, type Property } from "../../schema";
import { length } from "../../validators";
import type { Bag } from "../../../property-values";
import { versioned } from "./versioned";

/** Seconds. */
const ttl = (byDefault: number): Property => integer(0, 2 ** 31 - 1, { byDefault });

const names = object({ items: list(text(), { asSet: true }) });

/** A part of a cache key: `{ headerBehavior, headers: { items } }`. */
const keyPart = (behavior: string, items: string, values: readonly string[]): Property =>
  object({ [behavior]: oneOf(values, { required: true }), [items]: names }, { required: true });

const itemsOf = (part: Bag, items: string): readonly string[] =>
  ((part[items] as { items?: readonly string[] } | undefined)?.items ?? []).toSorted();

const partOutput = (
  behavior: string,
  items: string,
  part: { readonly behavior: string; readonly items: readonly string[] },
) => ({
  [behavior]: part.behavior,
  ...(part.items.length > 0 && { [items]: { items: [...part.items] } }),
});

/** `aws.cloudfront.CachePolicy`. */
export const cachePolicy = versioned<CachePolicyConfig>({
  token: "aws:cloudfront/cachePolicy:CachePolicy",
  autoName: { property: "name", maxLength: 128 },
  missing: "NoSuchCachePolicy",
  properties: {
    comment: text({ test: length(0, 128) }),
    defaultTtl: ttl(86_400),
    maxTtl: ttl(31_536_000),
    minTtl: ttl(0),
    name: text({ computed: true, test: length(1, 128) }),
    parametersInCacheKeyAndForwardedToOrigin: object(
      {
        cookiesConfig: keyPart("cookieBehavior", "cookies", ["none", "whitelist", "allExcept", "all"]),
        enableAcceptEncodingBrotli: flag(),
        enableAcceptEncodingGzip: flag(),
        headersConfig: keyPart("headerBehavior", "headers", ["none", "whitelist"]),
        queryStringsConfig: keyPart("queryStringBehavior", "queryStrings", ["none", "whitelist", "allExcept", "all"]),
      },
      { required: true },
    ),
  },
  store: ({ services }) => services.cloudfront.cachePolicies,
  configOf(inputs) {
    const key = inputs.parametersInCacheKeyAndForwardedToOrigin as Readonly<Record<string, unknown>>;
    const [cookies, headers, queries] = [key.cookiesConfig, key.headersConfig, key.queryStringsConfig] as [
      Bag,
      Bag,
      Bag,
    ];
    return {
      name: inputs.name as string,
      comment: (inputs.comment as string | undefined) ?? "",
      minTtlSec: (inputs.minTtl as number | undefined) ?? 0,
      defaultTtlSec: (inputs.defaultTtl as number | undefined) ?? 86_400,
      maxTtlSec: (inputs.maxTtl as number | undefined) ?? 31_536_000,
      headers: {
        behavior: headers.headerBehavior as CachePolicyConfig["headers"]["behavior"],
        items: itemsOf(headers, "headers"),
      },
      cookies: {
        behavior: cookies.cookieBehavior as CachePolicyConfig["cookies"]["behavior"],
        items: itemsOf(cookies, "cookies"),
      },
      queryStrings: {
        behavior: queries.queryStringBehavior as CachePolicyConfig["queryStrings"]["behavior"],
        items: itemsOf(queries, "queryStrings"),
      },
      acceptEncodingGzip: key.enableAcceptEncodingGzip === true,
      acceptEncodingBrotli: key.enableAcceptEncodingBrotli === true,
    };
  },
  outputsOf: (config) => ({
    comment: config.comment === "" ? undefined : config.comment,
    defaultTtl: config.defaultTtlSec,
    maxTtl: config.maxTtlSec,
    minTtl: config.minTtlSec,
    name: config.name,
    parametersInCacheKeyAndForwardedToOrigin: {
      cookiesConfig: partOutput("cookieBehavior", "cookies", config.cookies),
      enableAcceptEncodingBrotli: config.acceptEncodingBrotli,
      enableAcceptEncodingGzip: config.acceptEncodingGzip,
      headersConfig: partOutput("headerBehavior", "headers", config.headers),
      queryStringsConfig: partOutput("queryStringBehavior", "queryStrings", config.queryStrings),
    },
  }),
});

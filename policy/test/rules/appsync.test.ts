import { appsyncAuthorization } from "../../src/rules/appsync/appsync-authorization";
import { appsyncCacheEncrypted } from "../../src/rules/appsync/appsync-cache-encrypted";
import { appsyncLogging } from "../../src/rules/appsync/appsync-logging";
import { describeRule } from "../support/describe-rule";
import { resource, UNKNOWN } from "../support/stack-fixture";

const api = (properties: Record<string, unknown>) => ({
  stack: [resource("aws:appsync/graphQLApi:GraphQLApi", "api", properties)],
});
const events = (authType: string) => ({
  stack: [resource("aws:appsync/api:Api", "api", { eventConfig: { authProviders: [{ authType }] } })],
});
const cache = (properties: Record<string, unknown>) => ({
  stack: [
    resource("aws:appsync/apiCache:ApiCache", "cache", {
      atRestEncryptionEnabled: true,
      transitEncryptionEnabled: true,
      ...properties,
    }),
  ],
});
const KEY = "accepts callers with an API key";

describe("AppSync rules", () => {
  describeRule(appsyncAuthorization, {
    passes: {
      "IAM and Cognito": api({
        authenticationType: "AWS_IAM",
        additionalAuthenticationProviders: [{ authenticationType: "AMAZON_COGNITO_USER_POOLS" }],
      }),
      "an event API with IAM": events("AWS_IAM"),
    },
    violates: {
      "an API key": { ...api({ authenticationType: "API_KEY" }), findings: { api: KEY } },
      "an API key beside IAM": {
        ...api({
          authenticationType: "AWS_IAM",
          additionalAuthenticationProviders: [{ authenticationType: "API_KEY" }],
        }),
        findings: { api: KEY },
      },
      "an event API with an API key": { ...events("API_KEY"), findings: { api: KEY } },
    },
    pending: { "the type": { ...api({ authenticationType: UNKNOWN }), unknownPath: "authenticationType" } },
  });

  const log = (fieldLogLevel: string, cloudwatchLogsRoleArn: string | undefined = UNKNOWN) =>
    api({ logConfig: { fieldLogLevel, cloudwatchLogsRoleArn } });
  describeRule(appsyncLogging, {
    passes: { errors: log("ERROR"), everything: log("ALL", "arn:aws:iam::123456789012:role/logs") },
    violates: {
      "no logs": { ...api({}), findings: { api: "does not log errors of its fields" } },
      "the level NONE": { ...log("NONE"), findings: { api: "does not log errors of its fields" } },
      "no role": { ...log("ALL", ""), findings: { api: "has no role to write logs" } },
    },
    pending: { "the level": { ...log(UNKNOWN), unknownPath: "logConfig.fieldLogLevel" } },
  });

  describeRule(appsyncCacheEncrypted, {
    passes: { "both encryptions": cache({}) },
    violates: {
      "none at rest": {
        ...cache({ atRestEncryptionEnabled: false }),
        findings: { cache: "is not encrypted at rest" },
      },
      "none at all": {
        ...cache({ atRestEncryptionEnabled: undefined, transitEncryptionEnabled: undefined }),
        findings: { cache: ["is not encrypted at rest", "is not encrypted in transit"] },
      },
    },
    pending: {
      "one of them": { ...cache({ transitEncryptionEnabled: UNKNOWN }), unknownPath: "transitEncryptionEnabled" },
    },
  });
});

import { secretsEncryption } from "../../src/rules/secrets-manager/secrets-encryption";
import { secretsRotation } from "../../src/rules/secrets-manager/secrets-rotation";
import { ssmDocumentPrivate } from "../../src/rules/ssm/ssm-document-private";
import { ssmSecureString } from "../../src/rules/ssm/ssm-secure-string";
import { changedStack, KEY } from "../support/compliant-stacks";
import { describeRule } from "../support/describe-rule";
import { resource, UNKNOWN } from "../support/stack-fixture";

describe("Secrets Manager rules", () => {
  const secret = (properties: Record<string, unknown>) => ({
    stack: [resource("aws:secretsmanager/secret:Secret", "secret", properties)],
  });
  const rotating = (rotationRules: object) => ({
    stack: changedStack("secret", { set: { "rotation#rotationRules": rotationRules } }),
  });
  const inPreview = resource("aws:secretsmanager/secret:Secret", "secret", { arn: UNKNOWN, id: UNKNOWN });
  describeRule(secretsRotation, {
    passes: {
      "a rotation every month": rotating({ automaticallyAfterDays: 30 }),
      "a rotation every 90 days": rotating({ automaticallyAfterDays: 90 }),
      "a rate in days": rotating({ scheduleExpression: "rate(10 days)" }),
      "a rate in hours": rotating({ scheduleExpression: "rate(4 hours)" }),
      "a cron expression": rotating({ scheduleExpression: "cron(0 8 1 * ? *)" }),
      "a rotation in a preview": {
        stack: [
          inPreview,
          resource(
            "aws:secretsmanager/secretRotation:SecretRotation",
            "rotation",
            { secretId: UNKNOWN, rotationRules: { automaticallyAfterDays: 30 } },
            { from: { secretId: inPreview } },
          ),
        ],
      },
      "a longer time, where the settings accept it": {
        ...rotating({ automaticallyAfterDays: 365 }),
        settings: { maxDays: 365 },
      },
    },
    violates: {
      "no rotation": { ...secret({ arn: "arn:x" }), findings: { secret: "does not rotate" } },
      "a rotation every 91 days": {
        ...rotating({ automaticallyAfterDays: 91 }),
        findings: { rotation: "rotates every 91 days; at most 90 are accepted" },
      },
      "a rate of a year": {
        ...rotating({ scheduleExpression: "rate(365 days)" }),
        findings: { rotation: "rotates every 365 days; at most 90 are accepted" },
      },
      "no time": { ...rotating({}), findings: { rotation: "states no time between rotations" } },
    },
    pending: {
      "the days": {
        ...rotating({ automaticallyAfterDays: UNKNOWN }),
        unknownPath: "rotationRules.automaticallyAfterDays",
      },
    },
  });

  const NO_KEY = "is not encrypted with a customer managed key";
  describeRule(secretsEncryption, {
    passes: { "a key": secret({ kmsKeyId: KEY }), "an unknown key": secret({ kmsKeyId: UNKNOWN }) },
    violates: {
      "no key": { ...secret({}), findings: { secret: NO_KEY } },
      "the key of the service": { ...secret({ kmsKeyId: "alias/aws/secretsmanager" }), findings: { secret: NO_KEY } },
    },
    pending: {},
  });
});

describe("Systems Manager rules", () => {
  const parameter = (properties: Record<string, unknown>) => ({
    stack: [resource("aws:ssm/parameter:Parameter", "parameter", properties)],
  });
  describeRule(ssmSecureString, {
    passes: {
      "a password in a SecureString": parameter({
        name: "/db/password",
        type: "SecureString",
        value: "Tr0ub4dor&3x9!",
      }),
      "a name in a String": parameter({ name: "/images/bucket", type: "String", value: "images-source" }),
      "the name of a secret": parameter({ name: "/db/password-secret-name", type: "String", value: "prod/db" }),
    },
    violates: {
      "a password in a String": {
        ...parameter({ name: "/images/db-password", type: "String", value: "Tr0ub4dor&3x9!" }),
        findings: { parameter: 'has a value that looks like a secret by its name in a parameter of type "String"' },
      },
      "a token in a StringList": {
        ...parameter({ name: "/images/list", type: "StringList", insecureValue: "AKIAIOSFODNN7EXAMPLE" }),
        findings: { parameter: 'has an AWS access key in a parameter of type "StringList"' },
      },
    },
    pending: {
      "the type": { ...parameter({ name: "/db/password", type: UNKNOWN }), unknownPath: "type" },
      "the value": { ...parameter({ name: "/db/password", type: "String", value: UNKNOWN }), unknownPath: "value" },
    },
  });

  const shared = (accountIds: unknown) => ({
    stack: [resource("aws:ssm/document:Document", "document", { permissions: { type: "Share", accountIds } })],
  });
  const setting = (settingValue: string, id = "/ssm/documents/console/public-sharing-permission") => ({
    stack: [resource("aws:ssm/serviceSetting:ServiceSetting", "sharing", { settingId: id, settingValue })],
  });
  describeRule(ssmDocumentPrivate, {
    passes: {
      "a document of the account": { stack: [resource("aws:ssm/document:Document", "document", { content: "{}" })] },
      "a document for one account": shared("123456789012"),
      "sharing switched off": setting("Disable"),
      "another setting": setting("Enable", "/ssm/parameter-store/high-throughput-enabled"),
    },
    violates: {
      "a document for all": { ...shared("All"), findings: { document: "is shared with all accounts" } },
      "a document for all, in a list": { ...shared(["all"]), findings: { document: "is shared with all accounts" } },
      "sharing switched on": {
        ...setting("Enable"),
        findings: { sharing: "lets documents be shared with all accounts" },
      },
    },
    pending: { "the permissions": { ...shared(UNKNOWN), unknownPath: "permissions.accountIds" } },
  });
});

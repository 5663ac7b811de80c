import { ecrEncryption } from "../../src/rules/ecr/ecr-encryption";
import { ecrImmutableTags } from "../../src/rules/ecr/ecr-immutable-tags";
import { ecrLifecycle } from "../../src/rules/ecr/ecr-lifecycle";
import { ecrScan } from "../../src/rules/ecr/ecr-scan";
import { describeRule } from "../support/describe-rule";
import { resource, UNKNOWN, type AnalyzedResource } from "../support/stack-fixture";

const TYPE = "aws:ecr/repository:Repository";
const repository = (properties: Record<string, unknown> = {}, ...others: readonly AnalyzedResource[]) => ({
  stack: [resource(TYPE, "repository", { name: "images", id: "images", ...properties }), ...others],
});
const registry = (filter: string, scanFrequency = "SCAN_ON_PUSH") =>
  resource("aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration", "registry", {
    rules: [{ scanFrequency, repositoryFilters: [{ filter, filterType: "WILDCARD" }] }],
  });
const lifecycle = (of: string, from = {}) =>
  resource("aws:ecr/lifecyclePolicy:LifecyclePolicy", "lifecycle", { repository: of, policy: "{}" }, { from });

describe("ECR rules", () => {
  const onPush = { imageScanningConfiguration: { scanOnPush: true } };
  describeRule(ecrScan, {
    passes: {
      "a scan on push": repository(onPush),
      "a registry that scans all": repository({}, registry("*")),
      "a registry that scans repositories of this name": repository({}, registry("images")),
      "a registry with unknown rules": repository({}, registry(UNKNOWN)),
    },
    violates: {
      "no scan": { ...repository(), findings: { repository: "does not scan images" } },
      "a scan that is switched off": {
        ...repository({ imageScanningConfiguration: { scanOnPush: false } }),
        findings: { repository: "does not scan images" },
      },
      "a registry that scans others": {
        ...repository({}, registry("other*")),
        findings: { repository: "does not scan images" },
        compliant: repository(onPush).stack,
      },
      "a registry that scans by hand": {
        ...repository({}, registry("*", "MANUAL")),
        findings: { repository: "does not scan images" },
        compliant: repository(onPush).stack,
      },
    },
    pending: {
      "the flag": {
        ...repository({ imageScanningConfiguration: { scanOnPush: UNKNOWN } }),
        unknownPath: "imageScanningConfiguration.scanOnPush",
      },
    },
  });

  describeRule(ecrImmutableTags, {
    passes: { "immutable tags": repository({ imageTagMutability: "IMMUTABLE" }) },
    violates: {
      "mutable tags": {
        ...repository({ imageTagMutability: "MUTABLE" }),
        findings: { repository: "lets tags be overwritten" },
      },
      "some tags": {
        ...repository({ imageTagMutability: "IMMUTABLE_WITH_EXCLUSION" }),
        findings: { repository: "lets tags be overwritten" },
      },
      "nothing stated": { ...repository(), findings: { repository: "lets tags be overwritten" } },
    },
    pending: { "the setting": { ...repository({ imageTagMutability: UNKNOWN }), unknownPath: "imageTagMutability" } },
  });

  describeRule(ecrLifecycle, {
    passes: {
      "a policy by name": repository({}, lifecycle("images")),
      "a policy in a preview": repository(
        { name: UNKNOWN, id: UNKNOWN },
        lifecycle(UNKNOWN, { repository: resource(TYPE, "repository") }),
      ),
    },
    violates: {
      "no policy": { ...repository(), findings: { repository: "has no lifecycle policy" } },
      "a policy of another repository": {
        ...repository({}, lifecycle("other")),
        findings: { repository: "has no lifecycle policy" },
      },
    },
    pending: {},
  });

  const encrypted = (encryptionType: unknown) => repository({ encryptionConfigurations: [{ encryptionType }] });
  describeRule(ecrEncryption, {
    passes: { "a KMS key": encrypted("KMS"), "two layers": encrypted("KMS_DSSE") },
    violates: {
      "nothing stated": { ...repository(), findings: { repository: "is not encrypted with a KMS key" } },
      "AES-256": { ...encrypted("AES256"), findings: { repository: "is not encrypted with a KMS key" } },
    },
    pending: {
      "the type": { ...encrypted(UNKNOWN), unknownPath: "encryptionConfigurations[0].encryptionType" },
    },
  });
});

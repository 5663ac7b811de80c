import type { Scenario } from "./support/stack-under-test";

/** The stacks as they are in the repository. */
export const stacks: readonly Scenario[] = [
  { name: "dev", stack: "dev", config: {} },
  { name: "prod", stack: "prod", config: {} },
];

/** Every switch of the stack's config, set to what neither stack has. */
export const switches: readonly Scenario[] = [
  { name: "no metadata", stack: "dev", config: { metadata: false } },
  { name: "KMS", stack: "dev", config: { encryption: "kms" } },
  { name: "access logs", stack: "dev", config: { accessLogs: true } },
  {
    name: "narrow",
    stack: "dev",
    config: {
      uploadPrefix: "uploads/",
      suffixes: [".jpg", ".png"],
      variants: [
        { name: "thumb", width: 64, height: 64 },
        { name: "processed", width: 300, height: 300 },
      ],
      reservedConcurrency: 5,
      originalsExpireDays: 90,
      deleteDerivatives: false,
    },
  },
];

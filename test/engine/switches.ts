import type { Scenario } from "./support/stack-under-test";

/** The upload alone, for stories in which the optional parts would only take time. */
export const uploadsOnly = { uploadApi: false, workflow: false, monitoring: false } as const;

/** The stacks as they are in the repository. */
export const stacks: readonly Scenario[] = [
  { name: "dev", stack: "dev", config: {} },
  { name: "full", stack: "full", config: {} },
  { name: "prod", stack: "prod", config: {} },
];

/** Between them, every switch of the stack's config stands on what no stack in the repository has. */
export const switches: readonly Scenario[] = [
  {
    name: "KMS, direct trigger, API key",
    stack: "dev",
    config: {
      encryption: "kms",
      accessLogs: true,
      workflow: false,
      uploadApi: { auth: "apiKey" },
      names: "guide",
      notify: { webhook: { url: "https://example.org/hook", secretName: "hooks/images" } },
      delivery: { signed: true },
    },
  },
  {
    name: "no more than the guide",
    stack: "dev",
    config: { metadata: false, uploadApi: false, workflow: false, monitoring: false, deleteDerivatives: false },
  },
  {
    name: "narrow, standard workflow",
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
      workflow: { type: "STANDARD" },
    },
  },
];

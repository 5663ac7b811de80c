/** Settings of a stack by their key below `image-pipeline:`. */
type Settings = Readonly<Record<string, unknown>>;

/** A part of the stack's config that makes results for pages, or hands them out. */
export interface OptionCase {
  readonly name: string;
  readonly config: Settings;
}

const domain = {
  domain: "images.example.org",
  certificateArn: "arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d-0000-4000-8000-0123456789ab",
};

const webhook = { url: "https://example.org/hook", secretName: "hooks/images" };

const canary = { deployment: "canary10percent5minutes" };

/** Each option alone, in each of its forms. What an option needs is set with it. */
export const optionsAlone: readonly OptionCase[] = [
  { name: "widths", config: { variants: [{ name: "photo", widths: [320, 480] }] } },
  {
    name: "format: each",
    config: { variants: [{ name: "photo", width: 300, height: 300, format: "each", formats: ["webp", "png"] }] },
  },
  {
    name: "routes",
    config: {
      routes: [
        { prefix: "photos/", suffixes: [".jpg"], variants: [{ name: "photo", widths: [320, 480] }] },
        { prefix: "avatars/", suffixes: [".png"], variants: [{ name: "thumb", width: 64, height: 64 }] },
      ],
    },
  },
  { name: "describe", config: { describe: true } },
  { name: "delivery", config: { delivery: true } },
  // The status API issues the links.
  { name: "delivery, signed", config: { delivery: { signed: true }, uploadApi: true } },
  { name: "delivery, its own name", config: { delivery: domain } },
  { name: "manifest", config: { manifest: true } },
  { name: "address: immutable", config: { address: "immutable" } },
  { name: "address: immutable, delivery", config: { address: "immutable", delivery: true } },
  { name: "notify", config: { notify: true } },
  { name: "notify, topic", config: { notify: { topic: true } } },
  { name: "notify, webhook", config: { notify: { webhook } } },
  { name: "deployment, canary", config: canary },
];

/** All of them at once, each in the form with most resources. */
export const everyOption: OptionCase = {
  name: "every option at once",
  config: {
    variants: [{ name: "photo", widths: [320, 480], format: "each", formats: ["webp", "png"] }],
    describe: true,
    manifest: true,
    delivery: { ...domain, headers: { corsOrigins: ["https://example.org"] } },
    notify: { topic: true, webhook },
    ...canary,
  },
};

/** The same with the addresses that the edge does not choose between. */
export const everyOptionImmutable: OptionCase = {
  name: "every option at once, immutable",
  config: { ...everyOption.config, address: "immutable" },
};

const existing = { source: { existing: "company-uploads" }, destination: { existing: "company-images" } };
const existingKey = { encryption: "kms", encryptionKey: { existing: "0a1b2c3d-0000-4000-8000-000000000000" } };

/** What is there already, and what an organisation asks for: each alone. */
export const existingAlone: readonly OptionCase[] = [
  { name: "buckets of others", config: existing },
  { name: "buckets of others, workflow", config: { ...existing, workflow: true } },
  {
    name: "a bucket of others, EventBridge switched on",
    config: { source: { ...existing.source, enableEventBridge: true } },
  },
  { name: "a key and a topic of others", config: { ...existingKey, alertTopic: { existing: "ops-alerts" } } },
  { name: "roles of an organisation", config: { roles: { path: "/teams/", permissionsBoundary: "teams/boundary" } } },
  { name: "a VPC", config: { vpc: { subnets: ["subnet-0a", "subnet-0b"], securityGroups: ["sg-0a"] } } },
  { name: "tags of an organisation", config: { tags: { CostCenter: "4711" } } },
];

/** All of them beside every other part of a stack, with signed links. */
export const everything: OptionCase = {
  name: "everything at once",
  config: {
    ...everyOption.config,
    delivery: { ...domain, signed: true, headers: { corsOrigins: ["https://example.org"] } },
    encryption: "kms",
    accessLogs: true,
    monitoring: { email: "ops@example.org" },
    uploadApi: { auth: "apiKey", corsOrigin: "https://example.org", accountLogging: true },
    workflow: { type: "STANDARD" },
    reservedConcurrency: 5,
  },
};

/** Settings as the CLI keeps them: text by full key. */
export const asConfigValues = (config: Settings): Record<string, string> =>
  Object.fromEntries(
    Object.entries(config).map(([key, value]) => [
      `image-pipeline:${key}`,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );

/** Settings of a stack by their key below `image-pipeline:`. */
export type Settings = Readonly<Record<string, unknown>>;

/** A choice of the configuration, and the settings of each of its values; `{}` is what the stack's file has. */
export type Choices = Readonly<Record<string, readonly Settings[]>>;

const noticed = [{ name: "noticed", width: 300, height: 300, position: "attention", animation: "keep" }];
const marked = [{ name: "marked", width: 300, height: 300, operations: [{ watermark: { key: "marks/logo.png" } }] }];

/** The values that each switch has, one of them what the stack's own file says. */
export const switches: Choices = {
  names: [{ names: "auto" }, { names: "guide" }],
  encryption: [{ encryption: "s3" }, { encryption: "kms" }],
  // Events are made of records.
  records: [
    {},
    { metadata: false },
    { notify: true, manifest: true, address: "immutable" },
    { notify: { topic: true, webhook: { url: "https://example.org/hook", secretName: "hooks/images" } } },
  ],
  accessLogs: [{ accessLogs: false }, { accessLogs: true }],
  uploadApi: [
    {},
    { uploadApi: false },
    { uploadApi: true },
    { uploadApi: { auth: "apiKey", corsOrigin: "https://example.org", accountLogging: true } },
  ],
  workflow: [{}, { workflow: false }, { workflow: true }, { workflow: { type: "STANDARD" } }],
  monitoring: [{}, { monitoring: false }, { monitoring: { email: "ops@example.org" } }],
  deployment: [{}, { deployment: "canary10percent5minutes" }],
  deleteDerivatives: [{}, { deleteDerivatives: false }],
  // In production the pack asks for a name of its own, and for access logs.
  delivery: [
    {},
    {
      delivery: {
        domain: "images.example.org",
        certificateArn: "arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d-0000-4000-8000-0123456789ab",
        headers: { corsOrigins: ["https://example.org"] },
      },
      accessLogs: true,
    },
  ],
  production: [{ production: false }, { production: true }],
  expiry: [{}, { originalsExpireDays: 90 }],
  // What is made of which keys; routes stand in the place of the others.
  variants: [
    {},
    { uploadPrefix: "uploads/", suffixes: [".jpg", ".png"], variants: noticed },
    { variants: marked },
    { uploadPrefix: "uploads/", variants: marked },
    {
      routes: [
        { prefix: "photos/", suffixes: [".jpg", ".png"], variants: noticed },
        { prefix: "avatars/", variants: marked },
      ],
    },
  ],
  onDamage: [{}, { onDamage: "keep" }],
  capacity: [{}, { reservedConcurrency: 5 }],
};

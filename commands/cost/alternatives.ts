import type { ConfigValues } from "@image-pipeline/local-pulumi";

/** A stack that differs in one option. */
export interface Alternative {
  /** `workflow: true` */
  readonly name: string;
  /** Configuration over the stack's own. */
  readonly config: ConfigValues;
}

/** Options that change what a stack costs: on, and off. */
const switches = [
  { key: "workflow", on: true, off: false, byDefault: false },
  { key: "uploadApi", on: true, off: false, byDefault: false },
  { key: "monitoring", on: true, off: false, byDefault: false },
  { key: "encryption", on: "kms", off: "s3", byDefault: false },
  { key: "metadata", on: true, off: false, byDefault: true },
  { key: "deleteDerivatives", on: true, off: false, byDefault: true },
  { key: "describe", on: true, off: false, byDefault: false },
  { key: "delivery", on: true, off: false, byDefault: false },
  { key: "notify", on: true, off: false, byDefault: false },
] as const;

const WIDTHS = [320, 640, 960, 1280, 1920];

/** Settings of options, each in place of what the stack has. */
function settings(webhookUrl: string): readonly Alternative[] {
  const set = { name: "set", widths: WIDTHS };
  return [
    {
      name: "delivery: { signed: true }, uploadApi: true",
      config: { delivery: { signed: true }, uploadApi: true },
    },
    { name: "delivery: true, address: immutable", config: { delivery: true, address: "immutable" } },
    { name: "manifest: true", config: { manifest: true } },
    { name: "notify: { topic: true }", config: { notify: { topic: true } } },
    { name: "notify: { webhook }", config: { notify: { webhook: { url: webhookUrl, secretName: "cost-webhook" } } } },
    { name: `variants: one set of ${WIDTHS.length} widths`, config: { variants: [set] } },
    {
      name: "variants: the same set in AVIF, WebP and JPEG",
      config: { variants: [{ ...set, format: "each", formats: ["avif", "webp", "jpeg"] }] },
    },
  ];
}

/**
 * The stacks that differ in one option from one of this configuration.
 *
 * @param project whose namespace the configuration's keys have
 * @param webhookUrl of a receiver on this machine
 */
export function alternatives(
  project: string,
  values: Readonly<Record<string, string>>,
  webhookUrl: string,
): readonly Alternative[] {
  const switched = switches.map(({ key, on, off, byDefault }) => {
    const value = values[`${project}:${key}`];
    const isOn = value === undefined ? byDefault : value !== String(off);
    const other = isOn ? off : on;
    return { name: `${key}: ${other}`, config: { [key]: other } };
  });
  return [...switched, ...settings(webhookUrl)];
}

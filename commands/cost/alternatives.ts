/** A stack that differs in one option. */
export interface Alternative {
  /** `workflow: true` */
  readonly name: string;
  /** Configuration over the stack's own. */
  readonly config: Readonly<Record<string, boolean | string>>;
}

/** Options that change what a stack costs: on, and off. */
const options = [
  { key: "workflow", on: true, off: false, byDefault: false },
  { key: "uploadApi", on: true, off: false, byDefault: false },
  { key: "monitoring", on: true, off: false, byDefault: false },
  { key: "encryption", on: "kms", off: "s3", byDefault: false },
  { key: "metadata", on: true, off: false, byDefault: true },
  { key: "deleteDerivatives", on: true, off: false, byDefault: true },
] as const;

/**
 * The stacks that differ in one option from one of this configuration.
 *
 * @param project whose namespace the configuration's keys have
 */
export function alternatives(project: string, values: Readonly<Record<string, string>>): readonly Alternative[] {
  return options.map(({ key, on, off, byDefault }) => {
    const value = values[`${project}:${key}`];
    const isOn = value === undefined ? byDefault : value !== String(off);
    const other = isOn ? off : on;
    return { name: `${key}: ${other}`, config: { [key]: other } };
  });
}

type Properties = Readonly<Record<string, unknown>>;

const tags = (value: unknown) => Object.entries(value as Properties).map(([Key, Value]) => ({ Key, Value }));
/** A document as an object. */
export const json = (value: unknown): unknown => (typeof value === "string" ? JSON.parse(value) : value);

export function without(properties: Properties, ...keys: readonly string[]): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([key]) => !keys.includes(key)));
}

/** Values with CloudFormation's names; documents are objects there, and tags a list. */
export function pascal(value: unknown, renames: Readonly<Record<string, string>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value as Properties)
      .filter(([, item]) => item !== undefined && item !== null)
      .map(([key, item]) => {
        const name = renames[key] ?? key.replace(/^./, (first) => first.toUpperCase());
        if (key === "tags") return [name, tags(item)];
        if (key === "variables") return [name, item];
        return [name, /policyDocument|assumeRolePolicy/i.test(key) ? json(item) : converted(item, renames)];
      }),
  );
}

function converted(value: unknown, renames: Readonly<Record<string, string>>): unknown {
  if (Array.isArray(value)) return value.map((item) => converted(item, renames));
  if (typeof value !== "object" || value === null) return value;
  return pascal(value, renames);
}

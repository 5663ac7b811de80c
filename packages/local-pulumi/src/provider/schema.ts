import { isArchive, isAsset, unknown, type Bag } from "../property-values";

/** What a value of a property may be. */
export type Shape =
  | { readonly kind: "string" | "number" | "boolean" | "json" | "archive"; readonly test?: Test }
  | { readonly kind: "list"; readonly of: Shape; readonly max?: number; readonly asSet?: boolean }
  | { readonly kind: "map"; readonly of: Shape }
  | { readonly kind: "object"; readonly properties: Properties };

/** Why a known value is refused, or undefined. */
type Test = (value: never) => string | undefined;

/** An input of a resource type. */
export interface Property {
  readonly shape: Shape;
  /** AWS has no resource without it. */
  readonly required?: boolean;
  /** A change makes a new resource. */
  readonly replaces?: boolean;
  /** Value where none is given: the default of the schema, which a check fills in. */
  readonly byDefault?: string | number | boolean;
  /** AWS chooses a value where none is given: leaving it out is no change. */
  readonly computed?: boolean;
  /** Inputs that may not be given beside it. */
  readonly conflictsWith?: readonly string[];
  /** A secret, however a program gives it. */
  readonly sensitive?: boolean;
  /** A JSON text that a program may also give as an object or a list. */
  readonly takesObject?: boolean;
  /** The package's own warning to programs that state it. */
  readonly deprecated?: string;
}

export type Properties = Readonly<Record<string, Property>>;

/** A problem with an input. */
export interface Failure {
  readonly property: string;
  readonly reason: string;
}

type Options = Omit<Property, "shape">;

/** Builders of properties: `text({ required: true })`. */
export const text = (options: Options & { test?: (value: string) => string | undefined } = {}): Property => {
  const { test, ...rest } = options;
  return { shape: { kind: "string", test }, ...rest };
};

export const number = (options: Options & { test?: (value: number) => string | undefined } = {}): Property => {
  const { test, ...rest } = options;
  return { shape: { kind: "number", test }, ...rest };
};

export const flag = (options: Options = {}): Property => ({ shape: { kind: "boolean" }, ...options });

/** JSON text, compared by its content. */
export const json = (options: Options & { test?: (value: string) => string | undefined } = {}): Property => {
  const { test, ...rest } = options;
  return { shape: { kind: "json", test }, ...rest };
};

/** A JSON text that a program may also give as an object: policy documents, dashboards. */
export const document = (options: Options & { test?: (value: string) => string | undefined } = {}): Property =>
  json({ ...options, takesObject: true });

export const archive = (options: Options = {}): Property => ({ shape: { kind: "archive" }, ...options });

export const list = (of: Property, options: Options & { max?: number; asSet?: boolean } = {}): Property => {
  const { max, asSet, ...rest } = options;
  return { shape: { kind: "list", of: of.shape, max, asSet }, ...rest };
};

export const map = (of: Property, options: Options = {}): Property => ({
  shape: { kind: "map", of: of.shape },
  ...options,
});

export const object = (properties: Properties, options: Options = {}): Property => ({
  shape: { kind: "object", properties },
  ...options,
});

/** One of a few texts. */
export const oneOf = (values: readonly string[], options: Options = {}): Property =>
  text({
    ...options,
    test: (value) =>
      values.includes(value) ? undefined : `expected ${values.map((v) => `"${v}"`).join(" or ")}, got "${value}"`,
  });

/** A switch that the embedded service has in one position only. */
export const only = (position: boolean, because: string): Property => ({
  shape: {
    kind: "boolean",
    test: (value: boolean) => (value === position ? undefined : `expected ${position}: ${because}`),
  },
  byDefault: position,
});

/** An integer from `min` to `max`. */
export const integer = (min: number, max: number, options: Options = {}): Property =>
  number({
    ...options,
    test: (value) =>
      Number.isInteger(value) && value >= min && value <= max
        ? undefined
        : `expected an integer ${min}..${max}, got ${value}`,
  });

function typeProblem(shape: Shape, value: unknown): string | undefined {
  const got = Array.isArray(value) ? "a list" : typeof value === "object" ? "an object" : typeof value;
  switch (shape.kind) {
    case "string":
    case "json":
      return typeof value === "string" ? undefined : `expected a string, got ${got}`;
    case "number":
      return typeof value === "number" ? undefined : `expected a number, got ${got}`;
    case "boolean":
      return typeof value === "boolean" ? undefined : `expected true or false, got ${got}`;
    case "archive":
      return isArchive(value) || isAsset(value) ? undefined : `expected an archive, got ${got}`;
    case "list":
      return Array.isArray(value) ? undefined : `expected a list, got ${got}`;
    case "map":
    case "object":
      return typeof value === "object" && value !== null && !Array.isArray(value)
        ? undefined
        : `expected an object, got ${got}`;
  }
}

function jsonProblem(value: string): string | undefined {
  try {
    JSON.parse(value);
    return undefined;
  } catch {
    return "expected JSON";
  }
}

function* checkShape(shape: Shape, value: unknown, path: string): Generator<Failure> {
  if (value === unknown) return;
  const type = typeProblem(shape, value);
  if (type !== undefined) {
    yield { property: path, reason: type };
    return;
  }
  switch (shape.kind) {
    case "list": {
      const items = value as readonly unknown[];
      if (shape.max !== undefined && items.length > shape.max)
        yield { property: path, reason: `expected at most ${shape.max} items, got ${items.length}` };
      for (const [i, item] of items.entries()) yield* checkShape(shape.of, item, `${path}[${i}]`);
      return;
    }
    case "map":
      for (const [key, item] of Object.entries(value as Bag)) yield* checkShape(shape.of, item, `${path}.${key}`);
      return;
    case "object":
      yield* checkProperties(shape.properties, value as Bag, `${path}.`);
      return;
    case "archive":
      return;
    default: {
      const reason = (shape.kind === "json" ? jsonProblem(value as string) : undefined) ?? shape.test?.(value as never);
      if (reason !== undefined) yield { property: path, reason };
    }
  }
}

/** The warnings of the package about inputs in plain form, as `property: reason`. */
export function* deprecations(properties: Properties, bag: Bag, prefix = ""): Generator<Failure> {
  for (const [name, value] of Object.entries(bag)) {
    const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (property === undefined || value === undefined || value === null) continue;
    if (property.deprecated !== undefined) yield { property: `${prefix}${name}`, reason: property.deprecated };
    yield* deprecationsWithin(property.shape, value, `${prefix}${name}`);
  }
}

function* deprecationsWithin(shape: Shape, value: unknown, path: string): Generator<Failure> {
  if (shape.kind === "object" && isMapping(value)) yield* deprecations(shape.properties, value, `${path}.`);
  else if (shape.kind === "list" && Array.isArray(value)) {
    for (const [i, item] of value.entries()) yield* deprecationsWithin(shape.of, item, `${path}[${i}]`);
  }
}

const isMapping = (value: unknown): value is Bag =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Whether an input is there and known: one that is not known yet conflicts with nothing. */
const isGiven = (value: unknown): boolean => value !== undefined && value !== null && value !== unknown;

/** All problems of inputs in plain form: missing, mistyped, out of range or unsupported. */
export function* checkProperties(properties: Properties, bag: Bag, prefix = ""): Generator<Failure> {
  for (const [name, value] of Object.entries(bag)) {
    if (value === undefined || value === null) continue;
    const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (property === undefined)
      yield {
        property: `${prefix}${name}`,
        reason: "the embedded aws provider does not support this property; leave it out, or deploy with the Pulumi CLI",
      };
    else yield* checkShape(property.shape, value, `${prefix}${name}`);
  }
  for (const [name, property] of Object.entries(properties)) {
    const conflict = property.conflictsWith?.find((other) => isGiven(bag[other]));
    if (isGiven(bag[name]) && conflict !== undefined)
      yield { property: `${prefix}${name}`, reason: `conflicts with ${conflict}` };
    if (property.required === true && (bag[name] === undefined || bag[name] === null)) {
      yield { property: `${prefix}${name}`, reason: `Missing required property '${name}'` };
    }
  }
}

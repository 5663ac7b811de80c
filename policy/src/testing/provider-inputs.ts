import { createHash } from "node:crypto";

import { encodeNote } from "../core/program-notes";
import { locationsOf } from "../iam/document-locations";
import data from "./data/provider-inputs.json";
import { UNKNOWN, type TestResource } from "./resource";

/** Defaults of an object's properties, and of the objects in them. */
interface Defaults {
  readonly defaults?: Readonly<Record<string, unknown>>;
  readonly within?: Readonly<Record<string, Defaults>>;
}

/** How a resource without a name is named. */
interface AutoName {
  readonly property: string;
  /** Input with a prefix, beside which the name is not known before the resource exists. */
  readonly prefixProperty?: string;
  readonly lowerCase?: boolean;
  /** What the name begins with. */
  readonly start?: string;
}

const types = data.types as unknown as Readonly<Record<string, Defaults & { readonly autoName?: AutoName }>>;
const DIGITS = 7;

type Inputs = Readonly<Record<string, unknown>>;

/**
 * A resource as the AWS provider completes it before a policy sees it: with the defaults of its schema and, in
 * `__defaults`, which these are; a name; and documents as JSON text. A document with an unknown part is unknown as a
 * whole.
 *
 * @param noted whether the program calls `judgeDocuments()`, so that the pack sees the other parts of such a document
 */
export function completedByProvider<R extends Omit<TestResource, "options">>(
  resource: R,
  options: TestResource["options"],
  noted: boolean,
): R & Pick<TestResource, "options"> {
  const { type, name, properties } = resource;
  const known = types[type];
  const missing = Object.keys(known?.defaults ?? {}).filter((key) => properties[key] === undefined);
  const named = { ...autoNamed(known?.autoName, name, properties), __defaults: missing, ...properties };
  const { inputs, documents } = withDocumentsAsText(type, known === undefined ? named : filled(known, named));
  const note = noted && Object.keys(documents).length > 0 ? [encodeNote({ documents })] : [];
  const additionalSecretOutputs = [...(options.additionalSecretOutputs ?? []), ...note];
  return { ...resource, properties: inputs, options: { ...options, additionalSecretOutputs } };
}

function filled({ defaults = {}, within = {} }: Defaults, inputs: Inputs): Inputs {
  const missing = Object.entries(defaults).filter(([key]) => inputs[key] === undefined || inputs[key] === null);
  const inner = Object.entries(within).flatMap(([key, of]) =>
    inputs[key] === undefined ? [] : [[key, filledValue(of, inputs[key])] as const],
  );
  return { ...inputs, ...Object.fromEntries(missing), ...Object.fromEntries(inner) };
}

function filledValue(of: Defaults, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => filledValue(of, item));
  return typeof value === "object" && value !== null ? filled(of, value as Inputs) : value;
}

function autoNamed(form: AutoName | undefined, name: string, inputs: Inputs): Inputs {
  if (form === undefined || (form.prefixProperty !== undefined && form.prefixProperty in inputs)) return {};
  const { property, lowerCase = false, start = "" } = form;
  const digits = createHash("sha256").update(name).digest("hex").slice(0, DIGITS);
  const stem = lowerCase ? name.toLowerCase() : name;
  return { [property]: `${stem.startsWith(start) ? "" : start}${stem}-${digits}` };
}

function withDocumentsAsText(type: string, inputs: Inputs): { inputs: Inputs; documents: Inputs } {
  const documents: Record<string, unknown> = {};
  const text = (path: string, value: unknown) => {
    if (typeof value !== "object" || value === null) return value;
    const json = JSON.stringify(value);
    if (!json.includes(UNKNOWN)) return json;
    documents[path] = value;
    return UNKNOWN;
  };
  const names = locationsOf(type).flatMap(({ path, inside }) =>
    inside === undefined && !path.includes(".") ? [path] : [],
  );
  const entries = Object.entries(inputs).map(([key, value]) => [key, names.includes(key) ? text(key, value) : value]);
  return { inputs: Object.fromEntries(entries) as Inputs, documents };
}

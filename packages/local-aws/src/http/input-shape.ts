import { isRecord } from "../json";
import { AwsError } from "./aws-error";

/** What AWS's model of a service says of one member of an input. */
export type Member = Readonly<
  { required?: true } & (
    | { kind: "string"; min?: number; max?: number; pattern?: RegExp; values?: readonly string[]; secret?: true }
    | { kind: "integer"; min?: number; max?: number }
    /** Base64; lengths are in bytes. */
    | { kind: "blob"; min?: number; max?: number }
    | { kind: "boolean" | "map" }
    | { kind: "list"; min?: number; max?: number }
  )
>;

/** Members of an operation's input; those of AWS's model that are not done here are refused by name. */
type InputShape = Readonly<Record<string, Member | "unsupported">>;

/** Inputs of a service's operations, and the code by which the service refuses them. */
export interface ServiceInputs {
  readonly operations: Readonly<Record<string, InputShape>>;
  /** `ValidationException`, `InvalidParameterException`. */
  readonly code: string;
}

const jsonTypes = { string: "string", integer: "number", blob: "string", boolean: "boolean" } as const;

function hasType({ kind }: Member, value: unknown): boolean {
  if (kind === "map") return isRecord(value);
  if (kind === "list") return Array.isArray(value);
  return typeof value === jsonTypes[kind] && (kind !== "integer" || Number.isInteger(value));
}

function* lengthProblems({ min, max }: { min?: number; max?: number }, length: number): Generator<string> {
  if (min !== undefined && length < min) yield `Member must have length greater than or equal to ${min}`;
  if (max !== undefined && length > max) yield `Member must have length less than or equal to ${max}`;
}

function* problems(member: Member, value: unknown): Generator<string> {
  if (member.kind === "integer") {
    const { min = -Infinity, max = Infinity } = member;
    if ((value as number) < min) yield `Member must have value greater than or equal to ${min}`;
    if ((value as number) > max) yield `Member must have value less than or equal to ${max}`;
  }
  if (member.kind === "blob") yield* lengthProblems(member, Buffer.from(value as string, "base64").length);
  if (member.kind === "list") yield* lengthProblems(member, (value as readonly unknown[]).length);
  if (member.kind !== "string") return;
  const { pattern, values } = member;
  const text = value as string;
  yield* lengthProblems(member, text.length);
  if (pattern?.test(text) === false) yield `Member must satisfy regular expression pattern: ${pattern.source}`;
  if (values?.includes(text) === false) yield `Member must satisfy enum value set: [${values.join(", ")}]`;
}

const shown = (member: Member, value: unknown) =>
  (member.kind === "string" && member.secret !== true) || member.kind === "integer"
    ? `Value '${String(value)}'`
    : "Value";

/**
 * Checks an input against the model of its operation, as AWS's services do before they look at anything else.
 *
 * @throws AwsError `SerializationException` for a value of another type, the service's code otherwise.
 */
export function checkInput(
  service: string,
  operation: string,
  { operations, code }: ServiceInputs,
  input: unknown,
): void {
  if (!isRecord(input)) throw new AwsError("SerializationException", "The request body is not a JSON object.");
  const shape = operations[operation] ?? {};
  const found: string[] = [];
  for (const [name, member] of Object.entries(shape)) {
    const value = input[name] ?? undefined;
    const at = `at '${name.charAt(0).toLowerCase()}${name.slice(1)}' failed to satisfy constraint:`;
    if (value === undefined) {
      if (member !== "unsupported" && member.required) found.push(`Value null ${at} Member must not be null`);
      continue;
    }
    if (member === "unsupported") {
      throw new AwsError(code, `The embedded ${service} does not have the parameter ${name} of ${operation}.`);
    }
    if (!hasType(member, value)) {
      throw new AwsError("SerializationException", `${name}: expected a ${member.kind}, got ${JSON.stringify(value)}`);
    }
    for (const problem of problems(member, value)) found.push(`${shown(member, value)} ${at} ${problem}`);
  }
  if (found.length === 0) return;
  const count = found.length === 1 ? "1 validation error" : `${found.length} validation errors`;
  throw new AwsError(code, `${count} detected: ${found.join("; ")}`);
}

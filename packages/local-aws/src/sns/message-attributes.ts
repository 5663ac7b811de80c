import { AwsError } from "../http/aws-error";

/** An attribute of a message: text of a type that begins with `String` or `Number`. */
interface SnsMessageAttribute {
  readonly DataType: string;
  readonly StringValue: string;
}

/** Attributes of a published message, by name. */
export type SnsMessageAttributes = Readonly<Record<string, SnsMessageAttribute>>;

const MAX_NAME_BYTES = 256;

const invalid = (message: string) => new AwsError("ParameterValueInvalid", message);

function checkName(name: string): void {
  if (Buffer.byteLength(name) >= MAX_NAME_BYTES) {
    throw invalid(`Length of message attribute name must be less than ${MAX_NAME_BYTES} bytes.`);
  }
  const other = /[^\w.-]/.exec(name)?.[0];
  if (other !== undefined) {
    const code = `#x${other.codePointAt(0)?.toString(16).toUpperCase()}`;
    throw invalid(
      `Invalid non-alphanumeric character '${code}' was found in the message attribute name. ` +
        "Can only include alphanumeric characters, hyphens, underscores, or dots.",
    );
  }
  if (name.startsWith(".")) throw invalid("Invalid message attribute name starting with character '.' was found.");
  if (name.endsWith(".")) throw invalid("Invalid message attribute name ending with character '.' was found.");
  if (name.includes("..")) throw invalid("Message attribute name can not have successive '.' character.");
}

function attribute(name: string, read: (field: string) => string | null): SnsMessageAttribute {
  checkName(name);
  const [type, text, binary] = [read("DataType"), read("StringValue"), read("BinaryValue")];
  if (type === null) {
    const at = `messageAttributes.${name}.member.dataType`;
    const problem = `Value null at '${at}' failed to satisfy constraint: Member must not be null`;
    throw new AwsError("ValidationError", `1 validation error detected: ${problem}`);
  }
  const base = /^(Binary|Number|String)(\.|$)/.exec(type)?.[1];
  if (base === undefined) {
    throw invalid(
      `The message attribute '${name}' has an invalid message attribute type, ` +
        "the set of supported type prefixes is Binary, Number, and String.",
    );
  }
  const field = base === "Binary" ? "Binary" : "String";
  const [own, foreign] = base === "Binary" ? [binary, text] : [text, binary];
  if ((own ?? "") === "" && (foreign ?? "") !== "") {
    throw invalid(`The message attribute '${name}' with type '${type}' must use field '${field}'.`);
  }
  if ((own ?? "") === "") {
    throw invalid(
      `The message attribute '${name}' must contain non-empty message attribute value for message attribute type '${type}'.`,
    );
  }
  if (base === "Binary") throw invalid(`The embedded SNS has no binary message attributes, got '${name}'.`);
  return { DataType: type, StringValue: own ?? "" };
}

/**
 * Reads `MessageAttributes.entry.N.Name` and `.Value…` of the query protocol.
 *
 * @throws AwsError `ParameterValueInvalid`, `ValidationError`.
 */
export function readMessageAttributes(input: URLSearchParams): SnsMessageAttributes {
  const attributes: Record<string, SnsMessageAttribute> = {};
  for (let i = 1; ; i++) {
    const prefix = `MessageAttributes.entry.${i}`;
    const name = input.get(`${prefix}.Name`);
    if (name === null) return attributes;
    attributes[name] = attribute(name, (field) => input.get(`${prefix}.Value.${field}`));
  }
}

/** What attributes count towards the size of a message, in bytes. */
export function attributesBytes(attributes: SnsMessageAttributes): number {
  return Object.entries(attributes)
    .flatMap(([name, { DataType, StringValue }]) => [name, DataType, StringValue])
    .reduce((sum, text) => sum + Buffer.byteLength(text), 0);
}

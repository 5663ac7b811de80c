import { AwsError } from "../http/aws-error";
import { parsePolicy } from "../iam/parse-policy";

/** Attributes of a queue: strings by name, as in the API. */
export type QueueAttributes = Readonly<Record<string, string>>;

/** Smallest, largest and default value of the numeric attributes. */
const ranges: Readonly<Record<string, readonly [min: number, max: number, byDefault: number]>> = {
  DelaySeconds: [0, 900, 0],
  MaximumMessageSize: [1024, 1_048_576, 1_048_576],
  MessageRetentionPeriod: [60, 1_209_600, 345_600],
  ReceiveMessageWaitTimeSeconds: [0, 20, 0],
  VisibilityTimeout: [0, 43_200, 30],
  KmsDataKeyReusePeriodSeconds: [60, 86_400, 300],
};

const otherAttributes = ["Policy", "RedrivePolicy", "RedriveAllowPolicy", "KmsMasterKeyId", "SqsManagedSseEnabled"];

/** Default attributes. */
export const defaultAttributes: QueueAttributes = {
  ...Object.fromEntries(Object.entries(ranges).map(([name, [, , byDefault]]) => [name, String(byDefault)])),
  SqsManagedSseEnabled: "true",
};

/**
 * Checks attributes before they are set.
 *
 * @throws AwsError `InvalidAttributeName`, `InvalidAttributeValue`, `MalformedPolicyDocument`.
 */
export function checkAttributes(attributes: QueueAttributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    const range = ranges[name];
    if (range === undefined && !otherAttributes.includes(name))
      throw new AwsError("InvalidAttributeName", `Unknown Attribute ${name}.`);
    if (range !== undefined) {
      const [min, max] = range;
      const number = Number(value);
      if (value === "" || !Number.isInteger(number) || number < min || number > max) {
        throw new AwsError(
          "InvalidAttributeValue",
          `Invalid value for the parameter ${name}: expected ${min} to ${max}, got "${value}".`,
        );
      }
    }
    if (name === "Policy" && value !== "") parsePolicy(value, "resource");
  }
}

/** The dead-letter queue of a queue. */
export interface RedrivePolicy {
  readonly deadLetterTargetArn: string;
  readonly maxReceiveCount: number;
}

/** @throws AwsError `InvalidAttributeValue`. */
export function parseRedrivePolicy(text: string | undefined): RedrivePolicy | undefined {
  if (text === undefined || text === "") return undefined;
  try {
    const { deadLetterTargetArn, maxReceiveCount } = JSON.parse(text) as {
      deadLetterTargetArn: string;
      maxReceiveCount: unknown;
    };
    const count = Number(maxReceiveCount);
    if (typeof deadLetterTargetArn === "string" && count >= 1 && count <= 1000)
      return { deadLetterTargetArn, maxReceiveCount: count };
  } catch {
    // Not JSON: refused below like every other invalid value.
  }
  throw new AwsError("InvalidAttributeValue", "Invalid value for the parameter RedrivePolicy.");
}

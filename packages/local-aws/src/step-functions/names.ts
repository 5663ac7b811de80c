import { AwsError } from "../http/aws-error";

/** White space, brackets, wildcards, special and control characters, as StartExecution's reference lists them. */
// eslint-disable-next-line no-control-regex -- they are what is refused
const REFUSED = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f]/;

const MAX_NAME = 80;

/** Checks the name of a state machine or an execution. @throws AwsError `InvalidName`. */
export function checkName(name: string): void {
  if (name.length > 0 && name.length <= MAX_NAME && !REFUSED.test(name)) return;
  throw new AwsError("InvalidName", `Invalid Name: '${name}'`);
}

const invalidArn = (reason: string) => new AwsError("InvalidArn", `Invalid Arn: '${reason}'`);

/** Checks the ARN of a state machine or an execution. @throws AwsError `InvalidArn`. */
export function checkArn(arn: string, type: "stateMachine" | "execution"): void {
  if (!arn.startsWith("arn:")) throw invalidArn(`Invalid ARN prefix: ${arn}`);
  const given = arn.split(":")[5] ?? "";
  if (given !== type) throw invalidArn(`Resource type not valid in this context: ${given}`);
}

/** How a service speaks the AWS JSON protocol. */
interface JsonProtocol {
  /** What `X-Amz-Target` begins with, up to the dot. */
  readonly target: string;
  readonly version: "1.0" | "1.1";
}

/** Services with the AWS JSON protocol, by the name in the credential scope. */
export const jsonProtocols = {
  codedeploy: { target: "CodeDeploy_20141006", version: "1.1" },
  dynamodb: { target: "DynamoDB_20120810", version: "1.0" },
  events: { target: "AWSEvents", version: "1.1" },
  kms: { target: "TrentService", version: "1.1" },
  logs: { target: "Logs_20140328", version: "1.1" },
  secretsmanager: { target: "secretsmanager", version: "1.1" },
  sqs: { target: "AmazonSQS", version: "1.0" },
  states: { target: "AWSStepFunctions", version: "1.0" },
} as const satisfies Readonly<Record<string, JsonProtocol>>;

/** Name of a service with the AWS JSON protocol. */
export type JsonServiceName = keyof typeof jsonProtocols;

/** Whether a service has the AWS JSON protocol. */
export function isJsonService(service: string): service is JsonServiceName {
  return Object.hasOwn(jsonProtocols, service);
}

/** Headers of a request for an operation. */
export function jsonHeaders(service: JsonServiceName, operation: string): Record<string, string> {
  const { target, version } = jsonProtocols[service];
  return { "content-type": `application/x-amz-json-${version}`, "x-amz-target": `${target}.${operation}` };
}

/** The service that an `X-Amz-Target` header names; undefined for another one. */
export function serviceOfTarget(target: string): JsonServiceName | undefined {
  const names = Object.keys(jsonProtocols) as JsonServiceName[];
  return names.find((name) => target.startsWith(`${jsonProtocols[name].target}.`));
}

import { jsonHeaders, type JsonServiceName } from "../http/json-protocols";
import type { AwsRequest, AwsResponse } from "../aws-request";
import { TaskError } from "./task-error";

/** Input or output of a Task. */
export type JsonValue = null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue };

/** A service integration: makes a request from a Task's parameters, and a result from the response. */
export interface Integration {
  readonly request: (parameters: JsonValue) => AwsRequest;
  /** @throws TaskError for an error response. */
  readonly result: (response: AwsResponse) => JsonValue;
}

type Parameters = Readonly<Record<string, JsonValue>>;

const parse = (body: Buffer) => JSON.parse(body.toString() || "null") as JsonValue;

function asParameters(value: JsonValue): Parameters {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  throw new TaskError("States.Runtime", "The parameters are not an object.");
}

function text(parameters: Parameters, name: string): string {
  const value = parameters[name];
  if (typeof value !== "string") throw new TaskError("States.Runtime", `The parameter ${name} is not a string.`);
  return value;
}

/** The first value that is a string. */
const firstText = (...values: (JsonValue | undefined)[]) => values.find((value) => typeof value === "string") ?? "";

/** How the errors of a service are called and described. */
interface ServiceErrors {
  /** `DynamoDB`, what stands before the dot. */
  readonly prefix: string;
  /** Name of errors that the SDK has no class for. */
  readonly general: string;
  /** The service in the text of a cause; undefined where no recorded test shows it. */
  readonly service?: string;
  /** Whether causes have the form of the second version of AWS's SDK for Java. */
  readonly sdk2?: true;
}

/** A cause as AWS's SDK for Java words it. */
function causeOf({ service, sdk2 }: ServiceErrors, code: string, message: string, response: AwsResponse): string {
  if (service === undefined) return message;
  const id = response.headers["x-amzn-requestid"] ?? "";
  if (sdk2) return `${message} (Service: ${service}, Status Code: ${response.status}, Request ID: ${id})`;
  const parts = [`Status Code: ${response.status}`, `Error Code: ${code}`, `Request ID: ${id}`, "Proxy: null"];
  return `${message} (Service: ${service}; ${parts.join("; ")})`;
}

/** The error of a response of the AWS JSON protocol. */
function jsonError(errors: ServiceErrors, response: AwsResponse): TaskError {
  const body = asParameters(parse(response.body) ?? {});
  const code = firstText(body.__type).replace(/^.*#/, "");
  const named = /Exception$|InternalServerError|RequestLimitExceeded|DoesNotExist$|AlreadyExists$/.test(code);
  const own = named && code !== "ValidationException" && !/^AccessDenied/.test(code);
  const name = own ? code.replace(/(DoesNotExist|AlreadyExists)$/, "$1Exception") : errors.general;
  const cause = causeOf(errors, code, firstText(body.message, body.Message, code), response);
  return new TaskError(`${errors.prefix}.${name}`, cause);
}

/** An operation of a service with the AWS JSON protocol. */
function json(service: JsonServiceName, operation: string, errors: ServiceErrors): Integration {
  return {
    request: (parameters) => ({
      service,
      method: "POST",
      path: "/",
      headers: jsonHeaders(service, operation),
      body: JSON.stringify(parameters),
    }),
    result: (response) => {
      if (response.status >= 300) throw jsonError(errors, response);
      return parse(response.body);
    },
  };
}

const lambdaErrors: ServiceErrors = { prefix: "Lambda", general: "AWSLambdaException", service: "AWSLambda" };

function functionResult(response: AwsResponse): JsonValue {
  const payload = parse(response.body);
  if (response.status >= 300) {
    const code = response.headers["x-amzn-errortype"] ?? "AWSLambdaException";
    const { message, Message } = asParameters(payload ?? {});
    const name = response.status >= 500 ? "ServiceException" : code.replace(/^AccessDenied.*/, "AWSLambdaException");
    throw new TaskError(`Lambda.${name}`, causeOf(lambdaErrors, code, firstText(message, Message, code), response));
  }
  if (response.headers["x-amz-function-error"] !== undefined) {
    const { errorType } = asParameters(payload);
    // Of what Lambda itself reports, only timeouts have a name of their own.
    const own = typeof errorType === "string" && !/^(Sandbox\.(?!Timedout$)|Runtime\.)/.test(errorType);
    throw new TaskError(own ? errorType : "Lambda.Unknown", JSON.stringify(payload));
  }
  return payload;
}

const invocation = (name: string, payload: JsonValue): AwsRequest => ({
  service: "lambda",
  method: "POST",
  path: `/2015-03-31/functions/${encodeURIComponent(name)}/invocations`,
  headers: { "content-type": "application/json", "x-amz-invocation-type": "RequestResponse" },
  body: JSON.stringify(payload),
});

const lambdaInvoke: Integration = {
  request: (value) => {
    const parameters = asParameters(value);
    return invocation(text(parameters, "FunctionName"), parameters.Payload ?? {});
  },
  result: (response) => ({
    ExecutedVersion: response.headers["x-amz-executed-version"] ?? "$LATEST",
    Payload: functionResult(response),
    SdkHttpMetadata: { HttpStatusCode: response.status },
    StatusCode: response.status,
  }),
};

const snsErrors: ServiceErrors = { prefix: "SNS", general: "AmazonSNSException", service: "AmazonSNS" };

const snsPublish: Integration = {
  request: (value) => {
    const parameters = asParameters(value);
    const { Message, Subject } = parameters;
    const form = new URLSearchParams({
      Action: "Publish",
      Version: "2010-03-31",
      TopicArn: text(parameters, "TopicArn"),
      Message: typeof Message === "string" ? Message : JSON.stringify(Message),
      ...(typeof Subject === "string" ? { Subject } : {}),
    });
    Object.entries(asParameters(parameters.MessageAttributes ?? {})).forEach(([name, attribute], i) => {
      const entry = `MessageAttributes.entry.${i + 1}`;
      form.set(`${entry}.Name`, name);
      form.set(`${entry}.Value.DataType`, "String");
      form.set(`${entry}.Value.StringValue`, text(asParameters(attribute), "StringValue"));
    });
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    return { service: "sns", method: "POST", path: "/", headers, body: form.toString() };
  },
  result: (response) => {
    const body = response.body.toString();
    const element = (name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(body)?.[1] ?? "";
    if (response.status >= 300) {
      const code = element("Code");
      const cause = causeOf(snsErrors, code, element("Message"), response);
      throw new TaskError(`SNS.${code.replace(/Exception$/, "")}Exception`, cause);
    }
    return { MessageId: element("MessageId"), SdkHttpMetadata: { HttpStatusCode: response.status } };
  },
};

/** A message body that is a string is sent unchanged; any other value as JSON. */
const sqsSendMessage: Integration = (() => {
  const send = json("sqs", "SendMessage", {
    prefix: "SQS",
    general: "AmazonSQSException",
    service: "AmazonSQS",
  });
  return {
    ...send,
    request: (value) => {
      const { MessageBody, ...others } = asParameters(value);
      const body = typeof MessageBody === "string" ? MessageBody : JSON.stringify(MessageBody ?? null);
      return send.request({ ...others, MessageBody: body });
    },
  };
})();

/** The integration of DynamoDB, and the one with AWS's SDK. */
const dynamoDb: readonly (readonly [name: string, errors: ServiceErrors])[] = [
  ["dynamodb", { prefix: "DynamoDB", general: "AmazonDynamoDBException", service: "AmazonDynamoDBv2" }],
  ["aws-sdk:dynamodb", { prefix: "DynamoDb", general: "DynamoDbException", service: "DynamoDb", sdk2: true }],
];

const fixed: Readonly<Record<string, Integration>> = {
  "lambda:invoke": lambdaInvoke,
  "sns:publish": snsPublish,
  "sqs:sendMessage": sqsSendMessage,
  "events:putEvents": json("events", "PutEvents", {
    prefix: "EventBridge",
    general: "AmazonEventBridgeException",
  }),
  "states:startExecution": json("states", "StartExecution", {
    prefix: "StepFunctions",
    general: "AWSStepFunctionsException",
    service: "AWSStepFunctions",
  }),
  ...Object.fromEntries(
    ["PutItem", "GetItem", "UpdateItem", "DeleteItem"].flatMap((operation) => {
      const name = operation.charAt(0).toLowerCase() + operation.slice(1);
      return dynamoDb.map(([service, errors]) => [`${service}:${name}`, json("dynamodb", operation, errors)]);
    }),
  ),
};

/** Names of the integrations, without the `arn:aws:states:::` before them. */
export const integrationNames: readonly string[] = Object.keys(fixed);

/** A function's ARN as the resource: the input is the payload, the function's result is the Task's. */
function directFunction(functionArn: string): Integration {
  return { request: (payload) => invocation(functionArn, payload), result: functionResult };
}

/** The integration of a Task's `Resource`, or undefined if it is not supported. */
export function integrationOf(resource: string): Integration | undefined {
  if (/^arn:aws:lambda:[^:]*:\d{12}:function:[\w-]+(:[\w$-]+)?$/.test(resource)) return directFunction(resource);
  const name = /^arn:aws:states:::([\w:-]+)$/.exec(resource)?.[1] ?? "";
  return Object.hasOwn(fixed, name) ? fixed[name] : undefined;
}

/** Whether {@link integrationOf} supports a resource. */
export function isSupportedResource(resource: string): boolean {
  return integrationOf(resource) !== undefined;
}

/** What a cause calls the origin of a result: the service, or the function's ARN. */
export function sourceOf(resource: string): string {
  return /^arn:aws:states:::(?:aws-sdk:)?(\w+):/.exec(resource)?.[1] ?? resource;
}

import type { ServerResponse } from "node:http";

import type { ServiceContext } from "../context";
import { AwsError } from "../http/aws-error";
import { header } from "../http/call";
import { send, sendJson, type Call } from "../http/service";
import type { Lambda } from "./lambda";
import type { FunctionRecord } from "./types";

/** Largest event of an asynchronous invocation, in bytes (1 MiB). */
const MAX_ASYNC_BYTES = 1024 * 1024;

/** A request for an operation. */
interface LambdaCall {
  readonly lambda: Lambda;
  readonly cloud: ServiceContext;
  readonly call: Call;
  /** Name of the function; empty for an operation without one. */
  readonly name: string;
}

interface LambdaOperation {
  readonly name: string;
  readonly method: string;
  /** Below `/2015-03-31/functions/`; `NAME` stands for the function. */
  readonly path: string;
  run(request: LambdaCall, reply: ServerResponse): Promise<void> | void;
}

function allow({ lambda, call }: LambdaCall, action: string, resource: string): void {
  if (call.caller.kind === "anonymous") throw new AwsError("AccessDeniedException", "Missing authentication", 403);
  lambda.authorize(call.caller, { action, resource });
}

const sendResult = (reply: ServerResponse, value: object) => sendJson(reply, 200, value, "application/json");

/** An operation that describes one function. */
function description(
  name: string,
  path: string,
  describe: (record: FunctionRecord, lambda: Lambda) => object,
): LambdaOperation {
  return {
    name,
    method: "GET",
    path,
    run(request, reply) {
      const { lambda } = request;
      const record = lambda.function(request.name);
      allow(request, `lambda:${name}`, lambda.arn(request.name));
      sendResult(reply, describe(record, lambda));
    },
  };
}

/** The Lambda API by request. */
export const lambdaOperations: readonly LambdaOperation[] = [
  {
    name: "ListFunctions",
    method: "GET",
    path: "",
    run(request, reply) {
      allow(request, "lambda:ListFunctions", "*");
      const { lambda } = request;
      sendResult(reply, { Functions: lambda.functions().map((record) => describeFunction(record, lambda)) });
    },
  },
  { name: "Invoke", method: "POST", path: "NAME/invocations", run: invoke },
  description("GetFunction", "NAME", (record, lambda) => {
    const { tags, reservedConcurrency } = record.config;
    const reserved = { Concurrency: { ReservedConcurrentExecutions: reservedConcurrency } };
    const configuration = describeFunction(record, lambda);
    return { Configuration: configuration, Tags: tags, ...(reservedConcurrency < 0 ? {} : reserved) };
  }),
  description("GetFunctionConfiguration", "NAME/configuration", describeFunction),
  description("GetPolicy", "NAME/policy", ({ config }, lambda) => {
    const policy = lambda.policy(config.name);
    if (policy === undefined) {
      throw new AwsError("ResourceNotFoundException", "The resource you requested does not exist.", 404);
    }
    return { Policy: JSON.stringify(policy) };
  }),
];

async function invoke(request: LambdaCall, reply: ServerResponse): Promise<void> {
  const { lambda, cloud, call, name } = request;
  if (lambda.has(name)) lambda.authorizeInvoke(call.caller, name);
  else allow(request, "lambda:InvokeFunction", lambda.arn(name));
  await cloud.faults.check("lambda", "Invoke", reply, name);
  const payload = call.body === undefined || call.body.length === 0 ? "{}" : call.body.toString("utf8");
  try {
    JSON.parse(payload);
  } catch {
    throw new AwsError("InvalidRequestContentException", "Could not parse request body into json");
  }
  const type = header(call, "x-amz-invocation-type") ?? "RequestResponse";
  if (type === "DryRun") return send(reply, 204, {});
  if (type === "Event") {
    if (payload.length > MAX_ASYNC_BYTES)
      throw new AwsError("RequestTooLargeException", "Request must be smaller than 1048576 bytes", 413);
    reply.setHeader("x-amzn-requestid", lambda.invokeAsync(name, payload));
    return send(reply, 202, {});
  }
  const result = await lambda.invoke(name, payload);
  const headers = { "content-type": "application/json", "x-amz-executed-version": "$LATEST" };
  reply.setHeader("x-amzn-requestid", result.requestId);
  send(
    reply,
    200,
    { ...headers, ...(result.status !== "ok" && { "x-amz-function-error": "Unhandled" }) },
    result.payload,
  );
}

/** The embedded run has no networks; subnets say nothing of theirs. */
const VPC_ID = "vpc-00000000000000000";

function describeFunction({ config, code, lastModified }: FunctionRecord, lambda: Lambda): object {
  return {
    FunctionName: config.name,
    FunctionArn: lambda.arn(config.name),
    Runtime: config.runtime,
    Role: config.roleArn,
    Handler: config.handler,
    CodeSize: code.zipBytes,
    CodeSha256: Buffer.from(code.sha256, "hex").toString("base64"),
    Description: config.description,
    Timeout: config.timeoutSec,
    MemorySize: config.memoryMb,
    LastModified: lastModified,
    Version: "$LATEST",
    Environment: { Variables: config.environment },
    TracingConfig: { Mode: config.tracing },
    ...(config.network && {
      VpcConfig: {
        SubnetIds: config.network.subnetIds,
        SecurityGroupIds: config.network.securityGroupIds,
        VpcId: VPC_ID,
      },
    }),
    Layers: config.layers.map((Arn) => ({ Arn })),
    State: "Active",
    LastUpdateStatus: "Successful",
    PackageType: "Zip",
    Architectures: [config.architecture],
    EphemeralStorage: { Size: config.ephemeralStorageMb },
    LoggingConfig: {
      LogFormat: config.logging.format,
      LogGroup: config.logging.logGroup,
      ApplicationLogLevel: config.logging.applicationLevel,
      SystemLogLevel: config.logging.systemLevel,
    },
  };
}

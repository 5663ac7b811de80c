import type { ServerResponse } from "node:http";

import { AwsError } from "../http/aws-error";
import { header } from "../http/call";
import { send } from "../http/service";
import { describeFunction } from "./describe-function";
import { allow, description, sendResult, type LambdaCall, type LambdaOperation } from "./operation";
import { versionOperations } from "./version-operations";

/** Largest event of an asynchronous invocation, in bytes (1 MiB). */
const MAX_ASYNC_BYTES = 1024 * 1024;

/** The Lambda API by request. */
export const lambdaOperations: readonly LambdaOperation[] = [
  {
    name: "ListFunctions",
    method: "GET",
    path: "",
    run(request, reply) {
      allow(request, "lambda:ListFunctions", "*");
      const { lambda } = request;
      sendResult(reply, {
        Functions: lambda
          .functions()
          .map((record) => describeFunction({ ...record, version: "$LATEST" }, lambda, record.config.name)),
      });
    },
  },
  { name: "Invoke", method: "POST", path: "NAME/invocations", run: invoke },
  description("GetFunction", "NAME", (found, lambda, reference) => {
    const { tags, reservedConcurrency } = lambda.function(reference).config;
    const reserved = { Concurrency: { ReservedConcurrentExecutions: reservedConcurrency } };
    const configuration = describeFunction(found, lambda, reference);
    return { Configuration: configuration, Tags: tags, ...(reservedConcurrency < 0 ? {} : reserved) };
  }),
  description("GetFunctionConfiguration", "NAME/configuration", describeFunction),
  description("GetPolicy", "NAME/policy", (_, lambda, reference) => {
    const policy = lambda.policy(reference);
    if (policy === undefined) {
      throw new AwsError("ResourceNotFoundException", "The resource you requested does not exist.", 404);
    }
    return { Policy: JSON.stringify(policy) };
  }),
  ...versionOperations,
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
  const headers = { "content-type": "application/json", "x-amz-executed-version": result.executedVersion };
  reply.setHeader("x-amzn-requestid", result.requestId);
  send(
    reply,
    200,
    { ...headers, ...(result.status !== "ok" && { "x-amz-function-error": "Unhandled" }) },
    result.payload,
  );
}

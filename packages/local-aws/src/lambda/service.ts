import type { ServerResponse } from "node:http";

import type { ServiceContext } from "../context";
import { AwsError } from "../http/aws-error";
import { decodeUri, header, type HttpCall } from "../http/call";
import { failJson, send, sendJson, type Call, type HttpService } from "../http/service";
import { functionName, type Lambda } from "./lambda";
import type { FunctionRecord } from "./types";

/** Largest event, in bytes: 6 MB when the caller waits, 1 MB when not. */
const MAX_SYNC_BYTES = 6 * 1024 * 1024;
const MAX_ASYNC_BYTES = 1024 * 1024;

/** Lambda on HTTP, as far as clients of a deployed stack need it: invoke and look. */
export class LambdaHttpService implements HttpService {
  readonly names = ["lambda"];
  readonly maxBodyBytes = MAX_SYNC_BYTES;
  readonly allowsAnonymous = false;

  constructor(
    private readonly lambda: Lambda,
    private readonly cloud: ServiceContext,
  ) {}

  async handle(call: Call, reply: ServerResponse): Promise<void> {
    reply.setHeader("x-amzn-requestid", call.requestId);
    const [, name, rest] = /^\/2015-03-31\/functions\/([^/]*)(?:\/(.*))?$/.exec(call.path) ?? [];
    const operation = `${call.method} ${rest ?? ""}`;
    if (name === undefined || name === "") {
      this.allow(call, "lambda:ListFunctions", "*");
      sendJson(
        reply,
        200,
        { Functions: this.lambda.functions().map((record) => this.describe(record)) },
        "application/json",
      );
      return;
    }
    const fn = functionName(decodeUri(name));
    if (operation === "POST invocations") return this.invoke(call, fn, reply);
    const record = this.lambda.function(fn);
    const resource = this.lambda.arn(fn);
    if (operation === "GET ") {
      this.allow(call, "lambda:GetFunction", resource);
      const concurrency = record.config.reservedConcurrency;
      const reserved = concurrency < 0 ? {} : { Concurrency: { ReservedConcurrentExecutions: concurrency } };
      sendJson(
        reply,
        200,
        { Configuration: this.describe(record), Tags: record.config.tags, ...reserved },
        "application/json",
      );
    } else if (operation === "GET configuration") {
      this.allow(call, "lambda:GetFunctionConfiguration", resource);
      sendJson(reply, 200, this.describe(record), "application/json");
    } else if (operation === "GET policy") {
      this.allow(call, "lambda:GetPolicy", resource);
      const policy = this.lambda.policy(fn);
      if (policy === undefined)
        throw new AwsError("ResourceNotFoundException", "The resource you requested does not exist.", 404);
      sendJson(reply, 200, { Policy: JSON.stringify(policy) }, "application/json");
    } else {
      throw new AwsError("NotImplemented", `The embedded Lambda does not have ${call.method} ${call.path}.`, 501);
    }
  }

  fail(error: unknown, call: HttpCall, reply: ServerResponse): void {
    failJson(error, call, reply);
  }

  private allow(call: Call, action: string, resource: string): void {
    const message = { action, resource };
    if (call.caller.kind === "anonymous") throw new AwsError("AccessDeniedException", "Missing authentication", 403);
    this.lambda.authorize(call.caller, message);
  }

  private async invoke(call: Call, name: string, reply: ServerResponse): Promise<void> {
    if (this.lambda.has(name)) this.lambda.authorizeInvoke(call.caller, name);
    else this.allow(call, "lambda:InvokeFunction", this.lambda.arn(name));
    const fault = this.cloud.faults.take("lambda", "Invoke", name);
    if (fault !== undefined) throw new AwsError(fault.code, "This failure was asked for.", fault.status);
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
      reply.setHeader("x-amzn-requestid", this.lambda.invokeAsync(name, payload));
      return send(reply, 202, {});
    }
    const result = await this.lambda.invoke(name, payload);
    const headers = { "content-type": "application/json", "x-amz-executed-version": "$LATEST" };
    reply.setHeader("x-amzn-requestid", result.requestId);
    send(
      reply,
      200,
      { ...headers, ...(result.status !== "ok" && { "x-amz-function-error": "Unhandled" }) },
      result.payload,
    );
  }

  private describe({ config, code, lastModified }: FunctionRecord): object {
    return {
      FunctionName: config.name,
      FunctionArn: this.lambda.arn(config.name),
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
}

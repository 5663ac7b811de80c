import type { ServerResponse } from "node:http";

import type { ServiceContext } from "../context";
import { AwsError } from "../http/aws-error";
import { decodeUri, type HttpCall } from "../http/call";
import { failJson, sendJson, type Call, type HttpService } from "../http/service";
import { noteOperation } from "../iam/caller";
import type { EventSourceMappings } from "./event-source-mappings";
import { functionName, type Lambda } from "./lambda";
import { answerOfMappings } from "./mapping-operations";
import { lambdaOperations } from "./operations";

/** Largest event of a synchronous invocation, in bytes (6 MiB). */
const MAX_SYNC_BYTES = 6 * 1024 * 1024;

/** Lambda on HTTP, as far as clients of a deployed stack need it: functions are invoked and described. */
export class LambdaHttpService implements HttpService {
  readonly names = ["lambda"];
  readonly maxBodyBytes = MAX_SYNC_BYTES;
  readonly allowsAnonymous = false;

  constructor(
    private readonly lambda: Lambda,
    private readonly cloud: ServiceContext,
    private readonly mappings: EventSourceMappings,
  ) {}

  async handle(call: Call, reply: ServerResponse): Promise<void> {
    reply.setHeader("x-amzn-requestid", call.requestId);
    const { lambda, cloud, mappings } = this;
    const answer = answerOfMappings({ lambda, cloud, mappings }, call);
    if (answer !== undefined) return sendJson(reply, 200, answer, "application/json");
    const [below, name = "", rest = ""] = /^\/2015-03-31\/functions(?:\/([^/]*))?((?:\/.*)?)$/.exec(call.path) ?? [];
    const path = name === "" ? "" : `NAME${rest}`;
    const operation =
      below === undefined
        ? undefined
        : lambdaOperations.find((candidate) => candidate.method === call.method && candidate.path === path);
    if (operation === undefined) {
      throw new AwsError("NotImplemented", `The embedded Lambda does not have ${call.method} ${call.path}.`, 501);
    }
    noteOperation(call.caller, operation.name, name);
    await operation.run({ lambda: this.lambda, cloud: this.cloud, call, name: functionName(decodeUri(name)) }, reply);
  }

  fail(error: unknown, call: HttpCall, reply: ServerResponse): void {
    failJson(error, call, reply);
  }
}

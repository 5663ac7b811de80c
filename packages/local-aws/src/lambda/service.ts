import type { ServerResponse } from "node:http";

import type { ServiceContext } from "../context";
import { AwsError } from "../http/aws-error";
import { decodeUri, type HttpCall } from "../http/call";
import { failJson, sendJson, type Call, type HttpService } from "../http/service";
import { noteOperation } from "../iam/caller";
import type { EventSourceMappings } from "./event-source-mappings";
import type { Lambda } from "./lambda";
import { answerOfMappings } from "./mapping-operations";
import { lambdaOperations } from "./operations";
import { functionReference } from "./reference";

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
    const [, alias = ""] = /^\/aliases\/([^/]+)$/.exec(rest) ?? [];
    const path = name === "" ? "" : alias === "" ? `NAME${rest}` : "NAME/aliases/ALIAS";
    const operation =
      below === undefined
        ? undefined
        : lambdaOperations.find((candidate) => candidate.method === call.method && candidate.path === path);
    if (operation === undefined) {
      throw new AwsError("NotImplemented", `The embedded Lambda does not have ${call.method} ${call.path}.`, 501);
    }
    noteOperation(call.caller, operation.name, name);
    const reference = functionReference(decodeUri(name), call.query.get("Qualifier"));
    await operation.run({ lambda, cloud, call, name: reference, alias: decodeUri(alias) }, reply);
  }

  fail(error: unknown, call: HttpCall, reply: ServerResponse): void {
    failJson(error, call, reply);
  }
}

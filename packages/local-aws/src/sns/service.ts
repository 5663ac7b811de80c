import type { ServerResponse } from "node:http";

import type { ServiceContext } from "../context";
import { AwsError } from "../http/aws-error";
import type { HttpCall } from "../http/call";
import { failQuery, send, type Call, type HttpService } from "../http/service";
import { buildXml } from "../http/xml";
import { noteOperation } from "../iam/caller";
import { snsOperations } from "./operations";
import type { Sns } from "./sns";

/** SNS on HTTP, the query protocol. */
export class SnsHttpService implements HttpService {
  readonly names = ["sns"];
  readonly maxBodyBytes = 2 * 1024 * 1024;
  readonly allowsAnonymous = false;

  constructor(
    private readonly sns: Sns,
    private readonly cloud: ServiceContext,
  ) {}

  async handle({ body, caller, requestId }: Call, reply: ServerResponse): Promise<void> {
    const input = new URLSearchParams(body?.toString("utf8"));
    const action = input.get("Action") ?? "";
    const operation = Object.hasOwn(snsOperations, action) ? snsOperations[action] : undefined;
    if (operation === undefined)
      throw new AwsError("InvalidAction", `The embedded SNS does not have the action "${action}".`);
    noteOperation(caller, action);
    await this.cloud.faults.check("sns", action, reply);
    const result = {
      [`${action}Result`]: operation(this.sns, input, caller),
      ResponseMetadata: { RequestId: requestId },
    };
    const xml = buildXml(`${action}Response`, result, "http://sns.amazonaws.com/doc/2010-03-31/");
    send(reply, 200, { "content-type": "text/xml" }, xml);
  }

  fail(error: unknown, call: HttpCall, reply: ServerResponse): void {
    failQuery(error, call, reply);
  }
}

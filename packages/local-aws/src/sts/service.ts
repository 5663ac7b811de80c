import type { ServerResponse } from "node:http";

import { AwsError } from "../http/aws-error";
import type { HttpCall } from "../http/call";
import { failQuery, send, type Call, type HttpService } from "../http/service";
import { buildXml } from "../http/xml";

/** STS on HTTP: who am I. */
export class StsHttpService implements HttpService {
  readonly names = ["sts"];
  readonly maxBodyBytes = 64 * 1024;
  readonly allowsAnonymous = false;

  handle({ body, caller, requestId }: Call, reply: ServerResponse): Promise<void> {
    const action = new URLSearchParams(body?.toString("utf8")).get("Action") ?? "";
    if (action !== "GetCallerIdentity" || !("accountId" in caller)) {
      throw new AwsError("InvalidAction", `The embedded STS does not have the action "${action}".`);
    }
    const result = { Arn: caller.arn, UserId: caller.accountId, Account: caller.accountId };
    const xml = buildXml(
      "GetCallerIdentityResponse",
      { GetCallerIdentityResult: result, ResponseMetadata: { RequestId: requestId } },
      "https://sts.amazonaws.com/doc/2011-06-15/",
    );
    send(reply, 200, { "content-type": "text/xml" }, xml);
    return Promise.resolve();
  }

  fail(error: unknown, call: HttpCall, reply: ServerResponse): void {
    failQuery(error, call, reply);
  }
}

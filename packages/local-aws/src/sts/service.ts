import type { ServerResponse } from "node:http";

import { AwsError } from "../http/aws-error";
import type { HttpCall } from "../http/call";
import { failQuery, send, type Call, type HttpService } from "../http/service";
import { buildXml, type XmlNode } from "../http/xml";
import { noteOperation, type Caller } from "../iam/caller";
import type { Iam } from "../iam/iam";

type Identity = Extract<Caller, { readonly accountId: string }>;

/** The STS API by operation. */
export const stsOperations: Readonly<Record<string, (caller: Identity, iam: Iam) => XmlNode>> = {
  GetCallerIdentity: (caller, iam) => ({
    Arn: caller.arn,
    UserId: userId(caller, iam),
    Account: caller.accountId,
  }),
};

/** The account of its root; a role's session by the role's unique identifier and the session's name. */
function userId(caller: Identity, iam: Iam): string {
  if (caller.kind === "root") return caller.accountId;
  return `${iam.roles.get(caller.roleName)?.uniqueId ?? ""}:${caller.arn.split("/").at(-1) ?? ""}`;
}

/** STS on HTTP, the query protocol. */
export class StsHttpService implements HttpService {
  readonly names = ["sts"];
  readonly maxBodyBytes = 64 * 1024;
  readonly allowsAnonymous = false;

  constructor(private readonly iam: Iam) {}

  handle({ body, caller, requestId }: Call, reply: ServerResponse): Promise<void> {
    const action = new URLSearchParams(body?.toString("utf8")).get("Action") ?? "";
    const operation = Object.hasOwn(stsOperations, action) ? stsOperations[action] : undefined;
    if (operation === undefined || !("accountId" in caller)) {
      throw new AwsError("InvalidAction", `The embedded STS does not have the action "${action}".`);
    }
    noteOperation(caller, action);
    const xml = buildXml(
      `${action}Response`,
      { [`${action}Result`]: operation(caller, this.iam), ResponseMetadata: { RequestId: requestId } },
      "https://sts.amazonaws.com/doc/2011-06-15/",
    );
    send(reply, 200, { "content-type": "text/xml" }, xml);
    return Promise.resolve();
  }

  fail(error: unknown, call: HttpCall, reply: ServerResponse): void {
    failQuery(error, call, reply);
  }
}

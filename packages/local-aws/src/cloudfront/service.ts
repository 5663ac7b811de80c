import type { ServerResponse } from "node:http";

import { decodeUri, type HttpCall } from "../http/call";
import { failQuery, type Call, type HttpService } from "../http/service";
import { noteOperation } from "../iam/caller";
import { cloudfrontApi } from "./api";
import type { CloudFront } from "./cloudfront";
import { notImplemented } from "./errors";
import { cloudfrontOperations } from "./operations";

const VERSION = "/2020-05-31";

/** Identifiers in a path that is an operation's; undefined: it is not. */
function idsIn(call: HttpCall, path: string): string[] | undefined {
  const [pattern = "", named] = path.split("?");
  const [name = "", value] = (named ?? "").split("=");
  if (named !== undefined && call.query.get(name) !== value) return undefined;
  const source = pattern.replace(/[.*]/g, (c) => (c === "*" ? "([^/]+)" : `\\${c}`));
  return new RegExp(`^${VERSION}${source}$`).exec(call.path)?.slice(1).map(decodeUri);
}

/** CloudFront on HTTP: REST with XML. A global service: clients sign for us-east-1, whatever the cloud's region. */
export class CloudFrontHttpService implements HttpService {
  readonly names = ["cloudfront"];
  readonly globalRegion = "us-east-1";
  readonly maxBodyBytes = 16 * 1024 * 1024;
  readonly allowsAnonymous = false;

  constructor(private readonly cloudfront: CloudFront) {}

  async handle(call: Call, reply: ServerResponse): Promise<void> {
    reply.setHeader("x-amzn-requestid", call.requestId);
    const { name, ids } = this.operationOf(call);
    noteOperation(call.caller, name, ids[0]);
    const operation = cloudfrontOperations[name];
    if (operation === undefined) throw notImplemented(`the operation ${name}`);
    await this.cloudfront.cloud.faults.check("cloudfront", name, reply, ids[0]);
    operation({ cloudfront: this.cloudfront, call, ids }, reply);
  }

  fail(error: unknown, call: HttpCall, reply: ServerResponse): void {
    failQuery(error, call, reply);
  }

  private operationOf(call: HttpCall): { readonly name: string; readonly ids: readonly string[] } {
    for (const { name, method, path } of cloudfrontApi) {
      const ids = method === call.method ? idsIn(call, path) : undefined;
      if (ids !== undefined) return { name, ids };
    }
    throw notImplemented(`${call.method} ${call.path}`);
  }
}

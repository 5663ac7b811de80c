import type { ServerResponse } from "node:http";

import { AwsError, errorCode, errorMessage } from "../http/aws-error";
import { header, type HttpCall } from "../http/call";
import { send, type Call, type HttpService } from "../http/service";
import { buildXml } from "../http/xml";
import { noteOperation } from "../iam/caller";
import { invalidArgument } from "./errors";
import { corsHeaders, preflightHeaders } from "./cors";
import { refuseCustomerKeys } from "./object-encryption";
import { addressOf, withPresignedHeaders, type S3Request } from "./request";
import { operationOf } from "./routes";
import type { S3 } from "./s3";

/** S3 on HTTP: REST with XML. */
export class S3HttpService implements HttpService {
  readonly names = ["s3"];
  readonly maxBodyBytes = undefined;
  readonly allowsAnonymous = true;

  constructor(private readonly s3: S3) {}

  async handle(received: Call, reply: ServerResponse): Promise<void> {
    const call = withPresignedHeaders(received);
    reply.setHeader("x-amz-request-id", call.requestId);
    const request: S3Request = { call, s3: this.s3, ...addressOf(call) };
    const rules = this.s3.buckets.get(request.bucketName)?.settings.cors;
    if (call.method === "OPTIONS") {
      send(reply, 200, preflightHeaders(rules, call));
      return;
    }
    // Error responses have CORS headers as well: a page may read them.
    for (const [name, value] of Object.entries(corsHeaders(rules, call))) reply.setHeader(name, value);
    const operation = operationOf(request);
    this.checkOwner(call);
    refuseCustomerKeys(Object.keys(call.headers));
    const subject = request.key === "" ? request.bucketName : request.key;
    noteOperation(call.caller, operation.name, subject);
    await this.s3.cloud.faults.check("s3", operation.name, reply, subject);
    await operation.run(request, reply);
  }

  /** There are buckets of one account: who expects another one's is refused. @throws AwsError `AccessDenied`. */
  private checkOwner(call: Call): void {
    for (const name of ["x-amz-expected-bucket-owner", "x-amz-source-expected-bucket-owner"]) {
      const expected = header(call, name);
      if (expected === undefined) continue;
      if (!/^\d{12}$/.test(expected)) {
        throw invalidArgument("The value of the expected bucket owner parameter must be an AWS account ID...", {
          ArgumentName: name,
          ArgumentValue: expected,
        });
      }
      if (expected !== this.s3.cloud.accountId) throw new AwsError("AccessDenied", "Access Denied", 403);
    }
  }

  fail(error: unknown, call: HttpCall, reply: ServerResponse): void {
    const status = error instanceof AwsError ? error.status : 500;
    const details = error instanceof AwsError ? error.details : {};
    const body = buildXml("Error", {
      Code: errorCode(error),
      Message: errorMessage(error),
      ...details,
      Resource: call.path,
      RequestId: call.requestId,
    });
    if (!(error instanceof AwsError))
      this.s3.cloud.events.emit("fault", { service: "s3", message: errorMessage(error) });
    const headers: Record<string, string> =
      status === 304 || call.method === "HEAD" ? {} : { "content-type": "application/xml" };
    // A response to HEAD has no body: SDKs derive the error from the status.
    send(reply, status, headers, call.method === "HEAD" ? "" : body);
  }
}

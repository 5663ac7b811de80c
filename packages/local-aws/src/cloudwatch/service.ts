import type { ServerResponse } from "node:http";

import { errorMessage } from "../http/aws-error";
import type { HttpCall } from "../http/call";
import { send, type Call, type HttpService } from "../http/service";
import type { CloudWatch } from "./cloudwatch";

/** `GET /metrics` without a signature, for Prometheus. */
export class MetricsHttpService implements HttpService {
  readonly names = [];
  readonly maxBodyBytes = 0;
  readonly allowsAnonymous = true;

  constructor(private readonly cloudwatch: CloudWatch) {}

  claims(call: HttpCall): boolean {
    return call.method === "GET" && call.path === "/metrics" && call.headers.authorization === undefined;
  }

  handle(_: Call, reply: ServerResponse): Promise<void> {
    send(reply, 200, { "content-type": "text/plain; version=0.0.4" }, this.cloudwatch.prometheus());
    return Promise.resolve();
  }

  fail(error: unknown, _: HttpCall, reply: ServerResponse): void {
    send(reply, 500, { "content-type": "text/plain" }, errorMessage(error));
  }
}

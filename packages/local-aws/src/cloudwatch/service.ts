import type { ServerResponse } from "node:http";

import { errorMessage } from "../http/aws-error";
import type { HttpCall } from "../http/call";
import { send, type Call, type HttpService } from "../http/service";
import type { CloudWatch } from "./cloudwatch";

/** Whether a Host header names the loopback interface itself. */
const isLoopback = (host: string) => /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i.test(host);

/** `GET /metrics` without a signature, for Prometheus. */
export class MetricsHttpService implements HttpService {
  readonly names = [];
  readonly maxBodyBytes = 0;
  readonly allowsAnonymous = true;

  constructor(private readonly cloudwatch: CloudWatch) {}

  claims(call: HttpCall): boolean {
    return call.method === "GET" && call.path === "/metrics" && call.headers.authorization === undefined;
  }

  handle(call: Call, reply: ServerResponse): Promise<void> {
    // A page of another origin reaches 127.0.0.1 by a name of its own (DNS rebinding), which it cannot hide.
    if (!isLoopback(call.headers.host ?? "")) {
      const names = "localhost, 127.0.0.1 or [::1]";
      const message = `Ask for the metrics under the host name ${names}; got "${call.headers.host ?? ""}".\n`;
      send(reply, 403, { "content-type": "text/plain" }, message);
      return Promise.resolve();
    }
    send(reply, 200, { "content-type": "text/plain; version=0.0.4" }, this.cloudwatch.prometheus());
    return Promise.resolve();
  }

  fail(error: unknown, _: HttpCall, reply: ServerResponse): void {
    send(reply, 500, { "content-type": "text/plain" }, errorMessage(error));
  }
}

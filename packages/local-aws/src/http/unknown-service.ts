import type { ServerResponse } from "node:http";

import { AwsError } from "./aws-error";
import type { HttpCall } from "./call";
import { failInProtocol, operationName } from "./protocols";
import type { Call, HttpService } from "./service";

/** Refuses a request for a service that the cloud does not have: by its name, in its protocol. */
export class UnknownHttpService implements HttpService {
  readonly names: readonly string[];
  readonly maxBodyBytes = 16 * 1024 * 1024;
  readonly allowsAnonymous = true;

  constructor(private readonly name: string) {
    this.names = [name];
  }

  handle(call: Call): Promise<void> {
    const operation = operationName(call, call.body);
    return Promise.reject(
      new AwsError("UnknownService", `The embedded AWS does not have the service "${this.name}" (${operation}).`, 501),
    );
  }

  fail(error: unknown, call: HttpCall, reply: ServerResponse): void {
    failInProtocol(error, call, this.name, reply);
  }
}

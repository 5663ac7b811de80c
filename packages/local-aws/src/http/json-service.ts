import type { ServerResponse } from "node:http";

import type { Faults } from "../faults";
import type { Caller } from "../iam/caller";
import { AwsError } from "./aws-error";
import { header, type HttpCall } from "./call";
import { failJson, sendJson, type Call, type HttpService } from "./service";

/** An operation of a service with the AWS JSON protocol. */
export type JsonOperation<Service, Input> = (
  service: Service,
  input: Input,
  caller: Caller,
) => object | Promise<object>;

/** What sets one JSON service apart from another. */
export interface JsonServiceSpec<Service, Input> {
  /** Name in the credential scope. */
  readonly name: string;
  /** What `X-Amz-Target` begins with, up to the dot. */
  readonly target: string;
  readonly operations: Readonly<Record<string, JsonOperation<Service, Input>>>;
  /** Content type of answers. */
  readonly contentType: "application/x-amz-json-1.0" | "application/x-amz-json-1.1";
}

/** A service with the AWS JSON protocol: the operation is in a header, input and output are JSON. */
export class JsonHttpService<Service, Input> implements HttpService {
  readonly names: readonly string[];
  readonly maxBodyBytes = 2 * 1024 * 1024;
  readonly allowsAnonymous = false;

  constructor(
    private readonly spec: JsonServiceSpec<Service, Input>,
    private readonly service: Service,
    private readonly faults: Faults,
  ) {
    this.names = [spec.name];
  }

  async handle(call: Call, reply: ServerResponse): Promise<void> {
    const { name, target, operations, contentType } = this.spec;
    const operationName = (header(call, "x-amz-target") ?? "").replace(`${target}.`, "");
    const operation = Object.hasOwn(operations, operationName) ? operations[operationName] : undefined;
    if (operation === undefined) {
      throw new AwsError(
        "UnknownOperationException",
        `The embedded ${name} does not have the operation "${operationName}".`,
      );
    }
    const fault = this.faults.take(name, operationName);
    if (fault !== undefined) throw new AwsError(fault.code, "This failure was asked for.", fault.status);
    let input: Input;
    try {
      input = JSON.parse(call.body?.toString("utf8") ?? "") as Input;
    } catch {
      throw new AwsError("SerializationException", "The request is not JSON.");
    }
    reply.setHeader("x-amzn-requestid", call.requestId);
    sendJson(reply, 200, await operation(this.service, input, call.caller), contentType);
  }

  fail(error: unknown, call: HttpCall, reply: ServerResponse): void {
    failJson(error, call, reply);
  }
}

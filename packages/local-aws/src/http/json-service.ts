import type { ServerResponse } from "node:http";

import type { Faults } from "../faults";
import { noteOperation, type Caller } from "../iam/caller";
import { AwsError } from "./aws-error";
import { header, type HttpCall } from "./call";
import { checkInput, type ServiceInputs } from "./input-shape";
import { jsonProtocols, type JsonServiceName } from "./json-protocols";
import { failInProtocol, operationName } from "./protocols";
import { sendJson, type Call, type HttpService } from "./service";

/** An operation of a service with the AWS JSON protocol. */
export type JsonOperation<Service, Input> = (
  service: Service,
  input: Input,
  caller: Caller,
) => object | Promise<object>;

/** The operations of a service by name. */
type JsonOperations<Service, Input> = Readonly<Record<string, JsonOperation<Service, Input>>>;

/** A service with the AWS JSON protocol: a header names the operation, input and output are JSON. */
export class JsonHttpService<Service, Input> implements HttpService {
  readonly names: readonly string[];
  readonly maxBodyBytes = 2 * 1024 * 1024;
  readonly allowsAnonymous = false;

  constructor(
    private readonly name: JsonServiceName,
    private readonly operations: JsonOperations<Service, Input>,
    private readonly service: Service,
    private readonly faults: Faults,
    /** Absent: the operations check their inputs themselves. */
    private readonly inputs?: ServiceInputs,
  ) {
    this.names = [name];
  }

  async handle(call: Call, reply: ServerResponse): Promise<void> {
    const { target: prefix, version } = jsonProtocols[this.name];
    const target = header(call, "x-amz-target");
    if (target === undefined) {
      const what = `its operation "${operationName(call, call.body)}" in another protocol than AWS JSON`;
      throw new AwsError("InvalidAction", `The embedded ${this.name} does not have ${what}.`);
    }
    const name = target.replace(`${prefix}.`, "");
    const operation = Object.hasOwn(this.operations, name) ? this.operations[name] : undefined;
    if (operation === undefined) {
      throw new AwsError(
        "UnknownOperationException",
        `The embedded ${this.name} does not have the operation "${name}".`,
      );
    }
    noteOperation(call.caller, name);
    await this.faults.check(this.name, name, reply);
    let input: Input;
    try {
      input = JSON.parse(call.body?.toString("utf8") ?? "") as Input;
    } catch {
      throw new AwsError("SerializationException", "The request body is not valid JSON.");
    }
    if (this.inputs !== undefined) checkInput(this.name, name, this.inputs, input);
    reply.setHeader("x-amzn-requestid", call.requestId);
    sendJson(reply, 200, await operation(this.service, input, call.caller), `application/x-amz-json-${version}`);
  }

  fail(error: unknown, call: HttpCall, reply: ServerResponse): void {
    failInProtocol(error, call, this.name, reply);
  }
}

import type { ServerResponse } from "node:http";

import type { ServiceContext } from "../context";
import { AwsError } from "../http/aws-error";
import { sendJson, type Call } from "../http/service";
import type { Lambda } from "./lambda";
import { parseReference } from "./reference";
import type { FunctionRecord } from "./types";

/** A request for an operation. */
export interface LambdaCall {
  readonly lambda: Lambda;
  readonly cloud: ServiceContext;
  readonly call: Call;
  /** The function, with the version or the alias behind a colon if one is named; empty for an operation without one. */
  readonly name: string;
  /** Alias that the path names; empty for an operation without one. */
  readonly alias: string;
}

/** An operation of the Lambda API. */
export interface LambdaOperation {
  readonly name: string;
  readonly method: string;
  /** Below `/2015-03-31/functions/`; `NAME` stands for the function, `ALIAS` for an alias. */
  readonly path: string;
  run(request: LambdaCall, reply: ServerResponse): Promise<void> | void;
}

/** Authorizes the caller. @throws AwsError `AccessDeniedException`. */
export function allow({ lambda, call }: LambdaCall, action: string, resource: string): void {
  if (call.caller.kind === "anonymous") throw new AwsError("AccessDeniedException", "Missing authentication", 403);
  lambda.authorize(call.caller, { action, resource });
}

/** Answers with JSON. */
export const sendResult = (reply: ServerResponse, value: object, status = 200): void =>
  sendJson(reply, status, value, "application/json");

/** Code and configuration of a function, or of one of its versions. */
export interface Described extends Pick<FunctionRecord, "config" | "code" | "lastModified"> {
  readonly version: string;
}

/** What a request names: the version behind it, of an alias its main one. @throws AwsError ResourceNotFoundException */
function described({ lambda, name: reference }: LambdaCall): Described {
  const record = lambda.function(reference);
  const { name, qualifier } = parseReference(reference);
  if (qualifier === undefined) return { ...record, version: "$LATEST" };
  const isNumber = /^\d+$/.test(qualifier);
  return lambda.versions.get(name, isNumber ? qualifier : lambda.versions.alias(name, qualifier).functionVersion);
}

/** An operation that describes one function. */
export function description(
  name: string,
  path: string,
  describe: (described: Described, lambda: Lambda, reference: string) => object,
): LambdaOperation {
  return {
    name,
    method: "GET",
    path,
    run(request, reply) {
      const { lambda } = request;
      const found = described(request);
      allow(request, `lambda:${name}`, lambda.arn(request.name));
      sendResult(reply, describe(found, lambda, request.name));
    },
  };
}

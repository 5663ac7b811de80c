import * as grpc from "@grpc/grpc-js";

import { messageOf } from "./errors";

/** Reports why a call failed. */
export type Report = (error: unknown) => void;

/**
 * A gRPC handler made of an asynchronous function.
 *
 * A failure is reported here and answered with UNAVAILABLE, on which the program's runtime exits at once; after any
 * other status it waits for resources that never come.
 */
export function unary<Req, Res>(
  report: Report,
  answer: (request: Req) => Promise<Res>,
): grpc.handleUnaryCall<Req, Res> {
  return (call, callback) => {
    // An answer may also throw before it has a promise.
    Promise.resolve(call.request)
      .then(answer)
      .then(
        (response) => callback(null, response),
        (error: unknown) => {
          report(error);
          callback({ code: grpc.status.UNAVAILABLE, details: messageOf(error) });
        },
      );
  };
}

/** A handler of a call that this engine does not support. */
export function failing<Res>(report: Report, why: string): grpc.handleUnaryCall<unknown, Res> {
  return unary(report, () => Promise.reject(new Error(`${why}; use the Pulumi CLI for it`)));
}

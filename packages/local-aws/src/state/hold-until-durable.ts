import type { ServerResponse } from "node:http";

import type { StateStore } from "./state-store";

type Arguments = readonly unknown[];

/** Headers of a response that an error keeps. */
const KEPT_HEADERS = /request-?id$|^access-control-|^vary$/;

/**
 * Holds a response back until what was changed since now is on the disk. If that cannot be written, `fail` answers
 * instead; where a part of the body has been sent already, the connection ends.
 *
 * @param fail sends an error by `reply`
 */
export function holdUntilDurable(reply: ServerResponse, state: StateStore, fail: (error: unknown) => void): void {
  if (!state.isKept) return;
  const before = state.changeCount;
  const writeHead = reply.writeHead.bind(reply) as (...args: Arguments) => unknown;
  const write = reply.write.bind(reply) as (...args: Arguments) => boolean;
  const end = reply.end.bind(reply) as (...args: Arguments) => ServerResponse;
  let head: Arguments | undefined;
  let failed = false;
  const sendHead = () => {
    if (head !== undefined) writeHead(...head);
    head = undefined;
  };
  const endWith = (error: unknown) => {
    if (reply.headersSent) {
      reply.destroy();
      return;
    }
    head = undefined;
    failed = true;
    for (const name of reply.getHeaderNames()) if (!KEPT_HEADERS.test(name)) reply.removeHeader(name);
    fail(error);
  };
  reply.writeHead = (...args: Arguments) => {
    head = args;
    return reply;
  };
  reply.write = (...args: Arguments) => {
    sendHead();
    return write(...args);
  };
  reply.end = (...args: Arguments) => {
    const finish = () => {
      sendHead();
      return end(...args);
    };
    if (failed || state.changeCount === before) return finish();
    state.durable().then(finish, endWith);
    return reply;
  };
}

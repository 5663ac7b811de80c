import type { ServerResponse } from "node:http";

import type { StateStore } from "./state-store";

/**
 * Holds the end of a response back until what was changed since now is on the disk. If it cannot be written, the
 * connection ends without a response: clients try again.
 */
export function holdUntilDurable(reply: ServerResponse, state: StateStore): void {
  if (!state.isKept) return;
  const before = state.changeCount;
  const end = reply.end.bind(reply) as (...args: unknown[]) => ServerResponse;
  reply.end = (...args: unknown[]) => {
    if (state.changeCount === before) return end(...args);
    state.durable().then(
      () => end(...args),
      () => reply.destroy(),
    );
    return reply;
  };
}

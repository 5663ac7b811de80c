import type { ServerResponse } from "node:http";

/** A request that is carried out, but whose answer does not arrive as it should. */
export type Disturbance =
  /** The answer comes late. */
  | { readonly kind: "slow"; readonly delayMs: number }
  /** The connection ends in the middle of the answer's body. */
  | { readonly kind: "cut" }
  /** The connection ends without an answer. */
  | { readonly kind: "lost" };

type Anything = readonly unknown[];

/** Lets an answer arrive late, in part or not at all. */
export function disturb(reply: ServerResponse, disturbance: Disturbance): void {
  const end = reply.end.bind(reply) as (...args: Anything) => ServerResponse;
  switch (disturbance.kind) {
    case "slow":
      reply.end = (...args: Anything) => {
        setTimeout(() => end(...args), disturbance.delayMs);
        return reply;
      };
      return;
    case "lost":
      reply.write = () => true;
      reply.end = () => reply.destroy();
      return;
    case "cut":
      cut(reply);
  }
}

/** Sends half of the first part of the body, and nothing more. */
function cut(reply: ServerResponse): void {
  const write = reply.write.bind(reply) as (chunk: Buffer, done: () => void) => boolean;
  const half = (chunk: unknown) => {
    const bytes = typeof chunk === "string" || Buffer.isBuffer(chunk) ? Buffer.from(chunk as string) : Buffer.alloc(0);
    if (bytes.length === 0) reply.destroy();
    else write(bytes.subarray(0, bytes.length / 2), () => reply.destroy());
  };
  reply.write = (chunk: unknown) => {
    half(chunk);
    return true;
  };
  reply.end = (chunk?: unknown) => {
    // What was written last is cut already.
    if (typeof chunk === "string" || Buffer.isBuffer(chunk)) half(chunk);
    else if (!reply.headersSent || reply.writableLength === 0) reply.destroy();
    return reply;
  };
}

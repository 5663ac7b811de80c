import type { ServerResponse } from "node:http";

import type { LiveMessage } from "../../console/contract";

/** Messages that a page gets when it connects again. */
const KEPT = 300;

/** Milliseconds between two comments that keep a connection open through whatever is in between. */
const HEARTBEAT_MS = 15_000;

/** Server-sent events (HTML Standard, section 9.2): every page that listens gets every message. */
export class LiveStream {
  private readonly listeners = new Set<ServerResponse>();
  private readonly kept: { readonly id: number; readonly text: string; readonly replayed: boolean }[] = [];
  private readonly heartbeat: NodeJS.Timeout;
  private lastId = 0;

  constructor(heartbeatMs = HEARTBEAT_MS) {
    this.heartbeat = setInterval(() => this.write(": still there\n\n"), heartbeatMs);
    this.heartbeat.unref();
  }

  send(message: LiveMessage): void {
    const id = ++this.lastId;
    const text = `id: ${id}\ndata: ${JSON.stringify(message)}\n\n`;
    // A page that opens lists the images, and asks only for what happened before.
    this.kept.push({ id, text, replayed: message.kind === "activity" });
    if (this.kept.length > KEPT) this.kept.shift();
    this.write(text);
  }

  /**
   * Adds a page: it gets what was kept, and then everything that comes.
   *
   * @param lastEventId of the header `Last-Event-ID`, which a browser sends when it connects again
   */
  add(reply: ServerResponse, lastEventId: string | undefined): void {
    reply.writeHead(200, { "content-type": "text/event-stream", "x-accel-buffering": "no" });
    const after = lastEventId === undefined ? undefined : Number(lastEventId);
    const missed = this.kept.filter(({ id, replayed }) => (after === undefined ? replayed : id > after));
    reply.write(`retry: 1000\n\n${missed.map(({ text }) => text).join("")}`);
    this.listeners.add(reply);
    reply.once("close", () => this.listeners.delete(reply));
  }

  close(): void {
    clearInterval(this.heartbeat);
    for (const reply of this.listeners) reply.end();
    this.listeners.clear();
  }

  private write(text: string): void {
    for (const reply of this.listeners) reply.write(text);
  }
}

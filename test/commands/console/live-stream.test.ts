import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

import { expect } from "chai";

import { LiveStream } from "../../../commands/console/live-stream";

describe("the live stream of the console", () => {
  let live: LiveStream;
  let server: Server;
  beforeEach(async () => {
    live = new LiveStream();
    server = createServer(({ headers }, reply) => live.add(reply, headers["last-event-id"]?.toString()));
    await once(server.listen(0, "127.0.0.1"), "listening");
  });
  afterEach(() => {
    live.close();
    server.close();
  });

  const activity = (text: string) =>
    live.send({ kind: "activity", activity: { at: 1, type: "object", text, level: "info" } });

  /** What a page gets until the stream is closed by `end`. */
  async function listen(lastEventId: string | undefined, then: () => void): Promise<string> {
    const { port } = server.address() as AddressInfo;
    const headers: Record<string, string> = lastEventId === undefined ? {} : { "last-event-id": lastEventId };
    const answer = await fetch(`http://127.0.0.1:${port}/`, { headers });
    expect(answer.headers.get("content-type")).to.equal("text/event-stream");
    then();
    live.close();
    return answer.text();
  }

  it("tells a new page what has happened, and then everything that happens", async () => {
    activity("before");
    live.send({ kind: "imageGone", key: "old.jpg" });
    const text = await listen(undefined, () => live.send({ kind: "imageGone", key: "new.jpg" }));
    expect(text).to.include("before").and.include('id: 3\ndata: {"kind":"imageGone","key":"new.jpg"}\n\n');
    // The page lists the images itself.
    expect(text).not.to.include("old.jpg");
  });

  it("tells a page that was away what it has missed, once", async () => {
    activity("seen");
    live.send({ kind: "imageGone", key: "missed.jpg" });
    const text = await listen("1", () => undefined);
    expect(text).to.include("missed.jpg").and.not.include("seen");
  });

  it("keeps a bounded number of messages", async () => {
    for (let index = 0; index < 400; index++) activity(`number ${index};`);
    const text = await listen(undefined, () => undefined);
    expect(text).to.include("number 399;").and.include("number 100;").and.not.include("number 99;");
  });
});

import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import path from "node:path";

import { ConsoleProblem } from "../problem";
import type { RenderAnswer, RenderOrder } from "./messages";

/** Longest time for one rendition, milliseconds. */
const TIMEOUT_MS = 30_000;

/** A process without anything to do ends after this time, milliseconds. */
const IDLE_MS = 60_000;

/** Runs `render-main.ts`: one rendition at a time, in the order in which they are asked for. */
export class Renderer {
  private child: ChildProcess | undefined;
  private last: Promise<unknown> = Promise.resolve();
  private idle: NodeJS.Timeout | undefined;

  /** @throws ConsoleProblem 422 with the reason for which it cannot be rendered, 504 RENDER_TIMEOUT */
  async render(order: RenderOrder): Promise<Extract<RenderAnswer, { kind: "rendered" }>> {
    const turn = this.last.then(() => this.ask(order));
    this.last = turn.catch(() => undefined);
    const answer = await turn;
    if (answer.kind === "refused") throw new ConsoleProblem(422, answer.code, answer.message);
    return answer;
  }

  close(): void {
    clearTimeout(this.idle);
    this.child?.kill("SIGKILL");
    this.child = undefined;
  }

  private async ask(order: RenderOrder): Promise<RenderAnswer> {
    clearTimeout(this.idle);
    const child = (this.child ??= start());
    const ended = new AbortController();
    const timeout = setTimeout(() => child.kill("SIGKILL"), TIMEOUT_MS);
    try {
      child.send(order);
      const answered = once(child, "message", { signal: ended.signal }) as Promise<[RenderAnswer]>;
      const exited = once(child, "exit", { signal: ended.signal }).then(() => {
        this.child = undefined;
        const why = "The renderer has ended: the image takes too much memory, or more than 30 s.";
        throw new ConsoleProblem(504, "RENDER_TIMEOUT", why);
      });
      const [answer] = await Promise.race([answered, exited]);
      return answer;
    } finally {
      clearTimeout(timeout);
      ended.abort();
      this.idle = setTimeout(() => this.close(), IDLE_MS).unref();
    }
  }
}

function start(): ChildProcess {
  const loader = path.join(__dirname, "../../loader.cjs");
  const child = fork(path.join(__dirname, "render-main.ts"), {
    execArgv: ["--conditions=source", "--require", loader],
    serialization: "advanced",
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  // It must not keep the server from ending.
  child.unref();
  child.channel?.unref();
  return child;
}

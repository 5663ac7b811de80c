import { startServing, type Served } from "./served";
import { StackView } from "./stack";

/** A stack that is served by one process after the other on one data folder. */
export class KilledStack {
  private served: Served | undefined;
  private view: Promise<StackView>;
  private provide: (view: StackView) => void = () => undefined;

  constructor(
    private readonly stack: string,
    private readonly dataDir: string,
    private readonly port: number,
  ) {
    this.view = this.nextView();
  }

  /** Resolves while a process serves the stack. */
  connect(): Promise<StackView> {
    return this.view;
  }

  async start(): Promise<void> {
    this.served = await startServing(this.stack, this.dataDir, this.port).ready;
    this.provide(new StackView(this.served.location));
  }

  /** Kills the process that serves. */
  async kill(): Promise<void> {
    const { served } = this;
    if (served === undefined) return;
    this.served = undefined;
    const view = await this.view;
    this.view = this.nextView();
    await served.kill();
    view.destroy();
  }

  /** Starts a process and kills it while it comes up. */
  async startAndKill(afterMs: number): Promise<void> {
    const starting = startServing(this.stack, this.dataDir, this.port);
    // It ends before it serves.
    starting.ready.catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, afterMs));
    await starting.kill();
  }

  /** Ends the process as Ctrl-C does. @returns what is wrong with its end */
  async interrupt(): Promise<string[]> {
    const ended = await this.served?.interrupt();
    this.served = undefined;
    if (ended === undefined) return ["nothing serves the stack"];
    return ended.code === 0 && ended.stderr === "" ? [] : [`it ended with ${ended.code}: ${ended.stderr}`];
  }

  private nextView(): Promise<StackView> {
    return new Promise((resolve) => (this.provide = resolve));
  }
}

import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** Scores images with the ssimulacra2 package of a Python interpreter. */
export class Scorer {
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly lines: AsyncIterator<string>;

  constructor(python: string) {
    if (spawnSync(python, ["-c", "import ssimulacra2"], { stdio: "ignore" }).status !== 0) {
      throw new Error(`expected a Python with Pillow and the package ssimulacra2 (0.3.0); ${python} has none`);
    }
    this.child = spawn(python, [join(__dirname, "ssimulacra2_worker.py")], { stdio: "pipe" });
    this.lines = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
  }

  /** SSIMULACRA2: 100 is equal, 90 hardly distinguishable, 70 high, 50 medium quality. */
  async score(reference: string, distorted: string): Promise<number> {
    this.child.stdin.write(`${JSON.stringify({ reference, distorted })}\n`);
    const line = await this.lines.next();
    if (line.done) throw new Error("the scorer stopped");
    return (JSON.parse(line.value) as { score: number }).score;
  }

  stop(): void {
    this.child.stdin.end();
  }
}

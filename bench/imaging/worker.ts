/**
 * The worker of a rival in Node.js: answers each request, a line of JSON on standard input, with a line of JSON. The
 * first request loads the library, so that the first reply is a cold start without the boot of Node.js.
 */
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import type { Reply, Request } from "./process";
import { loadRival, type Resize } from "./rivals";

/** Largest resident size so far, KB (proc(5), VmHWM); 0 where there is no /proc. */
function peakKb(): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

const [, , RIVAL = "", MODULE_PATH = ""] = process.argv;
const IDLE_KB = peakKb();
let resize: Resize | undefined;
let lastImage: { readonly file: string; readonly bytes: Buffer } | undefined;

async function answer({ file, keep, ...task }: Request): Promise<Reply> {
  if (lastImage?.file !== file) lastImage = { file, bytes: readFileSync(file) };
  const cpu = process.cpuUsage();
  const start = performance.now();
  resize ??= loadRival(RIVAL, MODULE_PATH);
  const results = await resize(lastImage.bytes, task);
  const ms = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  return {
    ms,
    cpuMs: (user + system) / 1000,
    bytes: results.reduce((sum, { length }) => sum + length, 0),
    idleKb: IDLE_KB,
    peakKb: peakKb(),
    ...(keep && { result: results.at(-1)?.toString("base64") ?? "" }),
  };
}

const lines = createInterface({ input: process.stdin });
lines.on("line", (line) => {
  answer(JSON.parse(line) as Request).then(
    (reply) => process.stdout.write(`${JSON.stringify(reply)}\n`),
    (error: unknown) => process.stdout.write(`${JSON.stringify({ error: String(error) })}\n`),
  );
});

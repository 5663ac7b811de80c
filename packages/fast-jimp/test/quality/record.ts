/**
 * Records what Pillow makes of the inputs: `npx tsx --conditions=source packages/fast-jimp/test/quality/record.ts
 * [PYTHON]`. The tests compare with these files and need no Python.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { digestOf, makeInputs } from "./inputs";

async function main(): Promise<void> {
  const [python = "python3"] = process.argv.slice(2);
  const dir = join(__dirname, "references");
  mkdirSync(dir, { recursive: true });
  const inputs: Record<string, string> = {};
  let pillow = "";
  for (const { name, file, result } of await makeInputs()) {
    const args = [join(__dirname, "reference.py"), `${result.width}`, `${result.height}`];
    const { status, stdout, stderr } = spawnSync(python, args, { input: file, maxBuffer: 1 << 24 });
    if (status !== 0) throw new Error(stderr.toString());
    pillow = stderr.toString().trim();
    writeFileSync(join(dir, `${name}.reference.png`), stdout);
    inputs[name] = digestOf(file);
  }
  writeFileSync(join(dir, "recorded.json"), `${JSON.stringify({ pillow, inputs }, null, 2)}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
});

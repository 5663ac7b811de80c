import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ImagePipeline } from "../../infra/image-pipeline";
import { stackArgs } from "../../infra/stack-args";
import { filesOf } from "../support/mocks/archives";
import { runProgram, type Registrations } from "../support/mocks/pulumi-program";

/** Loads a deployed function with `connections` as what its layer connects to. */
export type LoadCaptured = (
  functionName: string,
  connections: unknown,
) => (event: unknown, context: unknown) => unknown;

/**
 * The text that Pulumi captures of every function, each in a folder of its own outside the project, where nothing but a
 * stand-in for the layer can be required. `config` switches on what declares further functions.
 */
async function deployCaptured(
  config: Record<string, string>,
): Promise<{ readonly stack: Registrations; load: LoadCaptured; remove(): void }> {
  const stack = await runProgram((opts) => new ImagePipeline("images", stackArgs(config), opts), { code: true });
  const folder = mkdtempSync(join(tmpdir(), "captured-"));
  const layerFolder = join(folder, "node_modules", "@image-pipeline", "layer");
  mkdirSync(layerFolder, { recursive: true });
  const layerFile = join(layerFolder, "index.js");
  writeFileSync(layerFile, "exports.connect = () => exports.connections;");
  for (const fn of stack.ofType("aws:lambda/function:Function")) {
    const text = (await filesOf(fn))["__index.js"];
    if (text === undefined) throw new Error(`${fn.name} has no text`);
    writeFileSync(join(folder, `${fn.name}.js`), text);
  }
  const requireThere = createRequire(join(folder, "main.js"));
  return {
    stack,
    load(functionName, connections) {
      (requireThere(layerFile) as { connections: unknown }).connections = connections;
      const file = requireThere.resolve(`./${functionName}.js`);
      // A cold start: the factory runs when the file is loaded.
      delete requireThere.cache[file];
      return (requireThere(file) as { handler: (event: unknown, context: unknown) => unknown }).handler;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Captures before the tests of the suite that it is called in, and cleans up after them. */
export function useCaptured(
  config: Record<string, string>,
): () => { readonly stack: Registrations; load: LoadCaptured } {
  let deployed: Awaited<ReturnType<typeof deployCaptured>> | undefined;
  before(async () => {
    deployed = await deployCaptured(config);
  });
  after(() => deployed?.remove());
  return () => {
    if (!deployed) throw new Error("nothing is captured before the tests run");
    return deployed;
  };
}

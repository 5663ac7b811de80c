import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import type { RecordedRelease } from "./recorded-release";

/** The archive of a layer, which is too large to be kept: a ZIP file without entries. */
const EMPTY_ZIP = Buffer.concat([Buffer.from("PK\x05\x06"), Buffer.alloc(18)]).toString("base64");

/** Larger archives are those of layers, bytes. */
const MAX_ARCHIVE_BYTES = 50_000;

/**
 * Records what an earlier release's program makes: `tsx --conditions=source test/upgrade/record.ts CHECKOUT STACK
 * FILE`, where CHECKOUT is a folder with that release, installed. Its own engine brings the stack up on its own
 * embedded services, and the data folder of that run goes into FILE.
 */
async function main([checkout = "", stack = "", file = ""]: readonly string[]): Promise<void> {
  const dataDir = mkdtempSync(path.join(tmpdir(), "image-pipeline-release-"));
  const own = (file: string) => import(path.resolve(checkout, file)) as Promise<unknown>;
  const { bringUp, readTarget } = (await own(
    "packages/local-pulumi/src/index.ts",
  )) as typeof import("@image-pipeline/local-pulumi");
  const { prepareAccount } = (await own("commands/stack/account.ts")) as typeof import("../../commands/stack/account");
  try {
    const target = readTarget({ projectDir: path.resolve(checkout), stack });
    const running = await bringUp(target, { dataDir, prepareAccount });
    await running.close();
    if (running.run.failure !== undefined) throw running.run.failure;
    writeFileSync(file, gzipSync(JSON.stringify(recorded(dataDir, stack)), { level: 9 }));
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

function recorded(dataDir: string, stack: string): RecordedRelease {
  const state = readFileSync(path.join(dataDir, `${stack}.json`), "utf8");
  const services = path.join(dataDir, "services");
  const names = readdirSync(services, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== "port" && !/^LO(G|CK)/.test(entry.name))
    .map((entry) => path.relative(services, path.join(entry.parentPath, entry.name)));
  return {
    state: withoutCode(JSON.parse(state)),
    services: Object.fromEntries(
      names.map((name) => {
        const bytes = readFileSync(path.join(services, name));
        const isLayer = name.endsWith(".zip") && bytes.length > MAX_ARCHIVE_BYTES;
        return [name, isLayer ? EMPTY_ZIP : bytes.toString("base64")];
      }),
    ),
  };
}

/** Assets are compared by their hash: their text need not be kept. */
function withoutCode(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (key, each: unknown) => (key === "text" ? "" : each)) as unknown;
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

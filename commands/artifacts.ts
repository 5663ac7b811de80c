import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

import { Command } from "commander";

import { readTarget } from "@image-pipeline/local-pulumi";
import { packArchives, type Artifact, type PackedArchive } from "./artifacts/archives";
import { exitCodes } from "./command-line/errors";
import { interruptible } from "./command-line/interrupt";
import { makeFolder, writeError } from "./command-line/make-folder";
import { jsonOption, stackOption } from "./command-line/options";
import { plainTable, tableColumns } from "./output/plain-table";
import { bringUp } from "./stack/bring-up";

const lazily = createRequire(__filename);

interface ArtifactsOptions {
  readonly stack: string;
  /** Folder for archives and bills of materials. Default: none are written. */
  readonly out?: string;
  readonly json?: boolean;
}

export function command(): Command {
  return new Command("artifacts")
    .description("pack every archive that the program would upload, and print sizes and hashes")
    .addOption(stackOption())
    .option("--out <dir>", "folder for each archive and its bill of materials (CycloneDX); default: none are written")
    .addOption(jsonOption())
    .action(async (options: ArtifactsOptions) => {
      process.exitCode = await run(options, process.stdout);
    });
}

/** Packs every archive of the program, from a dry run. @returns the exit code */
async function run({ stack, out: dir, json = false }: ArtifactsOptions, out: NodeJS.WriteStream): Promise<number> {
  return interruptible(async (signal) => {
    const running = await bringUp({ target: readTarget({ projectDir: ".", stack }), dryRun: true, signal });
    await running.close();
    if (running.run.failure !== undefined) throw running.run.failure;
    const archives = await packArchives(running.run.resources, running.project.dir);
    if (dir !== undefined) await writeArtifacts(dir, archives);
    const artifacts = archives.map(({ name, type, bytes, sha256, entries }) => ({
      name,
      type,
      bytes,
      sha256,
      entries,
    }));
    const totalBytes = artifacts.reduce((sum, { bytes }) => sum + bytes, 0);
    if (json) out.write(`${JSON.stringify({ artifacts, totalBytes }, null, 2)}\n`);
    else out.write(`${artifactTable(artifacts, totalBytes, out.columns)}\n`);
    return exitCodes.ok;
  });
}

/** Writes `NAME.zip` and `NAME.cdx.json` of each. @throws CliError OUT_NOT_WRITABLE or DISK_FULL */
async function writeArtifacts(dir: string, archives: readonly PackedArchive[]): Promise<void> {
  // Most runs write none.
  const { billOfMaterials } = lazily("./artifacts/bill-of-materials") as typeof import("./artifacts/bill-of-materials");
  makeFolder(dir, "OUT_NOT_WRITABLE");
  const write = (name: string, content: Buffer | string) => {
    const file = path.join(dir, name);
    try {
      writeFileSync(file, content);
    } catch (error) {
      throw writeError(file, "OUT_NOT_WRITABLE", error);
    }
  };
  for (const archive of archives) {
    write(`${archive.name}.zip`, archive.zipped);
    write(`${archive.name}.cdx.json`, await billOfMaterials(archive, archives));
  }
}

/**
 * The artifacts as a table, or as a few lines each where the table would be wider than the terminal.
 *
 * @param columns of the terminal. Default: unlimited
 */
export function artifactTable(artifacts: readonly Artifact[], totalBytes: number, columns?: number): string {
  const rows = artifacts.map(({ name, type, bytes, sha256: sum }) => [name, type, String(bytes), sum]);
  const all = [["Name", "Type", "Bytes", "SHA-256"], ...rows, ["total", "", String(totalBytes), ""]];
  const [head = [], ...body] = all;
  if (tableColumns(all) <= (columns ?? Infinity)) {
    return plainTable(head, body, ["left", "left", "right", "left"]);
  }
  const stacked = rows.flatMap(([name = "", type = "", bytes = "", sum = ""]) => [
    name,
    `  ${type}  ${bytes} bytes`,
    `  ${sum}`,
  ]);
  return [...stacked, `total ${totalBytes} bytes`].join("\n");
}

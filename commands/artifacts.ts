import { Command } from "commander";

import { isMap, isMarked, type PropertyMap, readTarget, type ResourceState } from "@image-pipeline/local-pulumi";
import { exitCodes } from "./command-line/errors";
import { interruptible } from "./command-line/interrupt";
import { jsonOption, stackOption } from "./command-line/options";
import { plainTable, tableColumns } from "./output/plain-table";
import { bringUp } from "./stack/bring-up";
import { archiveEntries, sha256, zip } from "./zip";

interface ArtifactsOptions {
  readonly stack: string;
  readonly json?: boolean;
}

/** An archive that the program would upload. */
interface Artifact {
  /** Name of its resource. */
  readonly name: string;
  readonly type: string;
  /** Size of the zip archive, in bytes. */
  readonly bytes: number;
  readonly sha256: string;
  readonly entries: number;
}

export function command(): Command {
  return new Command("artifacts")
    .description("pack every archive that the program would upload, and print sizes and hashes")
    .addOption(stackOption())
    .addOption(jsonOption())
    .action(async (options: ArtifactsOptions) => {
      process.exitCode = await run(options, process.stdout);
    });
}

/** Packs every archive of the program, from a dry run. @returns the exit code */
async function run({ stack, json = false }: ArtifactsOptions, out: NodeJS.WriteStream): Promise<number> {
  return interruptible(async (signal) => {
    const running = await bringUp({ target: readTarget({ projectDir: ".", stack }), dryRun: true, signal });
    await running.close();
    if (running.run.failure !== undefined) throw running.run.failure;
    const artifacts = await Promise.all(
      running.run.resources.flatMap((resource) => packed(resource, running.project.dir)),
    );
    artifacts.sort((a, b) => (a.name < b.name ? -1 : 1));
    const totalBytes = artifacts.reduce((sum, { bytes }) => sum + bytes, 0);
    if (json) out.write(`${JSON.stringify({ artifacts, totalBytes }, null, 2)}\n`);
    else out.write(`${artifactTable(artifacts, totalBytes, out.columns)}\n`);
    return exitCodes.ok;
  });
}

function packed({ urn, type, inputs }: ResourceState, dir: string): Promise<Artifact>[] {
  const name = urn.slice(urn.lastIndexOf("::") + 2);
  return archivesOf(inputs).map(async (archive) => {
    const entries = archiveEntries(archive, dir);
    const bytes = await zip(entries);
    return { name, type, bytes: bytes.length, sha256: sha256(bytes), entries: entries.length };
  });
}

function archivesOf(inputs: PropertyMap): PropertyMap[] {
  return Object.values(inputs)
    .filter((value) => isMap(value))
    .filter((value) => isMarked(value, "archive"));
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

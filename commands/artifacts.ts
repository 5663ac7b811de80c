import Table from "cli-table3";

import { isMap, isMarked, type PropertyMap, type ResourceState } from "@image-pipeline/local-pulumi";
import { bringUp, readTarget } from "./stack/bring-up";
import { interruptible } from "./command-line/interrupt";
import { archiveEntries, sha256, zip } from "./zip";

/** Options of `npm run artifacts`. */
export interface ArtifactsOptions {
  /** Folder of Pulumi.yaml. */
  readonly projectDir: string;
  readonly stack: string;
  readonly json?: boolean;
}

/** An archive that the program would upload. */
export interface Artifact {
  /** Of the resource that has it. */
  readonly name: string;
  readonly type: string;
  /** Size of the zip archive, in bytes. */
  readonly bytes: number;
  readonly sha256: string;
  readonly entries: number;
}

/** Packs every archive of the program, from a dry run, and says how big it is. */
export async function artifacts(
  { projectDir, stack, json = false }: ArtifactsOptions,
  out: NodeJS.WriteStream,
): Promise<number> {
  return interruptible(async (signal) => {
    const running = await bringUp({ target: readTarget(projectDir, stack), dryRun: true, signal });
    await running.close();
    if (running.run.failure !== undefined) throw running.run.failure;
    const found = await Promise.all(running.run.resources.flatMap((resource) => packed(resource, running.project.dir)));
    found.sort((a, b) => (a.name < b.name ? -1 : 1));
    const totalBytes = found.reduce((sum, { bytes }) => sum + bytes, 0);
    if (json) out.write(`${JSON.stringify({ artifacts: found, totalBytes }, null, 2)}\n`);
    else out.write(`${table(found, totalBytes)}\n`);
    return 0;
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

function table(found: readonly Artifact[], totalBytes: number): string {
  const rows = new Table({
    head: ["Name", "Type", "Bytes", "SHA-256"],
    colAligns: ["left", "left", "right", "left"],
    style: { head: [], border: [], compact: true },
  });
  for (const { name, type, bytes, sha256: sum } of found) rows.push([name, type, bytes, sum]);
  rows.push(["total", "", totalBytes, ""]);
  return rows.toString();
}

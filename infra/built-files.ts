import * as pulumi from "@pulumi/pulumi";
import { createHash, randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { assetPath, PROJECT_DIR } from "./project-files";

/** Holds one folder for each text, named by its hash. */
const BUILT_DIR = join(PROJECT_DIR, "node_modules", ".cache", "image-pipeline", "built");

/** Time after which a text that no program asks for is deleted, in milliseconds: no deployment takes longer. */
const KEPT_MS = 24 * 60 * 60 * 1000;

/**
 * An asset with this text that Pulumi reads from a file in the project's folder: the text of a `StringAsset` is sent
 * between engine, provider and policy packs with every message about its resource, and kept in the stack's state.
 *
 * Where the folder cannot be written it is a `StringAsset` all the same, of the same hash.
 */
export function builtAsset(name: string, text: string, builtDir = BUILT_DIR): pulumi.asset.Asset {
  const folder = join(builtDir, createHash("sha256").update(text).digest("hex"));
  const file = join(folder, name);
  try {
    if (textOf(file) !== text) write(folder, name, text);
    utimesSync(folder, new Date(), new Date());
    for (const other of readdirSync(builtDir)) deleteUnused(join(builtDir, other));
  } catch {
    return new pulumi.asset.StringAsset(text);
  }
  return new pulumi.asset.FileAsset(assetPath(file));
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

/** Writes the file at once, so that a program that runs beside this one never reads a part of it. */
function write(folder: string, name: string, text: string): void {
  mkdirSync(folder, { recursive: true });
  const next = join(folder, `${name}.${randomUUID()}`);
  writeFileSync(next, text);
  renameSync(next, join(folder, name));
}

/** Deletes a folder that has not been used for long; another program may have done so. */
function deleteUnused(folder: string): void {
  const used = statSync(folder, { throwIfNoEntry: false })?.mtimeMs;
  if (used !== undefined && Date.now() - used > KEPT_MS) rmSync(folder, { recursive: true, force: true });
}

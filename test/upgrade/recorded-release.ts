import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { fileState, type ResourceState } from "@image-pipeline/local-pulumi";

/** The data folder of a stack that an earlier release's program made, without its layer's code. */
export interface RecordedRelease {
  /** What `STACK.json` has. */
  readonly state: unknown;
  /** Files of `services/`, base64 by name. */
  readonly services: Readonly<Record<string, string>>;
}

/**
 * A release whose stacks are kept in `releases/`: by its version, or the last commit before names in AWS were Pulumi's
 * autonames.
 */
export type Release = "fixed-names" | "0.1.0";

/** A stack that an earlier release's program made. */
export interface EarlierStack {
  /** Folder in a form that `--data` takes. */
  readonly dataDir: string;
  readonly resources: readonly ResourceState[];
}

/** Lays the recorded stack out in a temporary folder. */
export function earlierStack(release: Release, stack: string): EarlierStack {
  const file = path.join(__dirname, "releases", `${release}-${stack}.json.gz`);
  const { state, services } = JSON.parse(gunzipSync(readFileSync(file)).toString()) as RecordedRelease;
  const dataDir = mkdtempSync(path.join(tmpdir(), "image-pipeline-upgrade-"));
  writeFileSync(path.join(dataDir, `${stack}.json`), JSON.stringify(state));
  for (const [name, bytes] of Object.entries(services)) {
    const target = path.join(dataDir, "services", name);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, Buffer.from(bytes, "base64"));
  }
  const resources = fileState(path.join(dataDir, `${stack}.json`), "image-pipeline", stack).load();
  return { dataDir, resources };
}

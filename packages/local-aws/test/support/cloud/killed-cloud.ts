import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

import type { Cloud } from "../../../src/cloud";
import { clientsOf, type Clients } from "./clients";

/** Where a cloud is reached. */
type Location = Pick<Cloud, "endpoint" | "region" | "credentials">;

/** A cloud in a process of its own. */
export interface CloudProcess {
  readonly clients: Clients;
  readonly endpoint: string;
  /** Kills the process as `kill -9` does. */
  kill(): Promise<void>;
  /** Closes the cloud. @returns what the process has written to standard error. */
  close(): Promise<string>;
}

/** Starts a cloud on a data folder in a process of its own. */
export async function startCloudProcess(dataDir: string): Promise<CloudProcess> {
  const loader = join(__dirname, "../../../../../test/loader.cjs");
  const flags = ["--conditions=source", "--require", loader, join(__dirname, "killed-cloud-main.ts"), dataDir];
  const child: ChildProcess = spawn(process.execPath, flags, { stdio: ["pipe", "pipe", "pipe"] });
  let errors = "";
  child.stderr?.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  const exited = once(child, "exit");
  if (child.stdout === null) throw new Error("expected a pipe");
  const first = once(createInterface(child.stdout), "line") as Promise<[string]>;
  const line = await Promise.race([first, exited.then(() => [undefined])]);
  if (line[0] === undefined) throw new Error(`the cloud did not start: ${errors}`);
  const location = JSON.parse(line[0]) as Location;
  const clients = clientsOf(location);
  return {
    clients,
    endpoint: location.endpoint,
    kill: async () => {
      child.kill("SIGKILL");
      await exited;
      clients.destroy();
    },
    close: async () => {
      child.stdin?.end();
      await exited;
      clients.destroy();
      return errors;
    },
  };
}

import { createServer, type AddressInfo } from "node:net";

import { startCommand } from "../../support/cli";
import type { StackLocation } from "./stack";

/** A `serve` process. */
export interface Served {
  readonly location: StackLocation;
  /** Kills it, as `kill -9` does. */
  kill(): Promise<void>;
  /** Ends it, as Ctrl-C does. @returns its exit code and what it has written to standard error */
  interrupt(): Promise<{ readonly code: number | null; readonly stderr: string }>;
}

/** A `serve` process that is coming up. */
interface Starting {
  readonly ready: Promise<Served>;
  kill(): Promise<void>;
}

/** A TCP port that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Starts `serve` on a data folder. */
export function startServing(stack: string, dataDir: string, port: number): Starting {
  const command = startCommand("serve", "--stack", stack, "--data", dataDir, "--port", String(port));
  const kill = async () => {
    command.child.kill("SIGKILL");
    await command.done;
  };
  const read = async (): Promise<Served> => {
    const [, endpoint = "", region = ""] = await command.printed(/AWS_ENDPOINT_URL=(\S+) AWS_REGION=(\S+)/);
    const [, accessKeyId = "", secretAccessKey = ""] = await command.printed(
      /AWS_ACCESS_KEY_ID=(\S+) AWS_SECRET_ACCESS_KEY=(\S+)/,
    );
    const [, sourceBucket = ""] = await command.printed(/aws s3 cp \S+ s3:\/\/([^/\s]+)\//);
    const [, destinationBucket = ""] = await command.printed(/s3 ls --recursive s3:\/\/([^/\s]+)\//);
    const [, metadataTable = ""] = await command.printed(/scan --table-name (\S+)/);
    const [, deadLetterQueueUrl = ""] = await command.printed(/--queue-url (\S+)/);
    const credentials = { accessKeyId, secretAccessKey };
    return {
      location: { endpoint, region, credentials, sourceBucket, destinationBucket, metadataTable, deadLetterQueueUrl },
      kill,
      interrupt: async () => {
        command.child.kill("SIGINT");
        return await command.done;
      },
    };
  };
  return { ready: read(), kill };
}

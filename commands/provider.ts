import path from "node:path";

import pc from "picocolors";

import { startCloud } from "@image-pipeline/local-aws";
import { makeAwsProvider } from "@image-pipeline/local-pulumi/aws-provider";
import { serveProvider, type ProviderServer } from "@image-pipeline/local-pulumi/provider-server";
import { CliError, exitCodes } from "./command-line/errors";
import { interruptible } from "./command-line/interrupt";

/** Options of `npm run provider`. */
export interface ProviderOptions {
  /** TCP port of the provider on 127.0.0.1; 0 for any free one. */
  readonly port: number;
  /** Folder that keeps buckets, tables and queues for the next run. Default: nothing is kept. */
  readonly data?: string;
}

/**
 * Serves the local `aws` provider to the real Pulumi CLI until Ctrl-C, and says what to set so that the CLI finds it.
 *
 * @returns the exit code
 * @throws EADDRINUSE if the port is taken
 */
export async function provider({ port, data }: ProviderOptions, out: NodeJS.WriteStream): Promise<number> {
  const cloud = await startCloud({ ...(data !== undefined && { dataDir: path.join(data, "services") }) });
  let server: ProviderServer | undefined;
  try {
    server = await serveProvider(makeAwsProvider(cloud), port);
    const { endpoint, region, credentials } = cloud;
    const lines = [
      `The local aws provider is on port ${server.port}; its services are on ${endpoint}.`,
      pc.bold("For the Pulumi CLI:"),
      `  export PULUMI_DEBUG_PROVIDERS=aws:${server.port}`,
      pc.bold("For the aws CLI:"),
      `  export AWS_ENDPOINT_URL=${endpoint} AWS_REGION=${region} AWS_ACCESS_KEY_ID=${credentials.accessKeyId} AWS_SECRET_ACCESS_KEY=${credentials.secretAccessKey}`,
      "",
      "Ctrl-C stops it.",
    ];
    out.write(`${lines.join("\n")}\n`);
    // Only a signal ends it.
    await interruptible(() => new Promise<never>(() => undefined));
  } catch (error) {
    if (!(error instanceof CliError && error.code === "INTERRUPTED" && server !== undefined)) throw error;
    out.write("\nstopping\n");
  } finally {
    await server?.close();
    await cloud.close();
  }
  return exitCodes.ok;
}

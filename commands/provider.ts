import { createRequire } from "node:module";
import path from "node:path";

import { Command } from "commander";
import pc from "picocolors";

import type { ProviderServer } from "@image-pipeline/local-pulumi/provider-server";
import { exitCodes } from "./command-line/errors";
import { serveUntilInterrupted } from "./command-line/interrupt";
import { dataOption, portOption } from "./command-line/options";

interface ProviderOptions {
  /** TCP port of the provider on 127.0.0.1; 0 for any free one. */
  readonly port: number;
  /** Folder that keeps buckets, tables and queues for the next run. Default: nothing is kept. */
  readonly data?: string;
}

/** The services take a while to load: not for `--help`. */
const lazily = createRequire(__filename);

export function command(): Command {
  return new Command("provider")
    .description("serve the local aws provider to the real Pulumi CLI (PULUMI_DEBUG_PROVIDERS=aws:PORT), until Ctrl-C")
    .addOption(portOption("port of the provider on 127.0.0.1").default(0, "any free one"))
    .addOption(dataOption("keep buckets, tables and queues in this folder for the next run"))
    .action(async (options: ProviderOptions) => {
      process.exitCode = await run(options, process.stdout);
    });
}

/**
 * Serves the local `aws` provider to the real Pulumi CLI until Ctrl-C, and prints the settings with which the CLI
 * finds it.
 *
 * @returns the exit code
 * @throws EADDRINUSE if the port is taken
 */
async function run({ port, data }: ProviderOptions, out: NodeJS.WriteStream): Promise<number> {
  const { startCloud } = lazily("@image-pipeline/local-aws") as typeof import("@image-pipeline/local-aws");
  const { makeAwsProvider } = lazily(
    "@image-pipeline/local-pulumi/aws-provider",
  ) as typeof import("@image-pipeline/local-pulumi/aws-provider");
  const { serveProvider } = lazily(
    "@image-pipeline/local-pulumi/provider-server",
  ) as typeof import("@image-pipeline/local-pulumi/provider-server");
  // All that it writes holds the data of a stack.
  process.umask(0o077);
  const cloud = await startCloud({ ...(data !== undefined && { dataDir: path.join(data, "services") }) });
  let server: ProviderServer | undefined;
  try {
    server = await serveProvider(makeAwsProvider(cloud), port);
    const { endpoint, region, credentials } = cloud;
    const lines = [
      `The local aws provider is on port ${server.port}; its services are on ${endpoint}.`,
      "",
      pc.bold("For the Pulumi CLI:"),
      `  export PULUMI_DEBUG_PROVIDERS=aws:${server.port}`,
      "",
      pc.bold("For the aws CLI:"),
      `  export AWS_ENDPOINT_URL=${endpoint} AWS_REGION=${region} AWS_ACCESS_KEY_ID=${credentials.accessKeyId} AWS_SECRET_ACCESS_KEY=${credentials.secretAccessKey}`,
      "",
      "Ctrl-C stops it.",
    ];
    await serveUntilInterrupted(() => {
      out.write(`${lines.join("\n")}\n`);
      return Promise.resolve();
    }, out);
  } finally {
    await server?.close();
    await cloud.close();
  }
  return exitCodes.ok;
}

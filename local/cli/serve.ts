import pc from "picocolors";

import type { Cloud } from "../cloud";
import { readTarget, type RunningStack } from "./bring-up";
import { CliError, exitCodes } from "./cli-error";
import { interruptible } from "./interrupt";
import { readableBytes } from "./report";
import { readyLine, showBringUp } from "./show-run";
import { pipelineOutputs, type PipelineOutputs } from "./stack-outputs";

/** Options of `npm run serve`. */
export interface ServeOptions {
  /** Folder of Pulumi.yaml. */
  readonly projectDir: string;
  readonly stack: string;
  /** TCP port on 127.0.0.1. */
  readonly port: number;
  /** Folder that is kept for the next run. Default: nothing is kept. */
  readonly data?: string;
  readonly policyPack?: string;
  readonly policyPackConfig?: string;
}

/**
 * Brings the stack up and keeps it up until Ctrl-C, telling each thing that happens.
 *
 * @returns the exit code
 */
export async function serve(options: ServeOptions, out: NodeJS.WriteStream): Promise<number> {
  const { projectDir, stack, port, data } = options;
  const print = (line: string) => void out.write(`${line}\n`);
  const target = readTarget(projectDir, stack);
  let running: RunningStack | undefined;
  try {
    await interruptible(async (signal) => {
      running = await showBringUp(
        {
          target,
          port,
          signal,
          ...(data !== undefined && { dataDir: data }),
          ...(options.policyPack !== undefined && { policyPack: options.policyPack }),
          ...(options.policyPackConfig !== undefined && { policyConfig: options.policyPackConfig }),
        },
        { out, quiet: false },
      );
      print(`\n${readyLine(performance.now())} on ${running.cloud.endpoint}\n`);
      helpLines(running.cloud, pipelineOutputs(running.run.outputs)).forEach(print);
      tellEvents(running.cloud, print);
      // Only a signal ends it.
      await new Promise<never>(() => undefined);
    });
  } catch (error) {
    if (!(error instanceof CliError && error.code === "INTERRUPTED" && running !== undefined)) throw error;
    print("\nstopping");
  } finally {
    await running?.close();
  }
  return exitCodes.ok;
}

/** Commands to copy: put a picture, see the result, read the record. */
function helpLines({ endpoint, region, credentials }: Cloud, outputs: PipelineOutputs): string[] {
  const { sourceBucket, destinationBucket, metadataTable, deadLetterQueueUrl } = outputs;
  const { accessKeyId, secretAccessKey } = credentials;
  // S3 wants to be told how the body is signed; older versions of curl do not do it by themselves.
  const curl = `curl --aws-sigv4 aws:amz:${region}:s3 -H x-amz-content-sha256:UNSIGNED-PAYLOAD --user ${accessKeyId}:${secretAccessKey}`;
  return [
    pc.bold("With the aws CLI:"),
    `  export AWS_ENDPOINT_URL=${endpoint} AWS_REGION=${region} AWS_DEFAULT_REGION=${region} AWS_ACCESS_KEY_ID=${accessKeyId} AWS_SECRET_ACCESS_KEY=${secretAccessKey}`,
    `  aws s3 cp photo.jpg s3://${sourceBucket}/`,
    `  aws s3 ls s3://${destinationBucket}/`,
    `  aws s3 cp s3://${destinationBucket}/processed-photo.jpg .`,
    ...(metadataTable === undefined ? [] : [`  aws dynamodb scan --table-name ${metadataTable}`]),
    ...(deadLetterQueueUrl === undefined
      ? []
      : [`  aws sqs receive-message --endpoint-url ${endpoint} --queue-url ${deadLetterQueueUrl}`]),
    pc.bold("With curl:"),
    `  ${curl} -T photo.jpg ${endpoint}/${sourceBucket}/photo.jpg`,
    `  ${curl} -o small.jpg ${endpoint}/${destinationBucket}/processed-photo.jpg`,
    "",
    "Ctrl-C stops it.",
    "",
  ];
}

function tellEvents({ events }: Cloud, print: (line: string) => void): void {
  const tell = (line: string) => print(`${pc.dim(new Date().toTimeString().slice(0, 8))} ${line}`);
  events.on("object", ({ bucket, key, eventName, sizeBytes }) =>
    tell(
      `${eventName.padEnd(22)} ${bucket}/${key}${eventName.startsWith("ObjectCreated") ? ` (${readableBytes(sizeBytes)})` : ""}`,
    ),
  );
  events.on(
    "invocation",
    ({ functionName, durationMs, initMs, memoryMb, maxMemoryMb, status, error, attempt, willRetry }) => {
      const outcome = status === "ok" ? pc.green("ok") : pc.red(`${status}${error === undefined ? "" : `: ${error}`}`);
      const cold = initMs === undefined ? "" : `, init ${Math.round(initMs)} ms`;
      const again = attempt > 1 || willRetry ? `, attempt ${attempt}${willRetry ? ", will retry" : ""}` : "";
      tell(
        `${functionName} ${Math.round(durationMs)} ms${cold}, ${Math.round(maxMemoryMb)} of ${memoryMb} MB${again} ${outcome}`,
      );
    },
  );
  events.on("deadLetter", ({ functionName, condition, error }) =>
    tell(pc.red(`${functionName} gave up (${condition}): ${error}`)),
  );
  events.on("fault", ({ service, message }) => tell(pc.red(`${service}: ${message}`)));
}

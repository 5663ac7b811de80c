import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";

import type { CloudCredentials } from "@image-pipeline/local-aws";
import { type ProcessingSettings, type StackOutputs } from "../../handlers/contract";
import { CliError } from "../command-line/errors";
import { readOutputs } from "../stack/outputs";
import { findServed } from "./served-stack";

/** Where a stack is looked for. */
export interface StackLocation {
  readonly stack: string;
  /** True: the one that `npm run serve` keeps up on this machine. Default: the one that Pulumi has deployed. */
  readonly local?: boolean;
  /** File of `pulumi stack output --json`, where Pulumi's state cannot be reached. */
  readonly outputs?: string;
  /** Default: the region in the stack's outputs, then the SDK's own. */
  readonly region?: string;
}

/** A stack as the commands need it that work on one. */
export interface FoundStack {
  readonly name: string;
  readonly outputs: StackOutputs;
  readonly processing: ProcessingSettings;
  readonly region?: string;
  /** Twelve digits. */
  readonly accountId: string;
  /** Absent: the SDK's own, `AWS_ENDPOINT_URL` included. */
  readonly endpoint?: string;
  /** Absent: the SDK's own chain. */
  readonly credentials?: CloudCredentials;
}

/**
 * Finds a stack by its outputs.
 *
 * @throws CliError STACK_NOT_SERVED, OUTPUTS_UNREADABLE, PULUMI_FAILED, STACK_OUTPUT_MISSING
 */
export async function findStack(location: StackLocation): Promise<FoundStack> {
  const { stack, local = false, outputs: file } = location;
  if (local) {
    const served = findServed(stack);
    if (served === undefined) {
      throw new CliError(
        "STACK_NOT_SERVED",
        `no stack ${stack} is served here: start npm run serve -- --stack ${stack}`,
      );
    }
    return foundStack(stack, served.outputs, served);
  }
  const outputs = readOutputs(file === undefined ? await deployedOutputs(stack) : outputsIn(file));
  const queue = queueOf(outputs.deadLetterQueueUrl);
  return foundStack(stack, outputs, { ...queue, ...(location.region !== undefined && { region: location.region }) });
}

/** @throws CliError STACK_OUTPUT_MISSING for a stack of an earlier release */
export function foundStack(
  name: string,
  outputs: StackOutputs,
  place: Pick<FoundStack, "region" | "accountId" | "endpoint" | "credentials">,
): FoundStack {
  if (outputs.processing === undefined) {
    const message = `expected the stack output "processing"; ${name} has none: deploy it once with this release`;
    throw new CliError("STACK_OUTPUT_MISSING", message);
  }
  return { ...place, name, outputs, processing: JSON.parse(outputs.processing) as ProcessingSettings };
}

/** Region and account in a queue's URL: `https://sqs.eu-west-1.amazonaws.com/123456789012/name`. */
function queueOf(url: string): Pick<FoundStack, "region" | "accountId"> {
  const { hostname, pathname } = new URL(url);
  const region = /^sqs\.([a-z0-9-]+)\.amazonaws\.com/.exec(hostname)?.[1];
  return { accountId: pathname.split("/")[1] ?? "", ...(region !== undefined && { region }) };
}

function outputsIn(file: string): Readonly<Record<string, unknown>> {
  try {
    return asOutputs(readFileSync(file, "utf8"));
  } catch (error) {
    throw new CliError(
      "OUTPUTS_UNREADABLE",
      `expected the JSON of "pulumi stack output --json" in ${file}: ${(error as Error).message}`,
    );
  }
}

const run = promisify(execFile);

async function deployedOutputs(stack: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    const { stdout } = await run("pulumi", ["stack", "output", "--json", "--non-interactive", "--stack", stack]);
    return asOutputs(stdout);
  } catch (error) {
    const { message, stderr } = error as Error & { stderr?: string };
    const reason = (stderr ?? "").trim() || message;
    throw new CliError(
      "PULUMI_FAILED",
      `pulumi stack output --stack ${stack} failed (${reason}): log in to the stack's backend, or give --outputs or --local`,
    );
  }
}

function asOutputs(text: string): Readonly<Record<string, unknown>> {
  const value: unknown = JSON.parse(text);
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Error("not a JSON object");
  return value as Readonly<Record<string, unknown>>;
}

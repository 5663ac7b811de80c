import { setTimeout as sleep } from "node:timers/promises";
import type { WriteStream } from "node:tty";

import {
  CreateDeploymentCommand,
  GetDeploymentCommand,
  StopDeploymentCommand,
  type DeploymentInfo,
} from "@aws-sdk/client-codedeploy";
import { GetAliasCommand } from "@aws-sdk/client-lambda";

import type { FunctionRelease } from "../../handlers/contract";
import { CliError, exitCodes } from "../command-line/errors";
import type { ConnectedStack } from "./clients";

export interface ReleaseOptions {
  /** True: start nothing. Default false. */
  readonly dryRun?: boolean;
}

/** A function that gets, or would get, another version. */
interface Shift {
  readonly functionName: string;
  readonly from: string;
  readonly to: string;
  /** Absent: nothing was started. */
  readonly deploymentId?: string;
  /** As CodeDeploy has it. */
  readonly status?: string;
  /** Why it did not succeed. */
  readonly reason?: string;
}

/** What a run has done. */
export interface ReleaseReport {
  /**
   * `none`: the stack's functions get their code with its update; `unchanged`: all have the newest; `planned`: a dry
   * run; `released`: all have it now; `rolledBack`: one failed, and all have what they had; `underWay`: interrupted.
   */
  readonly outcome: "none" | "unchanged" | "planned" | "released" | "rolledBack" | "underWay";
  readonly shifts: readonly Shift[];
  /** Functions that had the newest version before. */
  readonly unchanged: number;
}

/** Time between two looks at the deployments, in milliseconds: of a stack on this machine, and on AWS. */
const LOOK_MS = { local: 250, aws: 5000 };

/** Looks at an alias until a rollback counts as incomplete. */
const ROLLBACK_LOOKS = 60;

/** A deployment that was started. */
interface Started {
  readonly release: FunctionRelease;
  readonly from: string;
  readonly deploymentId: string;
  info?: DeploymentInfo;
}

/** What a run reports to, and what ends it. */
interface Run {
  readonly err: Pick<WriteStream, "write">;
  readonly signal: AbortSignal;
}

/**
 * Starts a deployment for each function whose alias does not point to the version of the last update, and waits for
 * their end. Where one does not succeed the others are stopped and rolled back, so that all functions have code of one
 * release. Interrupted, it leaves CodeDeploy to finish: it waits for nobody.
 */
export async function release(stack: ConnectedStack, options: ReleaseOptions, run: Run): Promise<ReleaseReport> {
  const releases = releasesOf(stack);
  if (releases === undefined) return { outcome: "none", shifts: [], unchanged: 0 };
  const current = await Promise.all(releases.map(async (one) => ({ one, from: (await aliasOf(stack, one)).version })));
  const due = current.filter(({ one, from }) => from !== one.version);
  const unchanged = current.length - due.length;
  const planned = due.map(({ one, from }) => ({ functionName: one.functionName, from, to: one.version }));
  if (due.length === 0) return { outcome: "unchanged", shifts: [], unchanged };
  if (options.dryRun === true) return { outcome: "planned", shifts: planned, unchanged };
  const started: Started[] = [];
  try {
    for (const { one, from } of due) {
      started.push({ release: one, from, deploymentId: await start(stack, one, from, one.version) });
    }
  } catch (error) {
    await undo(stack, started);
    throw error;
  }
  run.err.write(`${started.length} deployments, a tenth of the invocations first\n`);
  const ended = await waitForAll(stack, started, run);
  const shifts = started.map(shiftOf);
  if (!ended) return { outcome: "underWay", shifts, unchanged };
  if (started.every(({ info }) => info?.status === "Succeeded")) return { outcome: "released", shifts, unchanged };
  await undo(stack, started);
  return { outcome: "rolledBack", shifts: started.map(shiftOf), unchanged };
}

/** The report for people. */
export function releaseLines(stack: string, { outcome, shifts, unchanged }: ReleaseReport): readonly string[] {
  const each = shifts.map(
    ({ functionName, from, to, status, reason }) =>
      `  ${functionName} ${from} → ${to}${status === undefined ? "" : ` ${status}`}${reason === undefined ? "" : `: ${reason}`}`,
  );
  const first = {
    none: `${stack} needs no release: its functions get new code with the update (deployment: allAtOnce)`,
    unchanged: `all ${unchanged} functions have the newest code`,
    planned: `${shifts.length} functions would get new code, ${unchanged} have it`,
    released: `${shifts.length} functions have new code, ${unchanged} had it`,
    rolledBack: "rolled back: every function has the code that it had before",
    underWay: `${shifts.length} deployments go on without this command`,
  }[outcome];
  return [first, ...each];
}

function releasesOf({ outputs }: ConnectedStack): readonly FunctionRelease[] | undefined {
  return outputs.releases === undefined ? undefined : (JSON.parse(outputs.releases) as readonly FunctionRelease[]);
}

async function aliasOf(
  { lambda }: ConnectedStack,
  { functionName, alias }: FunctionRelease,
): Promise<{ readonly version: string; readonly isWeighted: boolean }> {
  const command = new GetAliasCommand({ FunctionName: functionName, Name: alias });
  const { FunctionVersion: version = "", RoutingConfig } = await lambda.send(command);
  return { version, isWeighted: Object.keys(RoutingConfig?.AdditionalVersionWeights ?? {}).length > 0 };
}

/** Starts to shift an alias. @returns the deployment's identifier */
async function start(
  { codedeploy }: ConnectedStack,
  { application, group, functionName, alias }: FunctionRelease,
  from: string,
  to: string,
  deploymentConfigName?: string,
): Promise<string> {
  const content = JSON.stringify({
    version: "0.0",
    Resources: [
      {
        [group]: {
          Type: "AWS::Lambda::Function",
          Properties: { Name: functionName, Alias: alias, CurrentVersion: from, TargetVersion: to },
        },
      },
    ],
  });
  const { deploymentId = "" } = await codedeploy.send(
    new CreateDeploymentCommand({
      applicationName: application,
      deploymentGroupName: group,
      ...(deploymentConfigName !== undefined && { deploymentConfigName }),
      revision: { revisionType: "AppSpecContent", appSpecContent: { content } },
    }),
  );
  return deploymentId;
}

/** Waits until all have ended, or one of them in failure. @returns false if it was interrupted */
async function waitForAll(stack: ConnectedStack, started: readonly Started[], { signal }: Run): Promise<boolean> {
  for (;;) {
    for (const one of started) if (!isOver(one.info)) one.info = await infoOf(stack, one.deploymentId);
    if (started.every(({ info }) => isOver(info)) || started.some(({ info }) => isFailed(info))) return true;
    try {
      await pause(stack, signal);
    } catch {
      return false;
    }
  }
}

/** Stops what is under way, with a rollback, and shifts back what has succeeded; waits until all of it is done. */
async function undo(stack: ConnectedStack, started: readonly Started[]): Promise<void> {
  const { codedeploy } = stack;
  const back = await Promise.all(
    started.map(async (one) => {
      one.info = await infoOf(stack, one.deploymentId);
      if (one.info.status === "Succeeded") {
        const { release: of, from } = one;
        return start(stack, of, of.version, from, "CodeDeployDefault.LambdaAllAtOnce");
      }
      if (!isOver(one.info)) {
        await codedeploy.send(new StopDeploymentCommand({ deploymentId: one.deploymentId, autoRollbackEnabled: true }));
      }
      one.info = await untilOver(stack, one.deploymentId);
      return one.info.rollbackInfo?.rollbackDeploymentId;
    }),
  );
  for (const id of back) if (id !== undefined) await untilOver(stack, id);
  for (const one of started) await untilBack(stack, one);
}

/** Waits until an alias points to nothing but what it had before. @throws CliError ROLLBACK_INCOMPLETE */
async function untilBack(stack: ConnectedStack, { release: of, from }: Started): Promise<void> {
  for (let look = 0; look < ROLLBACK_LOOKS; look++) {
    const { version, isWeighted } = await aliasOf(stack, of);
    if (version === from && !isWeighted) return;
    await pause(stack);
  }
  throw new CliError(
    "ROLLBACK_INCOMPLETE",
    `the alias ${of.alias} of ${of.functionName} does not point to version ${from} again: look at the deployments of ` +
      `${of.application} in CodeDeploy, and update the alias with "aws lambda update-alias"`,
    exitCodes.failed,
  );
}

async function untilOver(stack: ConnectedStack, deploymentId: string): Promise<DeploymentInfo> {
  for (;;) {
    const info = await infoOf(stack, deploymentId);
    if (isOver(info)) return info;
    await pause(stack);
  }
}

async function infoOf({ codedeploy }: ConnectedStack, deploymentId: string): Promise<DeploymentInfo> {
  const { deploymentInfo = {} } = await codedeploy.send(new GetDeploymentCommand({ deploymentId }));
  return deploymentInfo;
}

const isFailed = (info: DeploymentInfo | undefined) => info?.status === "Failed" || info?.status === "Stopped";
const isOver = (info: DeploymentInfo | undefined) => info?.status === "Succeeded" || isFailed(info);

const pause = ({ endpoint }: ConnectedStack, signal?: AbortSignal) =>
  sleep(endpoint === undefined ? LOOK_MS.aws : LOOK_MS.local, undefined, { ...(signal && { signal }) });

function shiftOf({ release: { functionName, version }, from, deploymentId, info }: Started): Shift {
  const reason = info?.errorInformation?.message;
  return {
    ...{ functionName, from, to: version, deploymentId },
    ...(info?.status !== undefined && { status: info.status }),
    ...(reason !== undefined && { reason }),
  };
}

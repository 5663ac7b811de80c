import * as grpc from "@grpc/grpc-js";

import type { Finding } from "../policy-host/types";
import { ComponentPlugins } from "./component-plugins";
import type { StackConfig } from "./config";
import { Deployment } from "./deployment";
import { addEngineService } from "./engine-service";
import { EngineError } from "./errors";
import type { EngineEvent, EventSink, Operation } from "./events";
import { addMonitor } from "./monitor";
import { PolicyGate, type Pack } from "./policy-gate";
import { PARALLEL, startProgram } from "./program";
import { ProgramErrors } from "./program-errors";
import type { Project } from "./project";
import { ProviderHost, type ProviderFactories } from "./provider-host";
import { ResourceTable } from "./resource-table";
import { noState, readOnly, type ResourceState, type StateStore } from "./state";
import { isDefaultProvider, STACK_TYPE } from "./urn";
import { unwrapped, type PropertyMap } from "../property-values";

/** Name of the organization that programs see, as with the CLI's own local backends. */
const ORGANIZATION = "organization";

/** Messages as large as the CLI's: a captured function travels in one. */
const MAX_MESSAGE_BYTES = 400 * 1024 * 1024;

/** A stack, and what is needed to change it. */
export interface StackOptions {
  readonly project: Project;
  readonly stack: string;
  readonly config: StackConfig;
  /** Providers by package. Called once the program's process is starting, so that both start side by side. */
  readonly providers: () => Promise<ProviderFactories>;
  /** Default: none, the stack begins empty. */
  readonly state?: StateStore;
  /** Takes every event. Default: none is reported. */
  readonly onEvent?: EventSink;
}

/** What a run brings up, and with what. */
export interface RunOptions extends StackOptions {
  /** Starts the policy pack; called like `providers`. Default: no policies. */
  readonly policy?: () => Promise<Pack>;
  /** True to plan and change nothing. Default false. */
  readonly dryRun?: boolean;
  /** Ends the program when it fires. */
  readonly signal?: AbortSignal;
}

/** What a policy pack found in a run, and how long the run waited for it. */
interface PolicyResult {
  readonly findings: readonly Finding[];
  readonly resources: number;
  readonly remediations: number;
  readonly waitedMs: number;
}

/** What a run did. */
export interface RunResult {
  /** Resources with each operation, default providers left out. */
  readonly changes: Readonly<Partial<Record<Operation, number>>>;
  /** Every resource of the stack, each after those it depends on. */
  readonly resources: readonly ResourceState[];
  /** The stack's outputs, secrets in clear; in a dry run some may be unknown. */
  readonly outputs: PropertyMap;
  /** The stack's outputs with secrets still marked as such. */
  readonly markedOutputs: PropertyMap;
  readonly policy?: PolicyResult;
  readonly durationMs: number;
  /** Why it failed; undefined if it did not. */
  readonly failure?: Error;
}

/**
 * Runs the program of a stack and brings the stack to what it declares.
 *
 * A run that fails resolves too, with `failure` and what was done before it: an EngineError with the code of the
 * first failure.
 */
export async function runStack(options: RunOptions): Promise<RunResult> {
  const run = startRun(options);
  const { deployment, policy, providers, emit } = run;
  const { project, stack, config, dryRun = false } = options;
  const server = new grpc.Server({
    "grpc.max_receive_message_length": MAX_MESSAGE_BYTES,
    "grpc.max_send_message_length": MAX_MESSAGE_BYTES,
  });
  // After a failure the program's runtime loses its connection and reports that at length: the cause has been reported.
  const errors = new ProgramErrors();
  const emitOfProgram = (event: EngineEvent) =>
    void (deployment.failure === undefined && !errors.take(event) && emit(event));
  const common = { project, stack, organization: ORGANIZATION, config, dryRun, emit: emitOfProgram };
  const plugins = new ComponentPlugins({ ...common, parallel: PARALLEL });
  let address = "";
  addEngineService(server, emitOfProgram);
  addMonitor(server, deployment, { project: project.name, stack, organization: ORGANIZATION, dryRun }, (request) =>
    plugins.construct(request, address, deployment.failed),
  );
  try {
    address = await listen(server);
    const program = startProgram({ ...common, address });
    const stop = () => program.stop();
    // Without them nothing can be made: the program need not run until its first resource.
    Promise.all([providers.start(), policy?.start()]).catch((error: unknown) => {
      deployment.fail(error);
      stop();
    });
    options.signal?.addEventListener("abort", stop, { once: true });
    const code = await program.exit;
    options.signal?.removeEventListener("abort", stop);
    return run.result(deployment.failure ?? errors.failure(code) ?? refusal(policy));
  } finally {
    plugins.close();
    server.forceShutdown();
  }
}

/**
 * Deletes every resource of a stack, without running its program.
 *
 * Resolves with `failure` too, as {@link runStack} does: at the first resource that cannot be deleted, or before any if
 * one of them is protected.
 */
export async function destroyStack(options: StackOptions): Promise<RunResult> {
  const { deployment, providers, result } = startRun(options);
  await providers.start();
  // Its failure is in the result.
  await deployment.finish().catch(() => undefined);
  return result(deployment.failure);
}

/** What every run of a stack has: its table of resources, its providers, and the count of what was done. */
function startRun({ project, stack, config, dryRun = false, state = noState, ...options }: RunOptions) {
  const begin = performance.now();
  const changes: Partial<Record<Operation, number>> = {};
  const emit = (event: EngineEvent) => {
    if (event.kind === "step" && event.phase === "end" && !isDefaultProvider(event))
      changes[event.op] = (changes[event.op] ?? 0) + 1;
    options.onEvent?.(event);
  };
  const policy = options.policy && new PolicyGate(options.policy, emit);
  const table = new ResourceTable(dryRun ? readOnly(state) : state);
  const providers = new ProviderHost(options.providers);
  const names = { project: project.name, stack, projectDir: project.dir };
  const deployment = new Deployment({ ...names, dryRun, config, providers, table, policy, emit });
  const result = (failure: Error | undefined): RunResult => {
    const outputs = table.states.find(({ type }) => type === STACK_TYPE)?.outputs ?? {};
    emit({ kind: "outputs", outputs });
    return {
      changes,
      resources: table.states,
      outputs: plainOutputs(outputs),
      markedOutputs: outputs,
      ...(policy && { policy: policyResult(policy) }),
      durationMs: performance.now() - begin,
      ...(failure && { failure }),
    };
  };
  return { deployment, policy, providers, emit, result };
}

function listen(server: grpc.Server): Promise<string> {
  return new Promise((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) =>
      error === null ? resolve(`127.0.0.1:${port}`) : reject(error),
    );
  });
}

/** A dry run continues after a mandatory finding, to show all of them, and fails at the end. */
function refusal(policy: PolicyGate | undefined): Error | undefined {
  const count = policy?.findings.filter(({ level }) => level === "mandatory").length ?? 0;
  return count === 0
    ? undefined
    : new EngineError("POLICY_VIOLATION", `${count} mandatory policy violation${count === 1 ? "" : "s"}`);
}

function policyResult({ findings, resources, remediations, waitedMs }: PolicyGate): PolicyResult {
  return { findings, resources, remediations, waitedMs };
}

function plainOutputs(outputs: PropertyMap): PropertyMap {
  return Object.fromEntries(Object.entries(outputs).map(([key, value]) => [key, unwrapped(value)]));
}

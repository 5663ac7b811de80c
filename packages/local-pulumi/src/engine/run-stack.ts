import * as grpc from "@grpc/grpc-js";

import type { Finding } from "../policy-host/types";
import type { StackConfig } from "./config";
import { Deployment } from "./deployment";
import { addEngineService } from "./engine-service";
import { EngineError } from "./errors";
import type { EngineEvent, EventSink, Operation } from "./events";
import { addMonitor } from "./monitor";
import { PolicyGate, type Pack } from "./policy-gate";
import { startProgram } from "./program";
import { ProgramErrors } from "./program-errors";
import type { Project } from "./project";
import { ProviderHost, type ProviderFactories } from "./provider-host";
import { ResourceTable } from "./resource-table";
import { noState, readOnly, type ResourceState, type StateStore } from "./state";
import { STACK_TYPE } from "./urn";
import { unwrapped, type PropertyMap } from "../property-values";

/** Name of the organization that programs see, as with the CLI's own local backends. */
const ORGANIZATION = "organization";

/** Messages as large as the CLI's: a captured function travels in one. */
const MAX_MESSAGE_BYTES = 400 * 1024 * 1024;

/** What a run brings up, and with what. */
export interface RunOptions {
  readonly project: Project;
  readonly stack: string;
  readonly config: StackConfig;
  /** Providers by package. Called once the program's process is starting, so that both start side by side. */
  readonly providers: () => Promise<ProviderFactories>;
  /** Starts the policy pack; called like `providers`. Default: none is asked. */
  readonly policy?: () => Promise<Pack>;
  /** True to say what would be done and do nothing. Default false. */
  readonly dryRun?: boolean;
  /** Default: none, the stack begins empty. */
  readonly state?: StateStore;
  /** Told everything that happens. Default: nobody. */
  readonly onEvent?: EventSink;
  /** Ends the program when it fires. */
  readonly signal?: AbortSignal;
}

/** What came of the questions to a policy pack. */
export interface PolicyResult {
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
  /** Why it did not end well; undefined if it did. */
  readonly failure?: Error;
}

/**
 * Runs the program of a stack and makes the stack what it says.
 *
 * A run that fails resolves too, with `failure` and whatever was done before it: an EngineError with the code of the
 * first thing that went wrong.
 */
export async function runStack(options: RunOptions): Promise<RunResult> {
  const { project, stack, config, dryRun = false, state = noState, onEvent = () => undefined } = options;
  const begin = performance.now();
  const changes: Partial<Record<Operation, number>> = {};
  const emit = (event: EngineEvent) => {
    if (event.kind === "step" && event.phase === "end" && counts(event))
      changes[event.op] = (changes[event.op] ?? 0) + 1;
    onEvent(event);
  };
  const policy = options.policy && new PolicyGate(options.policy, emit);
  const table = new ResourceTable(dryRun ? readOnly(state) : state);
  const providers = new ProviderHost(options.providers);
  const facts = { project: project.name, stack, organization: ORGANIZATION, dryRun };
  const deployment = new Deployment({ ...facts, projectDir: project.dir, config, providers, table, policy, emit });

  const server = new grpc.Server({
    "grpc.max_receive_message_length": MAX_MESSAGE_BYTES,
    "grpc.max_send_message_length": MAX_MESSAGE_BYTES,
  });
  addMonitor(server, deployment, facts);
  // After a failure the program's runtime loses its connection and says so at length: the cause has been told.
  const said = new ProgramErrors();
  const emitOfProgram = (event: EngineEvent) =>
    void (deployment.failure === undefined && !said.take(event) && emit(event));
  addEngineService(server, emitOfProgram);
  try {
    const address = await listen(server);
    const program = startProgram({
      project,
      stack,
      organization: ORGANIZATION,
      config,
      dryRun,
      address,
      emit: emitOfProgram,
    });
    const stop = () => program.stop();
    // Without them nothing can be made: the program need not go on until it asks.
    Promise.all([providers.start(), policy?.start()]).catch((error: unknown) => {
      deployment.fail(error);
      stop();
    });
    options.signal?.addEventListener("abort", stop, { once: true });
    const code = await program.exit;
    options.signal?.removeEventListener("abort", stop);
    const failure = deployment.failure ?? said.failure(code) ?? refusal(policy);
    const outputs = table.news.find(({ type }) => type === STACK_TYPE)?.outputs ?? {};
    emit({ kind: "outputs", outputs });
    return {
      changes,
      resources: table.news,
      outputs: plainOutputs(outputs),
      markedOutputs: outputs,
      ...(policy && { policy: policyResult(policy) }),
      durationMs: performance.now() - begin,
      ...(failure && { failure }),
    };
  } finally {
    server.forceShutdown();
  }
}

/** Default providers are the engine's own business, as they are in the CLI's counts. */
function counts({ type, name }: { type: string; name: string }): boolean {
  return !(type.startsWith("pulumi:providers:") && /^default(_|$)/.test(name));
}

function listen(server: grpc.Server): Promise<string> {
  return new Promise((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) =>
      error === null ? resolve(`127.0.0.1:${port}`) : reject(error),
    );
  });
}

/** A dry run goes on after a mandatory finding, to show all of them, and fails in the end. */
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

import path from "node:path";

import type { EngineEvent } from "../../../src/engine/events";
import { readProject } from "../../../src/engine/project";
import { runStack, type RunResult } from "../../../src/engine/run-stack";
import { FakeProvider } from "./fake-provider";

/** Folder of the program that {@link runProgram} runs. */
export const PROGRAM_DIR = path.join(__dirname, "program");

/** What a run of the program gave. */
export interface ProgramRun {
  readonly result: RunResult;
  readonly providers: readonly FakeProvider[];
  /** Without those for debugging. */
  readonly messages: readonly Extract<EngineEvent, { kind: "diagnostic" }>[];
}

/** How the program is run. */
export interface ProgramRunOptions {
  /** Default: false. */
  readonly dryRun?: boolean;
  /** Folder of the program. Default: {@link PROGRAM_DIR}. */
  readonly dir?: string;
}

/** Runs a scenario of the program in `program/` with a provider that makes nothing. */
export async function runProgram(
  scenario: string,
  { dryRun = false, dir = PROGRAM_DIR }: ProgramRunOptions = {},
): Promise<ProgramRun> {
  const providers: FakeProvider[] = [];
  const events: EngineEvent[] = [];
  const make = () => {
    const provider = new FakeProvider();
    providers.push(provider);
    return provider;
  };
  const result = await runStack({
    project: readProject(dir),
    stack: "test",
    config: { values: { "engine-test:scenario": scenario }, secretKeys: [] },
    providers: () => Promise.resolve({ fake: make }),
    dryRun,
    onEvent: (event) => events.push(event),
  });
  const messages = events.flatMap((event) =>
    event.kind === "diagnostic" && event.severity !== "debug" ? [event] : [],
  );
  return { result, providers, messages };
}

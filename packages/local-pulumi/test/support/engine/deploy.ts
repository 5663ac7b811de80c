import { Deployment } from "../../../src/engine/deployment";
import type { EngineEvent, StepEvent } from "../../../src/engine/events";
import { makeGoal, type Goal } from "../../../src/engine/goal";
import { PolicyGate, type Pack } from "../../../src/engine/policy-gate";
import { ProviderHost } from "../../../src/engine/provider-host";
import { ResourceTable } from "../../../src/engine/resource-table";
import type { ResourceState, StateStore } from "../../../src/engine/state";
import { makeUrn } from "../../../src/engine/urn";
import { FakeProvider } from "./fake-provider";

/** Type of every resource that the tests make. */
export const THING = "fake:index:Thing";

/** URN of a thing without a parent. */
export const urnOf = (name: string, type = THING) => makeUrn("test", "project", "", type, name);

/** State that is kept in memory; JSON in between, as in a file. */
export function memoryState(): StateStore & { readonly names: () => string[] } {
  let kept = "[]";
  const load = () => JSON.parse(kept) as ResourceState[];
  return {
    load,
    save: (resources) => (kept = JSON.stringify(resources)),
    names: () =>
      load().map(
        ({ urn, delete: isToDelete }) => `${urn.slice(urn.lastIndexOf("::") + 2)}${isToDelete ? " (to delete)" : ""}`,
      ),
  };
}

/** What a deployment of a few goals did. */
export interface Deployed {
  readonly provider: FakeProvider;
  readonly deployment: Deployment;
  readonly events: EngineEvent[];
  readonly states: Record<string, ResourceState>;
  /** The operations that were done, as `create a`. */
  readonly done: string[];
  /** What stopped it. */
  readonly error: Error | undefined;
}

/** A thing as the program wants it. */
export type Wanted = Pick<Goal, "name"> &
  Partial<Goal> & { /** Identifier of one that it only reads. */ readonly read?: string };

/** Registers goals in order, each after the one before, and finishes. */
export async function deploy(
  goals: readonly Wanted[],
  options: { state?: StateStore; dryRun?: boolean; pack?: Pack; firstChoice?: number } = {},
): Promise<Deployed> {
  const { state = memoryState(), dryRun = false, pack, firstChoice } = options;
  const provider = new FakeProvider(firstChoice);
  const events: EngineEvent[] = [];
  const emit = (event: EngineEvent) => void events.push(event);
  const table = new ResourceTable(dryRun ? { load: () => state.load(), save: () => undefined } : state);
  const deployment = new Deployment({
    project: "project",
    stack: "test",
    projectDir: __dirname,
    config: { values: { "fake:region": "here", "project:other": "not the provider's" }, secretKeys: [] },
    dryRun,
    providers: new ProviderHost(() => Promise.resolve({ fake: () => provider })),
    table,
    policy: pack && new PolicyGate(() => Promise.resolve(pack), emit),
    emit,
  });
  const states: Record<string, ResourceState> = {};
  let error: Error | undefined;
  try {
    for (const { read, ...wanted } of goals) {
      const goal = makeGoal({ type: THING, version: "1.2.3", ...wanted });
      states[goal.name] = await (read === undefined ? deployment.register(goal) : deployment.read(goal, read));
    }
    await deployment.finish();
  } catch (caught) {
    error = caught as Error;
  }
  const done = events
    .filter(
      (event): event is StepEvent =>
        event.kind === "step" && event.phase === "end" && !event.type.startsWith("pulumi:providers:"),
    )
    .map(({ op, name }) => `${op} ${name}`);
  return { provider, deployment, events, states, done, error };
}

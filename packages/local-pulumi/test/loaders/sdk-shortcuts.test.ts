import { expect } from "chai";
import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";

import { runProgram } from "../support/engine/run-program";
import { withShortcuts } from "../support/shortcuts";

const FILE = join(__dirname, "../../src/loaders/sdk-shortcuts.cjs");

/** What is in place of a module or method of the SDK after all shortcuts. */
const SCRIPT = `
  const shortcuts = require(${JSON.stringify(FILE)});
  const loaded = new Set(Object.keys(require.cache));
  shortcuts.loadLessOfRunner(require);
  shortcuts.loadCompilerOnDemand(require);
  const modules = Object.keys(require.cache).filter((file) => !loaded.has(file));
  const names = ["typescript", "ts-node", "source-map-support/register", "@pulumi/pulumi/cmd/run/tracing"];
  const replaced = names.filter((name) => modules.includes(require.resolve(name)));
  const { Resource } = require("@pulumi/pulumi");
  const debuggable = require("@pulumi/pulumi/runtime/debuggable");
  const { RegisterResourceResponse } = require("@pulumi/pulumi/proto/resource_pb");
  const methods = () => [debuggable.debuggablePromise, Resource.callsites, RegisterResourceResponse.prototype.toString];
  const before = methods();
  shortcuts.collectLessForDebugging(require);
  const changed = methods().filter((method, i) => method !== before[i]).length;
  console.log(JSON.stringify({ replaced, changed }));
`;

interface Shortcuts {
  readonly loadLessOfRunner: (fromSdk: unknown) => void;
  readonly loadCompilerOnDemand: (fromSdk: unknown) => void;
  readonly collectLessForDebugging: (fromSdk: unknown) => void;
}

const inPlace = (environment: Readonly<Record<string, string>>): unknown =>
  JSON.parse(
    execFileSync(process.execPath, ["--eval", SCRIPT], {
      encoding: "utf8",
      cwd: __dirname,
      env: { ...process.env, NODE_OPTIONS: "", ...environment },
    }),
  );

/**
 * Everything of a run that its caller sees but the time: without random ids, and in an order that chance does not
 * change.
 */
async function seen(scenario: string, shortcuts: boolean): Promise<unknown> {
  const { result, providers, messages } = await withShortcuts(shortcuts, () => runProgram(scenario));
  const { failure, resources, changes, markedOutputs } = result;
  const lines = [...resources, ...providers.flatMap(({ calls }) => calls), ...messages].map((part) =>
    JSON.stringify(part).replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "{id}"),
  );
  return { lines: lines.sort(), changes, markedOutputs, failure: failure?.message };
}

describe("shortcuts into Pulumi's SDK", () => {
  for (const scenario of ["everything", "broken", "throws", "misconfigured"]) {
    it(`change nothing of a run: scenario "${scenario}"`, async () => {
      expect(await seen(scenario, true)).to.deep.equal(await seen(scenario, false));
    });
  }

  it("are on unless LOCAL_PULUMI_SHORTCUTS is 0, which switches all of them off", () => {
    const replaced = ["typescript", "ts-node", "source-map-support/register", "@pulumi/pulumi/cmd/run/tracing"];
    expect(inPlace({ LOCAL_PULUMI_SHORTCUTS: "1" })).to.deep.equal({ replaced, changed: 3 });
    expect(inPlace({ LOCAL_PULUMI_SHORTCUTS: "0" })).to.deep.equal({ replaced: [], changed: 0 });
  });

  it("leave traces alone where they are recorded, and promises where leaks are looked for", () => {
    const recording = { TRACEPARENT: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" };
    expect(inPlace({ LOCAL_PULUMI_SHORTCUTS: "1", ...recording, PULUMI_DEBUG_PROMISE_LEAKS: "true" })).to.deep.equal({
      replaced: ["typescript", "ts-node", "source-map-support/register"],
      changed: 0,
    });
  });

  it("are skipped where the SDK has no such module, export or method", () => {
    const { loadLessOfRunner, loadCompilerOnDemand, collectLessForDebugging } = createRequire(__filename)(
      FILE,
    ) as Shortcuts;
    const resolve = (name: string) => {
      throw new Error(`Cannot find module '${name}'`);
    };
    const emptySdk = Object.assign(() => ({}), { resolve });
    for (const shortcut of [loadLessOfRunner, loadCompilerOnDemand, collectLessForDebugging]) {
      expect(() => shortcut(emptySdk)).to.not.throw();
    }
  });
});

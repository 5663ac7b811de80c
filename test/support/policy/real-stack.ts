import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

import * as pulumi from "@pulumi/pulumi";
import type { MockMonitor } from "@pulumi/pulumi/runtime/mocks";
import { parse } from "yaml";

import { acceptedAlarmFindings } from "../../../infra/canary/accepted-findings";
import { readConfig } from "../../../infra/config";
import { acceptedFindings } from "../../../infra/delivery/accepted-findings";
import type { AnalyzedResource } from "../../../packages/local-pulumi/src/policy-host/types";
import { encodeNote } from "../../../policy/src/core/program-notes";
import { locationsOf } from "../../../policy/src/iam/document-locations";
import { UNKNOWN } from "../../../policy/test/support/stack-fixture";
import { outputsOf, readOf, resultOf } from "../mocks/aws-outputs";
import { capturingOnce } from "../mocks/capture-once";
import "../mocks/without-debugging";

/** The registered resources of the real program: inputs and outputs. */
export interface RealStack {
  /** Outputs after the inputs they come from, as the engine shows a whole stack. */
  readonly resources: readonly AnalyzedResource[];
  /** Inputs by URN, as the engine shows a single resource. */
  readonly inputs: ReadonlyMap<string, Record<string, unknown>>;
}

const PROJECT_DIR = join(__dirname, "..", "..", "..");
const load = createRequire(__filename);

interface RegisterRequest {
  getType(): string;
  getName(): string;
  getParent(): string;
  getCustom(): boolean;
  getObject(): { toJavaScript(): Record<string, unknown> };
  getDependenciesList(): string[];
  getPropertydependenciesMap(): { toArray(): [string, string[][]][] };
}

/** How the program is run. */
interface RunOptions {
  /** True: nothing exists yet, and outputs are unknown. Default: false. */
  readonly preview?: boolean;
  /** Settings that replace those of the stack's file. */
  readonly config?: Readonly<Record<string, string>>;
}

const runs = new Map<string, Promise<RealStack>>();

/**
 * Runs `index.ts` under the configuration of a stack and records the resources that it registers, with the origin of
 * each input. The result is kept, because a run takes a second.
 */
export function realStack(stack: string, options: RunOptions = {}): Promise<RealStack> {
  const key = JSON.stringify([stack, options]);
  const run = runs.get(key) ?? capturingOnce(() => runProgram(stack, options));
  runs.set(key, run);
  return run;
}

async function runProgram(stack: string, { preview = false, config = {} }: RunOptions): Promise<RealStack> {
  const resources: AnalyzedResource[] = [];
  const inputs = new Map<string, Record<string, unknown>>();
  const values = { ...configOf(stack), ...config };
  pulumi.runtime.setAllConfig(values);
  // Without a stack, as under mocks, `acknowledge` does nothing; index.ts calls it with these.
  const settings = readConfig(withoutNamespace(values));
  const notesOf = (accepted: Readonly<Record<string, string>>) =>
    Object.entries(accepted).map(([rule, reason]) => encodeNote({ rule, exception: { reason } }));
  const notes: Readonly<Record<string, readonly string[]>> = {
    "aws:cloudfront/distribution:Distribution": notesOf(acceptedFindings(settings)),
    // Without monitoring there are no other alarms.
    "aws:cloudwatch/metricAlarm:MetricAlarm": notesOf(acceptedAlarmFindings(settings)),
  };
  const acknowledged = (type: string) => notes[type] ?? [];
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, id = "", inputs: requested }) => {
        if (id !== "") return { id, state: readOf(type, id, {}) };
        if (preview) return { id: undefined, state: requested as Record<string, unknown> };
        const outputs = outputsOf(type, name, requested as Record<string, unknown>);
        return { id: outputs.id, state: { ...(requested as Record<string, unknown>), ...outputs } };
      },
      call: ({ token }) => resultOf(token),
    },
    "image-pipeline",
    stack,
    preview,
  );
  const monitor = pulumi.runtime.getMonitor() as unknown as MockMonitor;
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = async (request: RegisterRequest, done) => {
    await register(request, (error: unknown, response: { getUrn(): string } | undefined) => {
      if (response !== undefined && request.getCustom()) {
        const urn = response.getUrn();
        // Code is most of the bytes, and no rule reads it.
        const requested = withDocumentsAsText(request.getType(), withoutCode(request.getObject().toJavaScript()));
        inputs.set(urn, requested);
        const outputs = preview ? {} : outputsOf(request.getType(), request.getName(), requested);
        resources.push({
          urn,
          type: request.getType(),
          name: request.getName(),
          properties: { ...requested, ...outputs },
          parent: request.getParent(),
          dependencies: request.getDependenciesList(),
          propertyDependencies: Object.fromEntries(
            request
              .getPropertydependenciesMap()
              .toArray()
              .map(([input, [urns]]) => [input, urns ?? []]),
          ),
          options: { additionalSecretOutputs: acknowledged(request.getType()) },
        });
      }
      done(error, response);
    });
  };
  const program = join(PROJECT_DIR, "index.ts");
  delete load.cache[program];
  load(program);
  await pulumi.runtime.disconnect();
  return { resources, inputs };
}

/** Settings by their key below `image-pipeline:`. */
const withoutNamespace = (values: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values).flatMap(([key, value]) => {
      const [namespace, name = ""] = key.split(":");
      return namespace === "image-pipeline" ? [[name, value]] : [];
    }),
  );

function withoutCode(properties: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(properties).filter(([key]) => key !== "code"));
}

/** Policies as the provider has them, where they are known: JSON. */
function withDocumentsAsText(type: string, properties: Record<string, unknown>): Record<string, unknown> {
  const names = locationsOf(type).map(({ path }) => path);
  const asText = (value: unknown) => {
    const text = JSON.stringify(value);
    return typeof value !== "object" || text.includes(UNKNOWN) ? value : text;
  };
  return Object.fromEntries(
    Object.entries(properties).map(([key, value]) => [key, names.includes(key) ? asText(value) : value]),
  );
}

/** The project's settings in `Pulumi.<stack>.yaml`, as the engine passes them to the program. */
function configOf(stack: string): Record<string, string> {
  const file = parse(readFileSync(join(PROJECT_DIR, `Pulumi.${stack}.yaml`), "utf8")) as {
    config?: Record<string, unknown>;
  };
  const text = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));
  return Object.fromEntries(Object.entries(file.config ?? {}).map(([key, value]) => [key, text(value)]));
}

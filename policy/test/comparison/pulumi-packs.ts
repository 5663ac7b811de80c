import { buildSync } from "esbuild";
import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

import { evaluatePolicies, type EvaluatedResource } from "../../src/testing/evaluate";

type Policies = Parameters<typeof evaluatePolicies>[0];

/** A tool that reports ids of checks about a stack. */
export type Reporter = (stack: readonly EvaluatedResource[]) => string[];

const load = createRequire(__filename);

/** AWSGuard, all policies, of the folder where `package.json` beside this file is installed. */
export function awsGuard(folder: string): Reporter {
  const loadThere = createRequire(join(folder, "package.json"));
  const modules = ["apiGateway", "compute", "database", "elasticsearch", "network", "security", "storage"];
  return reporterOf(modules.flatMap((name) => policiesIn(loadThere(`@pulumi/awsguard/${name}`))));
}

/** Pulumi's compliance policies for AWS, of a checkout of github.com/pulumi/compliance-policies. */
export function compliancePolicies(checkout: string, folder: string): Reporter {
  const out = bundle(
    folder,
    "compliance-policies",
    `export * as aws from ${JSON.stringify(join(checkout, "vendor-aws/aws"))};`,
    {
      "@pulumi/compliance-policy-manager": join(checkout, "policy-manager/index.ts"),
    },
  );
  return reporterOf(policiesIn(load(out)));
}

function bundle(folder: string, name: string, contents: string, alias: Record<string, string>): string {
  const outfile = join(__dirname, "../../dist/comparison", `${name}.cjs`);
  mkdirSync(join(outfile, ".."), { recursive: true });
  buildSync({
    stdin: { contents, resolveDir: folder, loader: "ts" },
    outfile,
    alias,
    bundle: true,
    platform: "node",
    format: "cjs",
    nodePaths: [join(folder, "node_modules")],
    external: ["@pulumi/aws", "@pulumi/aws/*", "@pulumi/policy", "@pulumi/pulumi", ...Object.keys(unused)],
    banner: { js: STUB },
    logLevel: "error",
  });
  return outfile;
}

/** In place of what no case needs: the search for plugins. */
const unused: Readonly<Record<string, string>> = {
  "findup-sync": `() => ${JSON.stringify(join(__dirname, "package.json"))}`,
  micromatch: "() => []",
};
const replaced = Object.entries(unused).map(([name, value]) => `${JSON.stringify(name)}: ${value}`);
const STUB = `var require = ((inner, unused) => (name) => unused[name] ?? inner(name))(require, { ${replaced.join(", ")} });`;

/** Every policy in a tree of modules, once. */
function policiesIn(value: unknown, seen = new Set<unknown>()): Policies {
  if (typeof value !== "object" || value === null || seen.has(value)) return [];
  seen.add(value);
  if ("name" in value && ("validateResource" in value || "validateStack" in value))
    return [value] as unknown as Policies;
  return Object.values(value).flatMap((each) => policiesIn(each, seen));
}

function reporterOf(policies: Policies): Reporter {
  return (stack) => policies.flatMap((policy) => namesOf(policy, stack));
}

/** A policy without the promises that some return: these report before they wait, or call AWS and find nothing here. */
function synchronous(policy: Policies[number]): Policies[number] {
  const quietly =
    <Args extends unknown[]>(validate: (...args: Args) => unknown) =>
    (...args: Args) => {
      void Promise.resolve(validate(...args)).catch(() => undefined);
    };
  if ("validateStack" in policy) return { ...policy, validateStack: quietly(policy.validateStack) };
  return { ...policy, validateResource: [policy.validateResource ?? []].flat().map(quietly) };
}

function namesOf(policy: Policies[number], stack: readonly EvaluatedResource[]): string[] {
  return evaluatePolicies([synchronous(policy)], stack).map((finding) => finding.policy);
}

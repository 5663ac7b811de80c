/**
 * Gives the cases of this pack's tests to other tools: `npm run comparison -- --tools FOLDER --python FILE
 * --compliance-policies FOLDER`. See the pack's README, Comparison, for how each is installed. Prints how many mistakes
 * and harmless variants each tool reports, and the controls of which a tool says otherwise than their case.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";

import { rules } from "../../src/rules";
import type { EvaluatedResource } from "../../src/testing/evaluate";
import { controlCases } from "../controls/cases";
import { moreVariants } from "../mutants/more-variants";
import { serviceMistakes } from "../mutants/service-mistakes";
import type { ServiceCase } from "../mutants/service-case";
import { serviceVariants } from "../mutants/service-variants";
import { compliantStack } from "../support/compliant-stacks";
import { evaluate } from "../support/evaluate";
import type { AnalyzedResource } from "../support/stack-fixture";
import { cdkNag } from "./cdk-nag";
import { awsGuard, compliancePolicies } from "./pulumi-packs";
import { terraformOf } from "./terraform";

type Stack = readonly EvaluatedResource[];
/** What a tool reports of a stack, as "<check> <resource>" or "<check>"; undefined where it cannot be given to it. */
type Reports = (stack: Stack) => readonly string[] | undefined;

function pack(stack: Stack): string[] {
  const found = evaluate(rules, stack, { config: { "pack-profile": { profile: "strict" } } });
  return found.map(({ policy, urn = "" }) => `${policy} ${urn}`);
}

/** Checkov's reports of many stacks at once: it takes seconds to start. */
function checkov(python: string, stacks: readonly Stack[]): Reports {
  const texts = [...new Set(stacks.map((stack) => terraformOf(stack as readonly AnalyzedResource[])))];
  const folder = mkdtempSync(join(tmpdir(), "comparison-"));
  texts.forEach((text, index) => {
    mkdirSync(join(folder, String(index)));
    writeFileSync(join(folder, String(index), "main.tf"), text);
  });
  const output = execFileSync(python, [join(__dirname, "checkov_checks.py"), folder], {
    encoding: "utf8",
    maxBuffer: 2 ** 26,
    stdio: ["ignore", "pipe", "ignore"],
  });
  rmSync(folder, { recursive: true });
  const found = JSON.parse(output) as Record<string, string[]>;
  return (stack) => found[texts.indexOf(terraformOf(stack as readonly AnalyzedResource[]))];
}

/** True where a tool says something of a case that it does not say of the stack without the change. */
function isReported(reports: Reports, { kind, stack }: ServiceCase): boolean | undefined {
  const [before, after] = [reports(compliantStack(kind)), reports(stack)];
  if (before === undefined || after === undefined) return undefined;
  return after.some((each) => !before.includes(each));
}

function score(reports: Reports, cases: readonly ServiceCase[]): string {
  const results = cases.map((each) => isReported(reports, each)).filter((result) => result !== undefined);
  return `${results.filter(Boolean).length} of ${results.length}`;
}

/** Cases of controls of which a tool says otherwise: not reported where it fails, or reported where it passes. */
function disagreements(reports: Reports, isOf: (id: string) => boolean): { asked: number; otherwise: string[] } {
  const otherwise: string[] = [];
  let asked = 0;
  for (const { rule, ids, fails, passes } of controlCases) {
    for (const id of ids.filter(isOf)) {
      const [failing, passing] = [reports(fails), reports(passes)];
      if (failing === undefined || passing === undefined) continue;
      asked++;
      const has = (found: readonly string[]) => found.some((each) => each.split(/[ [:]/)[0] === id);
      if (!has(failing)) otherwise.push(`${id} (${rule}) is not reported of what fails`);
      if (has(passing)) otherwise.push(`${id} (${rule}) is reported of what passes`);
    }
  }
  return { asked, otherwise };
}

function main(): void {
  const { values } = parseArgs({
    options: { tools: { type: "string" }, python: { type: "string" }, "compliance-policies": { type: "string" } },
  });
  const { tools, python, "compliance-policies": checkout } = values;
  if (tools === undefined || python === undefined || checkout === undefined)
    throw new Error("Expected --tools FOLDER, --python FILE and --compliance-policies FOLDER; see README, Comparison.");
  const variants = [...serviceVariants, ...moreVariants];
  const stacks = [
    ...[...serviceMistakes, ...variants].flatMap(({ kind, stack }) => [compliantStack(kind), stack]),
    ...controlCases.flatMap(({ fails, passes }) => [fails, passes]),
  ];
  const ids = (kind: "awsGuard" | "pulumi" | "cdkNag" | "checkov") => {
    const named = new Set(rules.flatMap(({ controls }) => controls[kind] ?? []));
    const partly = new Set(rules.flatMap(({ controls }) => Object.keys(controls.partly ?? {})));
    const form = { awsGuard: /^$/, pulumi: /^$/, cdkNag: /^(AwsSolutions|Serverless|NIST\.800)/, checkov: /^CKV/ }[
      kind
    ];
    return (id: string) => named.has(id) || (partly.has(id) && form.test(id));
  };
  const compared: readonly [name: string, Reports, ((id: string) => boolean) | undefined][] = [
    ["this pack, profile strict", pack, undefined],
    ["AWSGuard", awsGuard(resolve(tools)), ids("awsGuard")],
    ["Pulumi's compliance policies", compliancePolicies(resolve(checkout), resolve(tools)), ids("pulumi")],
    ["Checkov", checkov(python, stacks), ids("checkov")],
    ["cdk-nag", cdkNag(resolve(tools)), ids("cdkNag")],
  ];
  for (const [name, reports, isOf] of compared) {
    console.log(`${name}: mistakes ${score(reports, serviceMistakes)}, harmless variants ${score(reports, variants)}`);
    if (isOf === undefined) continue;
    const { asked, otherwise } = disagreements(reports, isOf);
    console.log(`  controls: ${asked} cases, ${otherwise.length} otherwise`);
    for (const each of otherwise) console.log(`    ${each}`);
  }
}

main();

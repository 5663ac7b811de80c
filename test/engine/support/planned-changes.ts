import { expect } from "chai";
import type { EngineOp } from "./engine-events";
import type { CommandResult } from "./pulumi";
import { nameOf } from "./expectations";

/** A step of `pulumi preview --json` that changes something. */
export interface PlannedChange {
  readonly op: EngineOp;
  readonly type: string;
  readonly name: string;
  /** The inputs that differ. */
  readonly inputs: readonly string[];
}

/** The part of the JSON that these tests read. */
interface PreviewDigest {
  readonly steps: readonly {
    readonly op: EngineOp;
    readonly urn: string;
    readonly diffReasons?: readonly string[] | null;
  }[];
}

/** What `pulumi preview --json` says will change, in order of name; the stack itself is left out. */
export function plannedChanges({ stdout, stderr, code }: CommandResult): PlannedChange[] {
  expect(code, stderr + stdout).to.equal(0);
  const { steps } = JSON.parse(stdout) as PreviewDigest;
  return steps
    .filter(({ op, urn }) => op !== "same" && !urn.includes("::pulumi:pulumi:Stack::"))
    .map(({ op, urn, diffReasons }) => ({ op, type: typeOf(urn), name: nameOf(urn), inputs: diffReasons ?? [] }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function typeOf(urn: string): string {
  const types = urn.split("::")[2] ?? "";
  return types.slice(types.lastIndexOf("$") + 1);
}

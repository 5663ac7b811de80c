import pc from "picocolors";

import type { Operation, StepEvent } from "../engine/events";

/** Sign of an operation, as `pulumi up` prints it. */
export const signs: Readonly<Record<Operation, string>> = {
  create: "+",
  update: "~",
  replace: "+-",
  delete: "-",
  same: " ",
  read: ">",
};

/** Colour of an operation. */
export const colours: Readonly<Record<Operation, (text: string) => string>> = {
  create: pc.green,
  update: pc.yellow,
  replace: pc.magenta,
  delete: pc.red,
  same: (text) => text,
  read: pc.cyan,
};

const progress: Readonly<Record<Operation, string>> = {
  create: "creating",
  update: "updating",
  replace: "replacing",
  delete: "deleting",
  same: "",
  read: "reading",
};

const done: Readonly<Record<Operation, string>> = {
  create: "created",
  update: "updated",
  replace: "replaced",
  delete: "deleted",
  same: "unchanged",
  read: "read",
};

/** The status of a resource whose operation is in `phase`; in a dry run, the planned operation. */
export function statusOf(op: Operation, phase: StepEvent["phase"], dryRun: boolean): string {
  if (phase === "fail") return pc.red(`${progress[op]} failed`);
  if (op === "same") return "";
  if (dryRun) return op;
  return phase === "begin" ? progress[op] : done[op];
}

/** The word for many resources with one outcome: "35 created", or "35 to create" in a dry run. */
export function countOf(op: Operation, count: number, dryRun: boolean): string {
  return dryRun && op !== "same" ? `${count} to ${op}` : `${count} ${done[op]}`;
}

/** Type tokens without the file that declares them: `aws:s3/bucket:Bucket` is `aws:s3:Bucket`. */
export function shortType(type: string): string {
  const [pkg, module = "", name = ""] = type.split(":");
  return `${pkg}:${module.split("/")[0] ?? ""}:${name}`;
}

/** `0.42` seconds as people read it; nothing below a tenth of a second. */
export function seconds(ms: number): string {
  return ms < 100 ? "" : `(${(ms / 1000).toFixed(1)}s)`;
}

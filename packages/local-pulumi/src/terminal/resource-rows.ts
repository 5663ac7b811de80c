import type { Operation, StepEvent } from "../engine/events";
import { isDefaultProvider } from "../engine/urn";

/** A resource as a line of the tree. */
export interface ResourceRow {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly parent: string;
  readonly op: Operation;
  readonly phase: StepEvent["phase"];
  readonly replaces: readonly string[];
  /** Top-level properties that an update changes. */
  readonly changed: readonly string[];
  /** Time that its operation took so far, in milliseconds. */
  readonly elapsedMs: number;
}

/** A row and its position in the tree. */
export interface TreeRow extends ResourceRow {
  /** The lines that lead to it: `│  ├─ `. */
  readonly branch: string;
}

interface Entry extends Omit<ResourceRow, "elapsedMs"> {
  readonly begunAt: number;
  readonly endedAt: number | undefined;
}

/** Gathers the steps of a run into a tree of resources. */
export class ResourceRows {
  private readonly entries = new Map<string, Entry>();
  private readonly now: () => number;

  /** @param now clock in milliseconds */
  constructor(now: () => number = () => performance.now()) {
    this.now = now;
  }

  /** Default providers are left out, as the CLI does. */
  take(step: StepEvent): void {
    if (isDefaultProvider(step)) return;
    const known = this.entries.get(step.urn);
    // The deletion of a replaced resource is part of its replacement.
    if (step.op === "delete" && step.replaces !== undefined && known !== undefined && known.op !== "delete") return;
    const now = this.now();
    this.entries.set(step.urn, {
      urn: step.urn,
      type: step.type,
      name: step.name,
      parent: step.parent,
      op: step.op,
      phase: step.phase,
      replaces: step.replaces ?? [],
      changed: changedKeys(step),
      begunAt: step.phase === "begin" ? now : (known?.begunAt ?? now),
      endedAt: step.phase === "begin" ? undefined : now,
    });
  }

  /** One resource as it stands now; undefined if no event named it, or it is a default provider. */
  row(urn: string): ResourceRow | undefined {
    const entry = this.entries.get(urn);
    return entry && this.rowOf(entry);
  }

  /** Every resource as it stands now, in the order in which they began. */
  all(): ResourceRow[] {
    return [...this.entries.values()].map((entry) => this.rowOf(entry));
  }

  /** Every row that changes or that something below it does, parents before children. */
  tree(): TreeRow[] {
    const children = new Map<string, Entry[]>();
    for (const entry of this.entries.values()) {
      const parent = this.parentOf(entry);
      const siblings = children.get(parent);
      if (siblings) siblings.push(entry);
      else children.set(parent, [entry]);
    }
    return this.below("", children, new Set());
  }

  private below(
    parent: string,
    children: ReadonlyMap<string, readonly Entry[]>,
    above: ReadonlySet<string>,
  ): TreeRow[] {
    const shown = (children.get(parent) ?? []).flatMap((entry): [Entry, TreeRow[]][] => {
      if (above.has(entry.urn)) return [];
      const deeper = this.below(entry.urn, children, new Set([...above, entry.urn]));
      return entry.op === "same" && entry.parent !== "" && deeper.length === 0 ? [] : [[entry, deeper]];
    });
    const root = parent === "";
    return shown.flatMap(([entry, below], i) => {
      const last = i === shown.length - 1;
      const branch = root ? "" : last ? "└─ " : "├─ ";
      const deeper = root ? "" : last ? "   " : "│  ";
      return [{ ...this.rowOf(entry), branch }, ...below.map((row) => ({ ...row, branch: `${deeper}${row.branch}` }))];
    });
  }

  private rowOf({ begunAt, endedAt, ...facts }: Entry): ResourceRow {
    return { ...facts, elapsedMs: (endedAt ?? this.now()) - begunAt };
  }

  /** A parent that is not shown (a deleted one's, or none) is the root. */
  private parentOf({ parent }: Entry): string {
    return this.entries.has(parent) ? parent : "";
  }
}

function changedKeys({ before, after }: StepEvent): string[] {
  if (before === undefined || after === undefined) return [];
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key])).sort();
}

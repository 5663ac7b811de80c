import type { Operation, StepEvent } from "../../engine/events";

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

/** A row and where it stands in the tree. */
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
  readonly #entries = new Map<string, Entry>();
  readonly #now: () => number;

  /** @param now clock in milliseconds */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Default providers are left out, as the CLI does. */
  take(step: StepEvent): void {
    if (isDefaultProvider(step)) return;
    const known = this.#entries.get(step.urn);
    // The old one's deletion after a replacement says nothing new of the resource.
    if (step.op === "delete" && step.replaces !== undefined && known !== undefined && known.op !== "delete") return;
    const now = this.#now();
    this.#entries.set(step.urn, {
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

  /** Every row that changes or that something below it does, parents before children. */
  tree(): TreeRow[] {
    return this.#below("", "", new Set());
  }

  #below(parent: string, indent: string, seen: ReadonlySet<string>): TreeRow[] {
    const children = [...this.#entries.values()].filter(
      (entry) => !seen.has(entry.urn) && this.#parentOf(entry) === parent && this.#matters(entry),
    );
    return children.flatMap((entry, i) => {
      const last = i === children.length - 1;
      const root = parent === "";
      const branch = root ? "" : `${indent}${last ? "└─ " : "├─ "}`;
      const deeper = root ? "" : `${indent}${last ? "   " : "│  "}`;
      const elapsedMs = (entry.endedAt ?? this.#now()) - entry.begunAt;
      return [{ ...entry, branch, elapsedMs }, ...this.#below(entry.urn, deeper, new Set([...seen, entry.urn]))];
    });
  }

  /** A parent that is not shown (a deleted one's, or none) is the root. */
  #parentOf({ parent }: Entry): string {
    return this.#entries.has(parent) ? parent : "";
  }

  #matters(entry: Entry): boolean {
    if (entry.op !== "same" || entry.parent === "") return true;
    return [...this.#entries.values()].some(
      ({ urn, parent }) => parent === entry.urn && urn !== parent && this.#matters(this.#entries.get(urn) ?? entry),
    );
  }
}

function changedKeys({ before, after }: StepEvent): string[] {
  if (before === undefined || after === undefined) return [];
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key])).sort();
}

function isDefaultProvider({ type, name }: StepEvent): boolean {
  return type.startsWith("pulumi:providers:") && /^default(_|$)/.test(name);
}

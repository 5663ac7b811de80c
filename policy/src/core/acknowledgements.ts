import type { Exception } from "./exceptions";
import { notesIn, type NotedOptions } from "./program-notes";

/** A resource as far as its notes go. */
interface NotedResource {
  readonly urn: string;
  readonly opts: NotedOptions;
  readonly parent?: { readonly urn: string };
}

interface RuleException {
  readonly rule: string;
  readonly exception: Exception;
}

/** The findings that a program accepts, by `acknowledge` beside a resource. */
export class Acknowledgements {
  private readonly parents = new Map<string, string>();
  private readonly byUrn = new Map<string, readonly RuleException[]>();

  /** Keeps what the program notes about the resources of the whole stack, and nothing of others. */
  noteStack(resources: readonly NotedResource[]): void {
    const urns = new Set(resources.map(({ urn }) => urn));
    for (const urn of this.byUrn.keys()) if (!urns.has(urn)) this.byUrn.delete(urn);
    for (const resource of resources) this.note(resource);
  }

  /** Keeps what the program notes about a resource. */
  note({ urn, opts, parent }: NotedResource): void {
    const above = opts.parent ?? parent?.urn;
    if (above !== undefined) this.parents.set(urn, above);
    const noted = notesIn(opts).flatMap((note): RuleException[] =>
      "rule" in note ? [{ rule: note.rule, exception: { ...note.exception, resource: urn, inProgram: true } }] : [],
    );
    if (noted.length > 0) this.byUrn.set(urn, noted);
    else this.byUrn.delete(urn);
  }

  /** The exceptions that a program states for a rule. */
  of(rule: string): Exception[] {
    return this.all.filter((each) => each.rule === rule).map(({ exception }) => exception);
  }

  /** Every exception that a program states, with its rule. */
  get all(): RuleException[] {
    return [...this.byUrn.values()].flat();
  }

  /** URNs of the components around a resource, from the inside out; empty where the program states no exception. */
  ancestorsOf(urn: string): string[] {
    if (this.byUrn.size === 0) return [];
    const parent = this.parents.get(urn);
    return parent === undefined ? [] : [parent, ...this.ancestorsOf(parent)];
  }
}

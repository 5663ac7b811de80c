import type { ReportViolation } from "@pulumi/policy";
import type { PolicyConfigJSONSchema } from "@pulumi/policy/schema";

import type { Exception } from "./exceptions";
import { messageOf, type Described } from "./message";
import type { PackRun } from "./pack-run";
import type { UndecidedLevel } from "./pending-values";
import { isUnknown, type Plain } from "./plain-value";
import type { ResourceView } from "./resource-view";

/** Schema of a rule's settings. Each has a default, so that the pack works without any configuration. */
export type SettingsSchema<C> = { readonly [K in keyof C]: PolicyConfigJSONSchema & { readonly default: C[K] } };

/** The part of a rule that its context uses. */
interface ContextRule<C> extends Described {
  readonly settings?: SettingsSchema<C>;
}

/** One evaluation of a rule: its settings, and where its findings go. {@link close} ends it. */
export class RuleContext<C extends object, R extends ResourceView = ResourceView> {
  /** Settings of the rule, defaults filled in. */
  readonly settings: C;
  private readonly problems = new Map<R, string[]>();

  constructor(
    private readonly rule: ContextRule<C>,
    given: C & { readonly exceptions?: readonly Exception[] },
    readonly stackTags: ReadonlyMap<string, string>,
    readonly run: PackRun,
    private readonly report: ReportViolation,
  ) {
    // The CLI fills in the defaults; without it they come from the schema.
    this.settings = { ...defaultsOf(rule.settings), ...given };
  }

  /**
   * Notes a finding about the resource, unless it has an exception. `problem` is a clause that follows the resource's
   * name. All problems of a resource are one finding.
   */
  violation(resource: R, problem: string): void {
    if (!this.accepts(resource)) this.note(resource, problem);
  }

  /**
   * Notes a finding about parts of a resource, such as the actions of a statement, of which each needs an exception of
   * its own. Its id, which the exception names, is `<where>/<part>`: `WriteImages/s3:*`.
   *
   * @param clause follows the resource's name, and names the parts that have no exception
   */
  violationOf(
    resource: R,
    where: string,
    parts: readonly string[],
    clause: (parts: readonly string[]) => string,
  ): void {
    const left = parts.filter((part) => !this.accepts(resource, `${where}/${part}`));
    if (left.length > 0) this.note(resource, clause(left));
  }

  /**
   * Notes one finding about a resource for several others that belong to it, such as the attachments of a role. An
   * exception names one of the others, or the resource and, as the id of the finding, the part.
   *
   * @param clause follows the resource's name, and names the parts that have no exception
   */
  violationOfGroup(
    owner: R,
    members: readonly { readonly resource: R; readonly part: string }[],
    clause: (parts: readonly string[]) => string,
  ): void {
    const left = members.filter(
      ({ resource, part }) => !this.accepts(resource) && !(resource !== owner && this.accepts(owner, part)),
    );
    const parts = [...new Set(left.map(({ part }) => part))].sort();
    if (parts.length > 0) this.note(owner, clause(parts));
  }

  private accepts(resource: R, finding?: string): boolean {
    const { urn, name } = resource;
    const about = { urn, name, ancestors: this.run.acknowledgements.ancestorsOf(urn) };
    return this.run.exceptionsOf(this.rule.name).accepts(this.exceptions, about, finding, today());
  }

  private note(resource: R, problem: string): void {
    const known = this.problems.get(resource) ?? [];
    if (!known.includes(problem)) this.problems.set(resource, [...known, problem]);
  }

  /** Reports the findings. */
  close(): void {
    for (const [{ name, urn }, problems] of this.problems)
      this.report(messageOf(this.rule, `${name} ${problems.join("; ")}`), urn);
    this.problems.clear();
  }

  /** Notes a value that the rule needs and that is unknown. The pack reports it once, however many rules need it. */
  pending(resource: R, path: string): void {
    const { undecided = "inherited" } = this.settings as { undecided?: UndecidedLevel };
    this.run.pending.add(this.rule.name, undecided, resource, path);
  }

  /** Passes on the value at a path; an unknown one is noted as pending instead. */
  whenKnown(resource: R, path: string, then: (value: Plain) => void): void {
    const value = resource.get(path);
    if (isUnknown(value)) this.pending(resource, value.path);
    else then(value);
  }

  /** Reports a finding about the stack as a whole, which cannot have an exception. */
  stackViolation(message: string): void {
    this.report(message);
  }

  /** At the end of a run: notes the exceptions that are invalid or matched nothing. */
  closeExceptions(stack: string): void {
    const tracker = this.run.exceptionsOf(this.rule.name);
    this.run.noteExceptionProblems(tracker.close(this.rule.name, this.exceptions, stack, today()));
  }

  /** Those of the configuration, then those of the program. */
  private get exceptions(): readonly Exception[] {
    const configured = (this.settings as { exceptions?: readonly Exception[] }).exceptions ?? [];
    const stated = this.run.acknowledgements.of(this.rule.name);
    return stated.length === 0 ? configured : [...configured, ...stated];
  }
}

function defaultsOf<C>(schema: SettingsSchema<C> | undefined): C {
  const entries = Object.entries<{ readonly default: unknown }>(schema ?? {});
  return Object.fromEntries(entries.map(([key, setting]) => [key, setting.default])) as C;
}

/** The current day in UTC, in the form of an exception's `until`. */
function today(): string {
  return new Date().toISOString().slice(0, 10);
}

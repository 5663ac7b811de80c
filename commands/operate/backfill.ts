import type { WriteStream } from "node:tty";

import { routesOf, variantsOf, type Backfill, type Variant } from "../../handlers/contract";
import { CliError } from "../command-line/errors";
import { assess, assessAddresses, assessDescription, assessManifest, type Finding } from "./assess";
import { refusedByAws } from "./aws-errors";
import { openCheckpoint } from "./checkpoint";
import type { ConnectedStack } from "./clients";
import { inParallel } from "./in-parallel";
import { listOriginals, type Original } from "./originals";
import { makePace } from "./pace";
import { headObject } from "./read-result";
import { backfillEvent } from "./backfill-event";
import { sendEvent } from "./send-event";
import { Tally } from "./tally";

export interface BackfillOptions {
  /** Only keys that begin with it. Default: all that the stack processes. */
  readonly prefix?: string;
  /** Names of the variants, and of the sets, to make. Default: all. */
  readonly variants?: readonly string[];
  /** True: only originals whose record or results are not what the stack would make. Default false. */
  readonly changed?: boolean;
  /** True: send nothing. Default false. */
  readonly dryRun?: boolean;
  /** True: go on where the last run with the same options stopped. Default false. */
  readonly resume?: boolean;
  /** Events a second. */
  readonly rate: number;
}

/** What a run has done. */
export interface BackfillReport {
  readonly sent: number;
  /** With `changed`: as the stack would make it. */
  readonly unchanged: number;
  readonly failed: number;
}

/** How many originals are looked at and sent at the same time. */
const PARALLEL = 16;

/**
 * Has originals processed again, or for the first time: each is sent to what processes uploads, as an event. Nothing is
 * uploaded, and no two runs at once disturb each other.
 *
 * @throws CliError VARIANT_UNKNOWN, NOTHING_TO_RESUME, AWS_REFUSED
 */
export async function backfill(
  stack: ConnectedStack,
  options: BackfillOptions,
  {
    err,
    signal,
    dir,
  }: { readonly err: Pick<WriteStream, "write" | "isTTY">; readonly signal: AbortSignal; readonly dir?: string },
): Promise<BackfillReport> {
  const { prefix, changed = false, dryRun = false, resume = false } = options;
  requireKnown(stack, options.variants);
  const run = { prefix, variants: options.variants, changed };
  const checkpoint = openCheckpoint(`backfill-${stack.name}`, run, resume, dir);
  const tally = new Tally(err, ["sent", "unchanged", "failed"]);
  const pace = makePace(options.rate, signal);
  const dealtWith = new Set<string>();

  const handle = async (original: Original): Promise<void> => {
    if (await dealWith(original)) dealtWith.add(original.key);
  };
  /** @returns whether it is done: an interruption comes before that */
  const dealWith = async (original: Original): Promise<boolean> => {
    const variants = chosenVariants(stack, original.key, options.variants);
    // None of those that were asked for is made of its route.
    if (variants.length === 0) return true;
    const chosen = options.variants && variants.map((variant) => variant.name);
    try {
      const finding = changed ? await assessOriginal(stack, original, variants) : undefined;
      if (changed && finding === undefined) {
        tally.count("unchanged", original.key);
        return true;
      }
      await pace();
      if (signal.aborted) return false;
      const order = orderOf(original, stack, chosen ?? finding?.variants);
      if (!dryRun) await sendEvent(stack, backfillEvent(stack.outputs.sourceBucket, original, order));
      tally.count("sent", original.key);
    } catch (error) {
      const refused = refusedByAws(error);
      if (refused !== undefined) throw refused;
      tally.count("failed", original.key);
      tally.print(`failed ${original.key}: ${(error as Error).message}`);
    }
    return true;
  };

  try {
    if (!dryRun) checkpoint.begin();
    for await (const page of listOriginals(stack, { prefix, after: checkpoint.after })) {
      dealtWith.clear();
      await inParallel(page, PARALLEL, signal, handle);
      const last = lastDone(page, dealtWith);
      if (last !== undefined && !dryRun) checkpoint.reached(last);
      if (signal.aborted) return tally.counts;
    }
    if (!dryRun) checkpoint.finish();
    return tally.counts;
  } catch (error) {
    throw refusedByAws(error) ?? error;
  } finally {
    tally.clear();
  }
}

/** The key up to which a page is done: an interruption may leave some that stand before others. None: undefined. */
export function lastDone(page: readonly Pick<Original, "key">[], done: ReadonlySet<string>): string | undefined {
  const left = page.findIndex(({ key }) => !done.has(key));
  return page.slice(0, left < 0 ? page.length : left).at(-1)?.key;
}

/** What is wrong with an original, if anything. */
export async function assessOriginal(
  stack: ConnectedStack,
  original: Original,
  variants: readonly Variant[],
): Promise<Finding | undefined> {
  const { s3, outputs, processing } = stack;
  const read = async (key: string) => (await headObject(s3, outputs.destinationBucket, key))?.metadata;
  return (
    (await assess(original, variants, outputs.metadataTable !== undefined, read)) ??
    assessAddresses(original, { ...processing, variants }) ??
    assessDescription(original, { ...processing, variants }) ??
    (await assessManifest(original, { ...processing, variants }, read))
  );
}

/**
 * What to ask for: some variants only where a record says of the others what they are, or where there are no records.
 */
export function orderOf(
  { record }: Pick<Original, "record">,
  { outputs }: Pick<ConnectedStack, "outputs">,
  names: readonly string[] | undefined,
): Backfill {
  const partial = names !== undefined && (outputs.metadataTable === undefined || record?.status === "PROCESSED");
  return partial ? { variants: names } : {};
}

/** @throws CliError VARIANT_UNKNOWN for what no route has */
function requireKnown({ name, processing }: ConnectedStack, names: readonly string[] | undefined): void {
  const all = routesOf(processing).flatMap(({ variants }) => variants);
  const known = [...new Set(all.flatMap((one) => [...(one.set === undefined ? [] : [one.set]), one.name]))];
  const unknown = (names ?? []).find((one) => !known.includes(one));
  if (unknown !== undefined) {
    throw new CliError("VARIANT_UNKNOWN", `expected variants of ${name} (${known.join(", ")}), got "${unknown}"`);
  }
}

/** The variants of a key that are asked for. */
function chosenVariants(
  { processing }: ConnectedStack,
  key: string,
  names: readonly string[] | undefined,
): readonly Variant[] {
  return variantsOf(processing, key).filter(
    ({ name: variant, set = variant }) => names === undefined || names.includes(variant) || names.includes(set),
  );
}

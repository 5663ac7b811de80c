import type { WriteStream } from "node:tty";

import {
  originalOfManifest,
  parseResultKey,
  prefixesOf,
  routeOf,
  variantsOf,
  type ImageRecord,
} from "../../handlers/contract";
import type { Finding } from "./assess";
import { refusedByAws } from "./aws-errors";
import { assessOriginal, orderOf } from "./backfill";
import { backfillEvent } from "./backfill-event";
import { openCheckpoint } from "./checkpoint";
import type { ConnectedStack } from "./clients";
import { inParallel } from "./in-parallel";
import { listKeys } from "./listing";
import { listOriginals, type Original } from "./originals";
import { OriginalsCursor } from "./originals-cursor";
import { isSuperseded, judgeResult, removeRecord, removeResult, scanRecords, type OrphanCode } from "./orphans";
import { makePace } from "./pace";
import { headObject } from "./read-result";
import { sendEvent } from "./send-event";
import { Tally } from "./tally";

export interface ReconcileOptions {
  /** Only originals whose keys begin with it, with their results and records. Default: all that the stack processes. */
  readonly prefix?: string;
  /** True: mend what is found. Default false. */
  readonly repair?: boolean;
  /** True: find only, whatever `repair` says. Default false. */
  readonly dryRun?: boolean;
  readonly resume?: boolean;
  /** Originals younger than this may still be processed, and are not found. Milliseconds. */
  readonly minAgeMs: number;
  /** Repairs a second. */
  readonly rate: number;
}

/** Something that is not as it should be. */
export interface ReconcileFinding {
  /** `missing`: no outcome, or no result. `stale`: another result than there should be. `orphaned`: no original. */
  readonly state: Finding["state"] | "orphaned";
  readonly what: "original" | "result" | "record";
  readonly code: Finding["code"] | OrphanCode;
  readonly key: string;
  /** Of an original. */
  readonly variants?: readonly string[];
}

/** What a run has found and done. */
export interface ReconcileReport {
  readonly counts: Readonly<Record<(typeof countNames)[number], number>>;
}

const countNames = ["right", "young", "missing", "stale", "orphaned", "kept", "foreign", "repaired", "failed"] as const;

/** How many originals, results or records are looked at at the same time. */
const PARALLEL = 16;
const PAGE_SIZE = 1000;

const phases = ["originals", "results", "records"] as const;

/**
 * Compares the source with results and records: first every original, then every result, then every record.
 *
 * @param io `found` is called for each finding, in the order in which they are found
 * @throws CliError NOTHING_TO_RESUME, AWS_REFUSED
 */
export async function reconcile(
  stack: ConnectedStack,
  options: ReconcileOptions,
  io: {
    readonly err: Pick<WriteStream, "write" | "isTTY">;
    readonly signal: AbortSignal;
    readonly found: (finding: ReconcileFinding) => void;
    readonly dir?: string;
  },
): Promise<ReconcileReport> {
  const { prefix, dryRun = false, resume = false } = options;
  const { s3, outputs, processing } = stack;
  const isChosen = (key: string) =>
    prefix === undefined ? routeOf(processing, key) !== undefined : key.startsWith(prefix);
  const { signal } = io;
  const repair = options.repair === true && !dryRun;
  const tally = new Tally(io.err, countNames);
  const pace = makePace(options.rate, signal);
  const scope = prefix ?? prefixesOf(processing).join(" ");
  const checkpoint = openCheckpoint(`reconcile-${stack.name}`, { prefix: scope, repair }, resume, io.dir);
  const [resumedPhase = "originals", resumedAfter = ""] = splitOnce(checkpoint.after);

  /** Counts a finding and mends it, where that is asked for. */
  const find = async (finding: ReconcileFinding, mend: () => Promise<boolean>): Promise<void> => {
    tally.count(finding.state, finding.key);
    tally.clear();
    io.found(finding);
    if (!repair) return;
    await pace();
    if (signal.aborted) return;
    if (await mend()) tally.count("repaired", finding.key);
  };
  /** Runs `work` for the items of a page; what AWS may answer otherwise next time counts as failed. */
  const each = <T>(page: readonly T[], nameOf: (item: T) => string, work: (item: T) => Promise<void>) =>
    inParallel(page, PARALLEL, signal, async (item) => {
      try {
        await work(item);
      } catch (error) {
        const refused = refusedByAws(error);
        if (refused !== undefined) throw refused;
        tally.count("failed", nameOf(item));
        tally.print(`failed ${nameOf(item)}: ${(error as Error).message}`);
      }
    });

  const sendAgain = async (original: Original, names?: readonly string[]): Promise<boolean> => {
    await sendEvent(stack, backfillEvent(outputs.sourceBucket, original, orderOf(original, stack, names)));
    return true;
  };
  const visitOriginal = async (original: Original): Promise<void> => {
    const { key, modified } = original;
    const finding = await assessOriginal(stack, original, variantsOf(processing, key));
    if (finding === undefined) return tally.count("right", key);
    if (Date.now() - modified < options.minAgeMs) return tally.count("young", key);
    await find({ ...finding, what: "original", key }, () => sendAgain(original, finding.variants));
  };

  /** Whether an original is there again: it was uploaded while what looked orphaned was removed. */
  const isThere = async (key: string) => (await headObject(s3, outputs.sourceBucket, key)) !== undefined;
  const visitResult = async (key: string, original: Original | undefined): Promise<void> => {
    const state = judgeResult(stack, key, original);
    if (state === "inPlace") return;
    if (state === "kept" || state === "foreign") return tally.count(state, key);
    const isReplaced = state === "REPLACED" || state === "ORIGINAL_REFUSED";
    if (isReplaced && (await isSuperseded(stack, key))) return tally.count("kept", key);
    const originalKey = originalOf(key) ?? "";
    await find({ state: "orphaned", what: "result", code: state, key }, async () => {
      // Pages may name it: processed again, its original lets it go when they no longer do.
      const parsed = processing.address === "immutable" ? parseResultKey(key) : undefined;
      if (state === "REPLACED" && original && parsed?.hash !== undefined) return sendAgain(original, [parsed.variant]);
      if (state === "ORIGINAL_GONE" && (await isThere(originalKey))) return false;
      if (!(await removeResult(stack, key))) {
        tally.count("foreign", key);
        return false;
      }
      const [now] = state === "ORIGINAL_GONE" ? await currentOf(stack, originalKey) : [];
      return now === undefined ? true : sendAgain(now);
    });
  };
  const visitRecord = async (record: ImageRecord): Promise<void> => {
    const key = record.original_key;
    if (!isChosen(key) || processing.keepsDerivatives || (await isThere(key))) return;
    await find({ state: "orphaned", what: "record", code: "ORIGINAL_GONE", key }, async () => {
      await removeRecord(stack, record);
      return true;
    });
  };

  const run: Readonly<Record<(typeof phases)[number], (after: string | undefined) => Promise<void>>> = {
    originals: async (after) => {
      for await (const page of listOriginals(stack, { prefix, after })) {
        await each(page, ({ key }) => key, visitOriginal);
        if (signal.aborted) return;
        checkpoint.reached(`originals:${page.at(-1)?.key ?? ""}`);
      }
    },
    results: async (after) => {
      const cursor = new OriginalsCursor(stack);
      for await (const keys of listKeys(s3, outputs.destinationBucket, { prefix: "", after, pageSize: PAGE_SIZE })) {
        const chosen = keys.filter((key) => {
          const originalKey = originalOf(key);
          return originalKey === undefined || isChosen(originalKey);
        });
        const results: { readonly key: string; readonly original: Original | undefined }[] = [];
        for (const key of chosen) {
          const originalKey = originalOf(key);
          results.push({ key, original: originalKey === undefined ? undefined : await cursor.find(originalKey) });
        }
        await each(
          results,
          ({ key }) => key,
          ({ key, original }) => visitResult(key, original),
        );
        if (signal.aborted) return;
        checkpoint.reached(`results:${keys.at(-1) ?? ""}`);
      }
      await cursor.close();
    },
    records: async (after) => {
      for await (const page of scanRecords(stack, after)) {
        await each(page, ({ original_key: key }) => key, visitRecord);
        if (signal.aborted) return;
        const last = page.at(-1);
        if (last !== undefined) checkpoint.reached(`records:${last.image_id}`);
      }
    },
  };
  try {
    checkpoint.begin();
    for (const phase of phases.slice(
      Math.max(
        phases.findIndex((name) => name === resumedPhase),
        0,
      ),
    )) {
      await run[phase](phase === resumedPhase && resumedAfter !== "" ? resumedAfter : undefined);
      if (signal.aborted) return { counts: tally.counts };
    }
    checkpoint.finish();
    return { counts: tally.counts };
  } catch (error) {
    throw refusedByAws(error) ?? error;
  } finally {
    tally.clear();
  }
}

/** The key of the original that a result's key, or a manifest's, names; undefined: it names none. */
function originalOf(key: string): string | undefined {
  return originalOfManifest(key) ?? parseResultKey(key)?.key;
}

async function currentOf(stack: ConnectedStack, key: string): Promise<readonly Original[]> {
  for await (const page of listOriginals(stack, { prefix: key }))
    return page.filter((original) => original.key === key);
  return [];
}

/** `results:processed-a:b` is `results` and `processed-a:b`. */
function splitOnce(text: string | undefined): readonly string[] {
  if (text === undefined) return [];
  const at = text.indexOf(":");
  return [text.slice(0, at), text.slice(at + 1)];
}

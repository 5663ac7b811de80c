import { createRequire } from "node:module";

import type { Command } from "commander";

import { CliError } from "./command-line/errors";
import type { ImageInventory } from "./operate/delete-image";
import { operate, operateCommand, type OperateOptions } from "./operate/options";

interface DeleteImageOptions extends OperateOptions {
  readonly key?: string;
  readonly id?: string;
  readonly yes?: boolean;
}

/** Modules that load the AWS SDK's clients, which takes a while: not for `--help`. */
const lazily = createRequire(__filename);

const STAYS =
  "What stays: log lines and access logs, until their retention is over; backups of the table (35 days); dead letters (14 days).";

export function command(): Command {
  return operateCommand("delete-image")
    .description("delete an image for good: every version, its results and its records")
    .option("--key <key>", "key of the original")
    .option("--id <image_id>", "id of one of its records, instead of the key")
    .option("--yes", "do it; without this it is said what would be deleted")
    .action(async (options: DeleteImageOptions) => {
      const { key, id, yes = false, policy = false } = options;
      if (!policy && (key === undefined) === (id === undefined)) {
        throw new CliError("OPTION_INVALID", "expected either --key or --id");
      }
      process.exitCode = await operate("delete-image", options, async (stack, signal) => {
        const { deleteImage, keyOfImage, takeInventory } = lazily(
          "./operate/delete-image",
        ) as typeof import("./operate/delete-image");
        const found = key ?? (await keyOfImage(stack, id ?? ""));
        const act = yes && options.dryRun !== true;
        const inventory = act ? await deleteImage(stack, found, signal) : await takeInventory(stack, found);
        const lines = [
          `${found}: ${countsOf(inventory)} ${act ? "deleted for good" : "would be deleted; --yes does it"}`,
          STAYS,
        ];
        return { lines, document: { stack: stack.name, deleted: act, ...documentOf(inventory) }, failed: false };
      });
    });
}

function countsOf({ versions, results, records }: ImageInventory): string {
  return `${versions.length} versions, ${results.length} versions of results, ${records.length} records`;
}

function documentOf({ key, versions, results, records }: ImageInventory) {
  return {
    key,
    versions: versions.map(({ versionId }) => versionId ?? "null"),
    results: results.map((result) => ({ key: result.key, version: result.versionId ?? "null" })),
    records: records.map((record) => record.image_id),
  };
}

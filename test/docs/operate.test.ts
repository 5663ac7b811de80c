import { readFileSync } from "node:fs";
import path from "node:path";

import { expect } from "chai";

import { policyFor, type OperateCommand } from "../../commands/operate/policies";
import type { ProcessingSettings } from "../../handlers/contract";
import { PROJECT_DIR } from "../support/cli";

/** Pages of the commands. */
const pages: Readonly<Record<OperateCommand, string>> = {
  backfill: "backfill.md",
  redrive: "redrive.md",
  reconcile: "reconcile.md",
  "delete-image": "delete-for-good.md",
};

/** A stack as the pages name it. */
const stack = {
  region: "us-east-1",
  accountId: "123456789012",
  processing: { uploadPrefix: "" } as ProcessingSettings,
  outputs: {
    sourceBucket: "SOURCE",
    destinationBucket: "DESTINATION",
    functionName: "PROCESSING",
    removalFunctionName: "REMOVAL",
    metadataTable: "TABLE",
    deadLetterQueueUrl: "https://sqs.us-east-1.amazonaws.com/123456789012/DEAD-LETTERS",
  },
};

describe("the pages for operators", () => {
  for (const [command, page] of Object.entries(pages) as [OperateCommand, string][]) {
    it(`have the policy with which ${command} is tested`, () => {
      const text = readFileSync(path.join(PROJECT_DIR, "docs/operate", page), "utf8");
      const [, json = ""] = /```json\n([\s\S]*?)```/.exec(text) ?? [];
      const policy = policyFor(command, stack);
      expect(json.trimEnd(), JSON.stringify(policy, null, 2)).to.equal(JSON.stringify(policy, null, 2));
    });
  }
});

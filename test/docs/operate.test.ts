import { readFileSync } from "node:fs";
import path from "node:path";

import { expect } from "chai";

import { policyFor, type OperateCommand } from "../../commands/operate/policies";
import type { FunctionRelease, ProcessingSettings } from "../../handlers/contract";
import { PROJECT_DIR } from "../support/cli";

/** Pages of the commands. */
const pages: Readonly<Record<OperateCommand, string>> = {
  backfill: "backfill.md",
  redrive: "redrive.md",
  reconcile: "reconcile.md",
  "delete-image": "delete-for-good.md",
  release: "release.md",
};

/** Commands that read nothing that a key of the stack encrypts. */
const withoutKey: readonly OperateCommand[] = ["release"];

const KEY = "arn:aws:kms:us-east-1:123456789012:key/KEY";
const WORK_QUEUE = "https://sqs.us-east-1.amazonaws.com/123456789012/WORK";

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
    releases: JSON.stringify([
      { application: "APPLICATION", group: "GROUP", functionName: "PROCESSING", alias: "live", version: "2" },
    ] satisfies FunctionRelease[]),
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

    if (withoutKey.includes(command)) continue;
    it(`have what the policy of ${command} allows of the key of an encrypted stack`, () => {
      const text = readFileSync(path.join(PROJECT_DIR, "docs/operate", page), "utf8");
      const [, json = ""] = [...text.matchAll(/```json\n([\s\S]*?)```/g)].map(([, block = ""]) => block);
      const outputs = { ...stack.outputs, workQueueUrl: WORK_QUEUE, encryptionKeyArn: KEY };
      const uses = policyFor(command, { ...stack, outputs }).Statement.filter(({ Resource }) => Resource.includes(KEY));
      expect(json.trimEnd(), JSON.stringify(uses, null, 2)).to.equal(JSON.stringify(uses, null, 2));
    });
  }
});

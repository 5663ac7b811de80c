import { PolicyPack } from "@pulumi/policy";
import { setFlagsFromString } from "node:v8";

import { PackRun } from "./core/pack-run";
import { types } from "./core/resource-types";
import { noteMarksOfRequests } from "./core/wire-marks";
import { PACK_NAME } from "./pack-name";
import { rules } from "./rules";

// The SDK reads every resource anew for each rule. V8 grows the space for such short-lived objects to 64 MiB otherwise:
// for 1,000 resources a third of the memory, and no less processor time.
setFlagsFromString("--semi-space-growth-factor=1");

const run = new PackRun(
  "essential",
  rules.map(({ name }) => name),
);
noteMarksOfRequests(run, types.function);
new PolicyPack(PACK_NAME, {
  policies: rules.map((rule) => rule.serve(run)),
  displayName: "AWS serverless guardrails",
  description: "Encryption, blocked public access and least privilege for serverless stacks on AWS.",
  provider: "aws",
  tags: ["aws", "serverless", "security"],
});

import { PolicyPack } from "@pulumi/policy";

import { PackRun } from "./core/pack-run";
import { types } from "./core/resource-types";
import { noteMarksOfRequests } from "./core/wire-marks";
import { PACK_NAME } from "./pack-name";
import { rules } from "./rules";

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

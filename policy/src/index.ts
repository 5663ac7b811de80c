import { PolicyPack } from "@pulumi/policy";

import { PackRun } from "./core/pack-run";
import { types } from "./core/resource-types";
import { noteSecretsOfRequests } from "./core/wire-secrets";
import { rules } from "./rules";

const run = new PackRun();
noteSecretsOfRequests(run.secretMarks, types.function);
new PolicyPack("aws-serverless-guardrails", {
  policies: rules.map((rule) => rule.serve(run)),
  displayName: "AWS serverless guardrails",
  description: "Encryption, blocked public access and least privilege for serverless stacks on AWS.",
  provider: "aws",
  tags: ["aws", "serverless", "security"],
});

import * as pulumi from "@pulumi/pulumi";
import { acknowledge, judgeDocuments } from "aws-serverless-guardrails/program";
import { acceptedAlarmFindings } from "./infra/canary/accepted-findings";
import { acceptedFindings } from "./infra/delivery/accepted-findings";
import { defaultTags } from "./infra/default-tags";
import { ImagePipeline } from "./infra/image-pipeline";
import { STACK_PIPELINE } from "./infra/physical-names";
import { projectConfig, stackArgs } from "./infra/stack-args";

// The policy pack then judges policies in a preview, too, in which most ARNs in them are unknown.
judgeDocuments();

const args = stackArgs(projectConfig());
const tags = {
  Project: pulumi.getProject(),
  Stack: pulumi.getStack(),
  Environment: args.production === true ? "production" : "development",
  ManagedBy: "pulumi",
};
const pipeline = new ImagePipeline(STACK_PIPELINE, args, { transformations: [defaultTags(tags)] });
const { config, delivery, canary } = pipeline.parts;
for (const [rule, reason] of Object.entries(acceptedFindings(config))) {
  if (delivery) acknowledge(delivery.distribution, rule, { reason });
}
for (const [rule, reason] of Object.entries(acceptedAlarmFindings(config))) {
  for (const alarm of canary?.alarms ?? []) acknowledge(alarm, rule, { reason });
}

// One object rather than exported constants: Pulumi warns of an output that is undefined, so a stack leaves out what it
// does not have.
export = pipeline.outputs;

import { defineRule } from "../../core/define-rule";
import { isUnknown, itemsOf } from "../../core/plain-value";
import { types } from "../../core/resource-types";

export const lambdaVpcZones = defineRule({
  name: "lambda-vpc-zones",
  description: "Lambda functions in a VPC have subnets in several availability zones.",
  why: "With one subnet the function stops with its availability zone.",
  level: "mandatory",
  severity: "low",
  controls: { partly: { "Lambda.5": "the zones of the subnets are not compared, only their number" } },
  remediationSteps: "Set vpcConfig.subnetIds to subnets of two or more availability zones.",
  resource: {
    types: types.function,
    check: (fn, context) => {
      const subnets = itemsOf(fn.get("vpcConfig.subnetIds"));
      const [first] = subnets;
      // A list that is unknown as a whole, and not one whose items are.
      if (isUnknown(fn.get("vpcConfig.subnetIds")) && isUnknown(first)) context.pending(fn, first.path);
      else if (subnets.length === 1) context.violation(fn, "has one subnet only");
    },
  },
});

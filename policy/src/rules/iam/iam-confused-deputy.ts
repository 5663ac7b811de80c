import { defineRule } from "../../core/define-rule";
import { restrictsSource } from "../../iam/callers";
import { statementsOf, typesWithAccess } from "../../iam/policy-documents";
import { isAnyone, serviceOf } from "../../iam/principals";

interface Settings {
  readonly acceptedServices: readonly string[];
}

export const iamConfusedDeputy = defineRule<Settings>({
  name: "iam-confused-deputy",
  description: "Policies of buckets, queues and topics restrict AWS services to the sources they act for.",
  why: "A service acts on behalf of any account that configures it to, unless the policy restricts its source.",
  level: "mandatory",
  severity: "high",
  controls: {},
  remediationSteps:
    "Add a condition such as ArnLike aws:SourceArn with the ARN of the resource that the service acts for, or StringEquals aws:SourceAccount.",
  settings: {
    acceptedServices: {
      type: "array",
      items: { type: "string" },
      default: ["logdelivery.elasticloadbalancing.amazonaws.com"],
      description: "Services that pass neither aws:SourceArn nor aws:SourceAccount.",
    },
  },
  resource: {
    types: typesWithAccess("bucket", "queue", "topic"),
    check: (resource, context) => {
      for (const { id, effect, principals, conditions, label } of statementsOf(resource, context, "resource")) {
        const isScoped = conditions.some((condition) => restrictsSource(condition, conditions));
        if (effect !== "Allow" || isScoped) continue;
        const services = principals
          .filter((principal) => !isAnyone(principal))
          .flatMap((principal) => serviceOf(principal) ?? [])
          .filter((service) => !context.settings.acceptedServices.includes(service));
        context.violationOf(resource, id, services, (left) => `allows ${left.join(", ")} for any account in ${label}`);
      }
    },
  },
});

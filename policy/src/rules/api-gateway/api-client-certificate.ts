import { defineRule } from "../../core/define-rule";
import { types } from "../../core/resource-types";
import type { StackResource, StackView } from "../../core/stack-view";
import { ownersOf } from "../../join/siblings";

export const apiClientCertificate = defineRule({
  name: "api-client-certificate",
  description: "REST API stages with HTTP integrations authenticate to the backend with a client certificate.",
  why: "A backend that is reached over the internet can otherwise not distinguish the gateway from other clients.",
  level: "advisory",
  severity: "medium",
  controls: {
    partly: {
      "APIGateway.2": "it requires a certificate also where no backend could check it (Lambda and AWS integrations)",
      CKV2_AWS_51: "it requires a certificate also where no backend could check it (Lambda and AWS integrations)",
    },
  },
  remediationSteps:
    "Declare a ClientCertificate, set the stage's clientCertificateId to it, and check it in the backend.",
  stack: (stack, context) => {
    const calling = stack
      .ofType(...types.integration)
      .filter((each) => ["HTTP", "HTTP_PROXY"].includes(each.text("type") ?? ""))
      .flatMap((each) => apisOf(stack, each));
    for (const stage of stack.ofType(...types.stage)) {
      const calls = apisOf(stack, stage).some((api) => calling.includes(api));
      if (calls && !stage.isSet("clientCertificateId"))
        context.violation(stage, "calls its backend without a client certificate");
    }
  },
});

function apisOf(stack: StackView, part: StackResource): StackResource[] {
  return ownersOf(stack, part, { ownerTypes: types.restApi, by: "restApi", owner: ["id"] });
}

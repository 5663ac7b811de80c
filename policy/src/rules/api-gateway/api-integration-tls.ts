import { defineRule } from "../../core/define-rule";
import { isUnknown, valueAt, type Plain } from "../../core/plain-value";
import { types } from "../../core/resource-types";
import { operationsOf } from "../../join/openapi";

const INSECURE = "tlsConfig.insecureSkipVerification";

export const apiIntegrationTls = defineRule({
  name: "api-integration-tls",
  description: "APIs call their HTTP integrations with TLS, and verify the certificate.",
  why: "What a caller sent with TLS would cross the internet without it behind the gateway.",
  level: "mandatory",
  severity: "high",
  controls: {},
  remediationSteps: "Use an https:// URI, and remove tlsConfig.insecureSkipVerification.",
  resource: {
    types: [...types.integration, ...types.httpIntegration, ...types.restApi, ...types.httpApi],
    check: (resource, context) => {
      const isDocument = ([...types.restApi, ...types.httpApi] as readonly string[]).includes(resource.type);
      const integrations = isDocument
        ? operationsOf(resource, context).map(({ label, integration }) => ({ label, integration }))
        : [{ label: "", integration: resource.props }];
      for (const { label, integration } of integrations) {
        const where = label === "" ? "its integration" : `the integration of ${label}`;
        const uri = [valueAt(integration, "uri"), valueAt(integration, "integrationUri")].find((each) => each !== null);
        if (isUnknown(uri)) context.pending(resource, uri.path);
        else if (isPlaintext(uri ?? null) && !isPrivate(integration))
          context.violation(resource, `calls ${where} without TLS`);
        const insecure = valueAt(integration, INSECURE);
        if (isUnknown(insecure)) context.pending(resource, insecure.path);
        else if (insecure === true) context.violation(resource, `does not verify the certificate of ${where}`);
      }
      const target = resource.get("target");
      if (isPlaintext(target)) context.violation(resource, "calls its target without TLS");
    },
  },
});

const isPlaintext = (uri: Plain): boolean => typeof uri === "string" && /^http:\/\//i.test(uri);

/** Through a VPC link the request does not leave AWS's network. */
const isPrivate = (integration: Plain): boolean => valueAt(integration, "connectionType") === "VPC_LINK";

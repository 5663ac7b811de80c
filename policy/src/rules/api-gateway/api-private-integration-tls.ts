import { defineRule } from "../../core/define-rule";
import { isUnknown, valueAt } from "../../core/plain-value";
import { types } from "../../core/resource-types";
import { operationsOf } from "../../join/openapi";

export const apiPrivateIntegrationTls = defineRule({
  name: "api-private-integration-tls",
  description: "HTTP and WebSocket APIs call their private integrations with TLS.",
  why: "A VPC link keeps requests inside of AWS's network, and does not encrypt them.",
  level: "mandatory",
  severity: "medium",
  controls: { securityHub: ["APIGateway.10"] },
  remediationSteps: "Set tlsConfig.serverNameToVerify to the name in the certificate of the load balancer or service.",
  resource: {
    types: [...types.httpIntegration, ...types.httpApi],
    check: (resource, context) => {
      const isDocument = (types.httpApi as readonly string[]).includes(resource.type);
      const integrations = isDocument
        ? operationsOf(resource, context).map(({ label, integration }) => ({ of: ` of ${label}`, integration }))
        : [{ of: "", integration: resource.props }];
      for (const { of, integration } of integrations) {
        const connection = valueAt(integration, "connectionType");
        if (isUnknown(connection)) context.pending(resource, connection.path);
        else if (connection === "VPC_LINK" && valueAt(integration, "tlsConfig") === null)
          context.violation(resource, `calls the private integration${of} without TLS`);
      }
    },
  },
});

import { defineRule } from "../../core/define-rule";
import { entriesOf, isUnknown, itemsOf, valueAt, type Plain } from "../../core/plain-value";
import type { ResourceView } from "../../core/resource-view";
import { types } from "../../core/resource-types";
import { openApiDocument } from "../../join/openapi";

export const apiCorsCredentials = defineRule({
  name: "api-cors-credentials",
  description: "APIs allow credentials in cross-origin requests from named origins only.",
  why: "With credentials from any origin every web page can call the API as the user who visits it.",
  level: "mandatory",
  severity: "high",
  controls: {},
  remediationSteps: "Name the origins in allowOrigins, or leave allowCredentials out.",
  resource: {
    types: [...types.httpApi, ...types.functionUrl, ...types.integrationResponse],
    check: (resource, context) => {
      for (const { credentials, origins } of configurationsOf(resource)) {
        if (credentials !== true && !isUnknown(credentials)) continue;
        const open = origins.find(isUnknown) ?? (isUnknown(credentials) ? credentials : undefined);
        const isOpen = origins.some((origin) => typeof origin === "string" && anyOrigin.test(origin));
        if (isOpen && credentials === true) context.violation(resource, "allows credentials from any origin");
        else if (open !== undefined) context.pending(resource, open.path);
      }
    },
  },
});

/** `*`, also with a scheme: `https://*`. */
const anyOrigin = /^(\*|https?:\/\/\*)$/;

interface Cors {
  readonly credentials: Plain;
  readonly origins: readonly Plain[];
}

function configurationsOf(resource: ResourceView): Cors[] {
  const stated = [resource.get("corsConfiguration"), resource.get("cors")];
  const inDocument = entriesOf(openApiDocument(resource.get("body")) ?? null)
    .filter(([key]) => key === "x-amazon-apigateway-cors")
    .map(([, cors]) => cors);
  const configured = [...stated, ...inDocument].map((cors) => ({
    credentials: valueAt(cors, "allowCredentials"),
    origins: itemsOf(valueAt(cors, "allowOrigins")),
  }));
  return [...configured, fromHeaders(resource.get("responseParameters"))];
}

/** The headers that an IntegrationResponse of a REST API sets: static values are in single quotes. */
function fromHeaders(parameters: Plain): Cors {
  const header = (name: string) =>
    entriesOf(parameters).find(
      ([key]) => key.toLowerCase() === `method.response.header.access-control-allow-${name}`,
    )?.[1] ?? null;
  const unquoted = (value: Plain) => (typeof value === "string" ? value.replace(/^'(.*)'$/, "$1") : value);
  const credentials = unquoted(header("credentials"));
  return { credentials: credentials === "true" ? true : credentials, origins: [unquoted(header("origin"))] };
}

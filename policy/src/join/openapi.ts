import { entriesOf, isUnknown, itemsOf, valueAt, type Plain } from "../core/plain-value";
import type { ResourceView } from "../core/resource-view";
import type { RuleContext } from "../core/rule-context";

/** A method of an API that is declared by an OpenAPI document. */
export interface Operation {
  /** `POST /images` */
  readonly label: string;
  /** `none`; an API key, which identifies a client and not the caller; or what authenticates the caller. */
  readonly authorization: "none" | "api-key" | "authenticated";
  readonly isPreflight: boolean;
  readonly hasValidator: boolean;
  readonly integration: Plain;
}

/**
 * The operations of an API's OpenAPI document; none where it has no document or one that is not JSON, which
 * `pack-out-of-sight` reports. An unknown document is noted as pending.
 */
export function operationsOf<C extends object, R extends ResourceView>(
  api: R,
  context: RuleContext<C, R>,
): Operation[] {
  const body = api.get("body");
  if (isUnknown(body)) context.pending(api, body.path);
  const document = openApiDocument(body);
  return document === undefined ? [] : operationsIn(document);
}

/** The document in a `body`; undefined where that is no JSON text, such as YAML. */
export function openApiDocument(body: Plain): Plain | undefined {
  if (typeof body !== "string") return undefined;
  try {
    return JSON.parse(body) as Plain;
  } catch {
    return undefined;
  }
}

const methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];
const ANY = "x-amazon-apigateway-any-method";
const VALIDATOR = "x-amazon-apigateway-request-validator";

function operationsIn(document: Plain): Operation[] {
  return entriesOf(valueAt(document, "paths")).flatMap(([path, item]) =>
    entriesOf(item)
      .filter(([method]) => methods.includes(method) || method === ANY)
      .map(([method, operation]) => ({
        label: `${method === ANY ? "ANY" : method.toUpperCase()} ${path}`,
        authorization: authorizationOf(document, operation),
        isPreflight: method === "options",
        hasValidator: [operation, document].some((holder) => member(holder, VALIDATOR) !== null),
        integration: member(operation, "x-amazon-apigateway-integration"),
      })),
  );
}

function authorizationOf(document: Plain, operation: Plain): Operation["authorization"] {
  if (valueAt(member(operation, "x-amazon-apigateway-auth"), "type") === "AWS_IAM") return "authenticated";
  const own = valueAt(operation, "security");
  const alternatives = itemsOf(own === null ? valueAt(document, "security") : own);
  const kinds = alternatives.map((alternative) =>
    entriesOf(alternative).map(([scheme]) => kindOf(schemeOf(document, scheme))),
  );
  // An alternative without a scheme lets everybody in.
  if (kinds.length === 0 || kinds.some((schemes) => schemes.length === 0)) return "none";
  return kinds.every((schemes) => schemes.includes("authenticated")) ? "authenticated" : "api-key";
}

/** The scheme of OpenAPI 3, or of Swagger 2. */
function schemeOf(document: Plain, name: string): Plain {
  const scheme = member(valueAt(document, "components.securitySchemes"), name);
  return scheme === null ? member(valueAt(document, "securityDefinitions"), name) : scheme;
}

/** A key in a header is an API key, unless API Gateway takes it for a signature or passes it to an authorizer. */
function kindOf(scheme: Plain): "authenticated" | "api-key" {
  const isPassedOn = ["x-amazon-apigateway-authtype", "x-amazon-apigateway-authorizer"].some(
    (extension) => member(scheme, extension) !== null,
  );
  return valueAt(scheme, "type") === "apiKey" && !isPassedOn ? "api-key" : "authenticated";
}

/** A member whose name may contain dots. */
function member(holder: Plain, name: string): Plain {
  return entriesOf(holder).find(([key]) => key === name)?.[1] ?? null;
}

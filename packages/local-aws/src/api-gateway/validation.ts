import Ajv, { type ValidateFunction } from "ajv";

import { AwsError } from "../http/aws-error";
import { GatewayError } from "./gateway-error";
import { contentTypeOf, headerOf, type ApiRequest } from "./request";
import type { ApiDefinition, Model, RequestValidator } from "./types";

const compiled = new Map<string, ValidateFunction>();

/** Compiles a model. Models are JSON schema draft 4; keywords that differ from draft 7 are refused. */
function compile(schemaText: string): ValidateFunction {
  let validate = compiled.get(schemaText);
  if (validate === undefined) {
    const schema = JSON.parse(schemaText) as Record<string, unknown>;
    delete schema.$schema;
    validate = new Ajv({ strict: false, allErrors: true }).compile(schema);
    compiled.set(schemaText, validate);
  }
  return validate;
}

/** @throws AwsError `BadRequestException` for an invalid name or schema. */
export function checkModel({ name, schema }: Model): void {
  if (!/^[A-Za-z0-9]+$/.test(name)) {
    throw new AwsError("BadRequestException", `Model name must be alphanumeric: ${name}`);
  }
  try {
    compile(schema);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new AwsError("BadRequestException", `Invalid model specified: ${name}: ${message}`);
  }
}

function missingParameters(request: ApiRequest, declared: Readonly<Record<string, boolean>>): string[] {
  const inOrder = Object.entries(declared).sort(([a], [b]) => (a < b ? -1 : 1));
  return inOrder.flatMap(([parameter, required]) => {
    const [, , location = "", ...parts] = parameter.split(".");
    const name = parts.join(".");
    const value =
      location === "querystring"
        ? request.query[name]?.at(-1)
        : location === "header"
          ? headerOf(request, name)
          : request.route?.pathParameters[name];
    return required && !value ? [name] : [];
  });
}

function bodyProblem(request: ApiRequest, definition: ApiDefinition, models: Readonly<Record<string, string>>) {
  const type = contentTypeOf(request);
  const modelName = models[type] ?? models.$default;
  const model = modelName === undefined ? undefined : definition.models[modelName];
  if (model === undefined) return undefined;
  const validate = compile(model.schema);
  let body: unknown;
  try {
    // No body counts as an empty object.
    body = request.body.length === 0 ? {} : JSON.parse(request.body.toString());
  } catch {
    return "[the body is not valid JSON]";
  }
  if (validate(body)) return undefined;
  return `[${(validate.errors ?? []).map((e) => `${e.instancePath || "body"} ${e.message ?? ""}`).join(", ")}]`;
}

/**
 * Validates a request as its method's validator declares.
 *
 * @throws GatewayError `BAD_REQUEST_PARAMETERS`, `BAD_REQUEST_BODY`.
 */
export function validateRequest(request: ApiRequest, definition: ApiDefinition): void {
  const method = request.route?.method;
  const validator: RequestValidator | undefined = definition.validators[method?.requestValidatorId ?? ""];
  if (method === undefined || validator === undefined) return;
  if (validator.validateRequestParameters) {
    const missing = missingParameters(request, method.requestParameters);
    if (missing.length > 0) {
      const message = `Missing required request parameters: [${missing.join(", ")}]`;
      throw new GatewayError("BAD_REQUEST_PARAMETERS", message, undefined, message);
    }
  }
  if (!validator.validateRequestBody) return;
  const problem = bodyProblem(request, definition, method.requestModels);
  if (problem !== undefined) throw new GatewayError("BAD_REQUEST_BODY", "Invalid request body", undefined, problem);
}

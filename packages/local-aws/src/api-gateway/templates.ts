import { render } from "velocityjs";

import { readPath } from "../json";
import { contextVariables, type Variables } from "./context";
import { GatewayError } from "./gateway-error";
import type { ApiRequest } from "./request";

/** Overrides that a template sets. */
export interface Overrides {
  readonly status?: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly path: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
}

/** Methods of Java strings that JavaScript lacks or defines differently: patterns are regular expressions. */
const javaStrings: Readonly<Record<string, (text: string, pattern: string, by: string) => unknown>> = {
  replaceAll: (text, pattern, by) => text.replace(new RegExp(pattern, "g"), by),
  replaceFirst: (text, pattern, by) => text.replace(new RegExp(pattern), by),
  matches: (text, pattern) => new RegExp(`^(?:${pattern})$`).test(text),
  equals: (text, other) => text === other,
  equalsIgnoreCase: (text, other) => text.toLowerCase() === other.toLowerCase(),
  contains: (text, part) => text.includes(part),
  isEmpty: (text) => text === "",
};

const javaMethods = Object.entries(javaStrings).map(([name, method]) => ({
  uid: name,
  match: ({ property, context }: { property: string; context: unknown }) =>
    property === name && typeof context === "string",
  resolve: ({ context, params }: { context: unknown; params: unknown[] }) =>
    method(String(context), String(params[0]), String(params[1])),
}));

/** A rendered template. */
export interface Rendered {
  readonly text: string;
  readonly overrides: Overrides;
}

/** `$util`: text helpers. */
const util = {
  escapeJavaScript: (text: unknown) => JSON.stringify(String(text)).slice(1, -1).replace(/'/g, "\\'"),
  urlEncode: (text: unknown) => encodeURIComponent(String(text)),
  urlDecode: (text: unknown) => decodeURIComponent(String(text).replace(/\+/g, " ")),
  base64Encode: (text: unknown) => Buffer.from(String(text)).toString("base64"),
  base64Decode: (text: unknown) => Buffer.from(String(text), "base64").toString(),
  parseJson: (text: unknown) => JSON.parse(String(text)) as unknown,
};

function parseBody(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

const lastValues = (values: Readonly<Record<string, readonly string[]>>) =>
  Object.fromEntries(Object.entries(values).map(([name, list]) => [name, list.at(-1) ?? ""]));

/** `$input`: the body, and the parameters by name or all of them. */
function input(request: ApiRequest, body: string) {
  const json = parseBody(body);
  const parameters: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    path: request.route?.pathParameters ?? {},
    querystring: lastValues(request.query),
    header: lastValues(request.headers),
  };
  return {
    body,
    json: (path: string) => JSON.stringify(readPath(path, json) ?? ""),
    path: (path: string) => readPath(path, json) ?? "",
    params: (name?: string) => {
      if (name === undefined) return parameters;
      const { path = {}, querystring = {}, header = {} } = parameters;
      return Object.hasOwn(parameters, name)
        ? parameters[name]
        : (path[name] ?? querystring[name] ?? header[name] ?? "");
    },
  };
}

function textRecord(value: Variables[string]): Record<string, string> {
  if (typeof value !== "object") return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, text]) => (typeof text === "object" ? [] : [[name, String(text)]])),
  );
}

/** Replaces undefined variables by empty strings; Velocity would print their references. */
function withDefaults(variables: Variables): Variables {
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [
      name,
      typeof value === "object" ? withDefaults(value) : (value ?? ""),
    ]),
  );
}

/**
 * Renders a mapping template in the Velocity language.
 *
 * @param body Content of `$input`: the body of the request, or of the service's response.
 * @throws GatewayError `API_CONFIGURATION_ERROR` for a template that cannot be rendered.
 */
export function renderTemplate(template: string, request: ApiRequest, body: string, now: number): Rendered {
  const empty = () => ({ header: {}, path: {}, querystring: {} });
  const requestOverride: Variables = empty();
  const responseOverride: Variables = empty();
  const context: Variables = { ...withDefaults(contextVariables(request, now)), requestOverride, responseOverride };
  try {
    const stageVariables = request.stage.variables;
    const text = render(
      template,
      { input: input(request, body), context, util, stageVariables },
      {},
      { escape: false, customMethodHandlers: javaMethods },
    );
    const status = responseOverride.status;
    return {
      text,
      overrides: {
        status: status === undefined ? undefined : Number(status),
        headers: { ...textRecord(requestOverride.header), ...textRecord(responseOverride.header) },
        path: textRecord(requestOverride.path),
        query: textRecord(requestOverride.querystring),
      },
    };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new GatewayError("API_CONFIGURATION_ERROR", `the mapping template cannot be rendered: ${message}`);
  }
}

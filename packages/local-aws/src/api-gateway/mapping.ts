import { readPath } from "../json";
import type { AwsResponse } from "../aws-request";
import { contextValue, contextVariables } from "./context";
import { headerOf, type ApiRequest } from "./request";
import type { ParameterMapping } from "./types";

/** Parameters of the integration request by location. */
interface MappedParameters {
  readonly path: Record<string, string>;
  readonly querystring: Record<string, string>;
  readonly header: Record<string, string>;
}

const requestSource =
  /^(?:method\.request\.(?:(?:path|querystring|header|multivaluequerystring|multivalueheader)\.[\w$.-]+|body(?:\.[\w.[\]]+)?)|context\.[\w.]+|stageVariables\.\w+|'[^']*')$/;
const responseSource =
  /^(?:integration\.response\.(?:header\.[\w-]+|body(?:\.[\w.[\]]+)?)|context\.[\w.]+|stageVariables\.\w+|'[^']*')$/;

/** Problems of the mappings of an integration request; empty if they are valid. */
export function requestMappingProblems(mapping: ParameterMapping): string[] {
  return Object.entries(mapping).flatMap(([target, source]) => {
    if (!/^integration\.request\.(path|querystring|header)\.[\w$.-]+$/.test(target)) {
      return [`Invalid mapping expression specified: ${target}`];
    }
    return requestSource.test(source) ? [] : [`Invalid mapping expression specified: ${source}`];
  });
}

/** Problems of the mappings of an integration response; empty if they are valid. */
export function responseMappingProblems(mapping: ParameterMapping): string[] {
  return Object.entries(mapping).flatMap(([target, source]) => {
    if (!/^method\.response\.header\.[\w-]+$/.test(target)) return [`Invalid mapping expression specified: ${target}`];
    return responseSource.test(source) ? [] : [`Invalid mapping expression specified: ${source}`];
  });
}

function bodyValue(path: string, body: () => string): string | undefined {
  if (path === "") return body();
  try {
    const value = readPath(`$${path}`, JSON.parse(body()));
    return value === undefined ? undefined : typeof value === "string" ? value : JSON.stringify(value);
  } catch {
    return undefined;
  }
}

/** The value of a mapping's source in a request; undefined if the request has none. */
function requestValue(source: string, request: ApiRequest, now: number): string | undefined {
  if (source.startsWith("'")) return source.slice(1, -1);
  const [root = "", ...rest] = source.split(".");
  if (root === "context") {
    const value = contextValue(contextVariables(request, now), rest.join("."));
    return value === "-" ? undefined : value;
  }
  if (root === "stageVariables") return request.stage.variables[rest.join(".")];
  const [, location = "", ...nameParts] = rest;
  const name = nameParts.join(".");
  switch (location) {
    case "path":
      return request.route?.pathParameters[name];
    case "querystring":
      return request.query[name]?.at(-1);
    case "multivaluequerystring":
      return request.query[name]?.join(",");
    case "header":
    case "multivalueheader":
      return headerOf(request, name);
    default:
      return bodyValue(name === "" ? "" : `.${name}`, () => request.body.toString());
  }
}

/** Parameters of the integration request; those without a value are omitted. */
export function mapRequest(mapping: ParameterMapping, request: ApiRequest, now: number): MappedParameters {
  const mapped: MappedParameters = { path: {}, querystring: {}, header: {} };
  for (const [target, source] of Object.entries(mapping)) {
    const [, , location = "", ...name] = target.split(".");
    const value = requestValue(source, request, now);
    if (value !== undefined) mapped[location as keyof MappedParameters][name.join(".")] = value;
  }
  return mapped;
}

/** Headers of the method response. */
export function mapResponse(mapping: ParameterMapping, response: AwsResponse, request: ApiRequest, now: number) {
  const headers: Record<string, string> = {};
  for (const [target, source] of Object.entries(mapping)) {
    const header = /^integration\.response\.header\.(.+)$/.exec(source)?.[1];
    const body = /^integration\.response\.body(.*)$/.exec(source)?.[1];
    const value =
      header !== undefined
        ? response.headers[header.toLowerCase()]
        : body !== undefined
          ? bodyValue(body, () => response.body.toString())
          : requestValue(source, request, now);
    if (value !== undefined) headers[target.replace("method.response.header.", "")] = value;
  }
  return headers;
}

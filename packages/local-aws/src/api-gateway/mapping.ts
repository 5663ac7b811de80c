import { readPath } from "../json";
import type { AwsResponse } from "../role-client";
import { contextValue, contextVariables } from "./context";
import { headerOf, type ApiRequest } from "./request";
import type { ParameterMapping } from "./types";

/** Values for a request to a service, by where they go. */
export interface MappedParameters {
  readonly path: Record<string, string>;
  readonly querystring: Record<string, string>;
  readonly header: Record<string, string>;
}

const requestSource =
  /^(?:method\.request\.(?:(?:path|querystring|header|multivaluequerystring|multivalueheader)\.[\w$.-]+|body(?:\.[\w.[\]]+)?)|context\.[\w.]+|stageVariables\.\w+|'[^']*')$/;
const responseSource =
  /^(?:integration\.response\.(?:header\.[\w-]+|body(?:\.[\w.[\]]+)?)|context\.[\w.]+|stageVariables\.\w+|'[^']*')$/;

/** What is wrong with the mappings of an integration request; empty if nothing. */
export function requestMappingProblems(mapping: ParameterMapping): string[] {
  return Object.entries(mapping).flatMap(([target, source]) => {
    if (!/^integration\.request\.(path|querystring|header)\.[\w$.-]+$/.test(target)) {
      return [`Invalid mapping expression specified: ${target}`];
    }
    return requestSource.test(source) ? [] : [`Invalid mapping expression specified: ${source}`];
  });
}

/** What is wrong with the mappings of an integration response; empty if nothing. */
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

/** The value that a source of a mapping stands for in a request; undefined where there is none. */
function requestValue(source: string, request: ApiRequest, now: number): string | undefined {
  if (source.startsWith("'")) return source.slice(1, -1);
  const [root = "", ...rest] = source.split(".");
  if (root === "context") {
    const value = contextValue(contextVariables(request, now), rest.join("."));
    return value === "-" ? undefined : value;
  }
  if (root === "stageVariables") return request.stage.variables[rest.join(".")];
  const [, place = "", ...nameParts] = rest;
  const name = nameParts.join(".");
  switch (place) {
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

/** Values for the request to the service. What has no value is left out. */
export function mapRequest(mapping: ParameterMapping, request: ApiRequest, now: number): MappedParameters {
  const mapped: MappedParameters = { path: {}, querystring: {}, header: {} };
  for (const [target, source] of Object.entries(mapping)) {
    const [, , place = "", ...name] = target.split(".");
    const value = requestValue(source, request, now);
    if (value !== undefined) mapped[place as keyof MappedParameters][name.join(".")] = value;
  }
  return mapped;
}

/** Headers of the method's answer. */
export function mapResponse(mapping: ParameterMapping, answer: AwsResponse, request: ApiRequest, now: number) {
  const headers: Record<string, string> = {};
  for (const [target, source] of Object.entries(mapping)) {
    const header = /^integration\.response\.header\.(.+)$/.exec(source)?.[1];
    const body = /^integration\.response\.body(.*)$/.exec(source)?.[1];
    const value =
      header !== undefined
        ? answer.headers[header.toLowerCase()]
        : body !== undefined
          ? bodyValue(body, () => answer.body.toString())
          : requestValue(source, request, now);
    if (value !== undefined) headers[target.replace("method.response.header.", "")] = value;
  }
  return headers;
}

import type { ApiDefinition, ApiMethod, ApiResource } from "./types";

/** The resource and method of a request. */
export interface Route {
  readonly resource: ApiResource;
  readonly method: ApiMethod;
  /** Values of the path's variables, decoded, as mappings read them. */
  readonly pathParameters: Readonly<Record<string, string>>;
  /** The same as they were sent, as the functions of proxies get them. */
  readonly rawPathParameters: Readonly<Record<string, string>>;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * Values of the variables of `template`, as sent, or undefined if `path` does not match. Slashes before and after the
 * path do not count; between the parts of a greedy variable they do.
 */
function matchPath(template: string, path: string): Record<string, string> | undefined {
  const expected = template.split("/").filter(Boolean);
  const trimmed = path.replace(/^\/+|\/+$/g, "");
  const given = trimmed === "" ? [] : trimmed.split("/");
  const values: Record<string, string> = {};
  for (const [i, part] of expected.entries()) {
    const name = /^\{(\w+)(\+?)\}$/.exec(part);
    if (name?.[2] === "+") {
      values[name[1] ?? ""] = given.slice(i).join("/");
      return given.length > i ? values : undefined;
    }
    const value = given[i];
    if (value === undefined) return undefined;
    if (name !== null) values[name[1] ?? ""] = value;
    else if (value !== part) return undefined;
  }
  return given.length === expected.length ? values : undefined;
}

/** Sort key: fixed parts precede variables, variables precede the greedy one. */
function rank(path: string): string {
  const parts = path.split("/").filter(Boolean);
  return parts.map((part) => (part.endsWith("+}") ? "2" : part.startsWith("{") ? "1" : "0")).join("");
}

/** The resource and method of a path below the stage; undefined if there is none. */
export function findRoute(definition: ApiDefinition, httpMethod: string, path: string): Route | undefined {
  const candidates = Object.values(definition.resources)
    .flatMap((resource) => {
      const rawPathParameters = matchPath(resource.path, path);
      return rawPathParameters === undefined ? [] : [{ resource, rawPathParameters }];
    })
    .sort((a, b) => (rank(a.resource.path) < rank(b.resource.path) ? -1 : 1));
  for (const { resource, rawPathParameters } of candidates) {
    const { methods } = definition;
    const method = methods[`${resource.id} ${httpMethod}`] ?? methods[`${resource.id} ANY`];
    if (method === undefined) continue;
    const decoded = Object.entries(rawPathParameters).map(([name, value]) => [name, decode(value)]);
    const pathParameters = Object.fromEntries(decoded) as Record<string, string>;
    return { resource, method, pathParameters, rawPathParameters };
  }
  return undefined;
}

/** One parameter of a query as it was sent: nothing is decoded. */
type Parameter = readonly [name: string, value: string];

/** Parameters of a query in their order; `?flag` has an empty value. */
export function parametersOf(query: string): Parameter[] {
  return query
    .split("&")
    .filter((pair) => pair !== "")
    .map((pair) => {
      const equals = pair.indexOf("=");
      return equals < 0 ? [pair, ""] : [pair.slice(0, equals), pair.slice(equals + 1)];
    });
}

/** A query of parameters. */
export function queryOf(parameters: readonly Parameter[]): string {
  return parameters.map(([name, value]) => `${name}=${value}`).join("&");
}

/** A query without some parameters, otherwise as it was sent. */
export function withoutParameters(query: string, names: readonly string[]): string {
  return query
    .split("&")
    .filter((pair) => !names.includes(pair.replace(/=.*/s, "")))
    .join("&");
}

import { GatewayError } from "./gateway-error";

/**
 * A value in the path of a request to a service. API Gateway decodes a parameter and puts it in as it is, except that
 * it encodes the per cent sign (developer guide, "Important notes for REST APIs"); its client encodes what no URL may
 * contain. So `+` reaches S3 as it is, which S3 reads as a space, `?` begins the query, and `#` ends the request line.
 */
const pathValue = (value: string): string => encodeURI(value);

/** Path and query of a request to a service. */
interface Filled {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
}

/** Fills the variables of a path override. @throws GatewayError `API_CONFIGURATION_ERROR` for one without a value. */
export function fillPath(template: string, values: Readonly<Record<string, string>>): Filled {
  const filled = template.replace(/\{([\w$.-]+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined || value === "") {
      throw new GatewayError("API_CONFIGURATION_ERROR", `the path override has no value for {${name}}`);
    }
    return pathValue(value);
  });
  const [path = "", ...query] = (filled.split("#")[0] ?? "").split("?");
  return { path: `/${path}`, query: Object.fromEntries(new URLSearchParams(query.join("?"))) };
}

import type { ConfigReader } from "../config-reader";
import { negotiatedFormats } from "../delivery/negotiation-code";
import type { RouteConfig } from "./config";

/**
 * Reports sets of one name whose formats differ: the edge chooses a format by the name, which is the address's first
 * part.
 */
export function checkNegotiation(reader: ConfigReader, routes: readonly RouteConfig[]): void {
  const known = new Map<string, string>();
  for (const { prefix, variants } of routes) {
    for (const [name, choices] of Object.entries(negotiatedFormats(variants))) {
      const formats = choices.join(", ");
      const others = known.get(name) ?? formats;
      if (others !== formats) {
        const expected = `with delivery the same formats in each route for the set of ${name} (${others})`;
        reader.problem("routes", expected, { prefix, formats });
      }
      known.set(name, others);
    }
  }
}

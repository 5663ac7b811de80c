import { derivePolicy } from "./derive";
import type { AskedResource, Place } from "./types";

/** The texts of the two documents, by file name: everything for who deploys, reading for who previews. */
export function deployerDocuments(
  resources: readonly AskedResource[],
  place: Place,
): Record<"deployer-policy.json" | "previewer-policy.json", string> {
  const text = (document: object) => `${JSON.stringify(document, null, 2)}\n`;
  return {
    "deployer-policy.json": text(derivePolicy(resources, { place })),
    "previewer-policy.json": text(derivePolicy(resources, { place, operations: ["read"] })),
  };
}

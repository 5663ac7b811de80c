/**
 * Licences under which code may ship with this project's own (Apache-2.0), by SPDX identifier: permissive ones.
 * Anything else, copyleft above all, is refused.
 */
const permissive: readonly string[] = [
  "0BSD",
  "Apache-2.0",
  "BlueOak-1.0.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "ISC",
  "MIT",
  "MIT-0",
  "Zlib",
];

/** Whether an SPDX expression leaves permissive licences to choose. One that mixes AND and OR is not taken apart. */
function isPermissive(expression: string): boolean {
  const plain = expression.replace(/[()]/g, "");
  const all = plain.split(" AND ");
  const choices = plain.split(" OR ");
  if (all.length > 1 && choices.length > 1) return false;
  const known = (licence: string) => permissive.includes(licence.trim());
  return choices.length > 1 ? choices.some(known) : all.every(known);
}

/**
 * Refuses a package whose licence does not let it ship.
 *
 * @param licence `license` of its package.json
 * @throws Error LICENCE_REFUSED
 */
export function checkLicence(name: string, version: string, licence: unknown): asserts licence is string {
  if (typeof licence === "string" && isPermissive(licence)) return;
  const stated = typeof licence === "string" ? `the licence ${licence}` : "no licence in its package.json";
  throw new Error(
    `LICENCE_REFUSED: ${name} ${version} is in the layer and has ${stated}; expected one of ${permissive.join(", ")}. ` +
      "Use another package, or leave out what imports it",
  );
}

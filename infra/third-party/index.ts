import type { LayerBundle } from "../layer-bundle";
import { codecSection } from "./codec-notices";
import { libwebpParts } from "./libwebp";
import { shippedPackages, type ShippedPackage } from "./packages";

const HEAD = `# Third-party software

What the Lambda layer holds of others: the packages that esbuild put into its bundle, and what is compiled into the
WebAssembly beside it.
Written by \`npm run third-party\`; a copy is in the layer.
`;

/** Versions, licences and texts of everything in the layer that is not this project's. @throws Error LICENCE_REFUSED */
export function thirdParty({ metafile }: LayerBundle): string {
  return describe([...shippedPackages(Object.keys(metafile.inputs)), ...libwebpParts()]);
}

function describe(packages: readonly ShippedPackage[]): string {
  const rows = packages.map(({ name, version, licence }) => `| ${name} | ${version} | ${licence} |`);
  const table = ["| package | version | licence |", "| --- | --- | --- |", ...rows].join("\n");
  const sections = [...textsByOwners(packages)].map(
    ([text, owners]) => `## ${owners.join(", ")}\n\n\`\`\`text\n${text}\n\`\`\`\n`,
  );
  const without = packages.filter(({ texts }) => Object.keys(texts).length === 0);
  const missing = without.map(({ name, licence }) => `${name} (${licence})`).join(", ");
  const note =
    missing === ""
      ? ""
      : `\nWithout a text of their own, under the licence that their package.json names: ${missing}.\n`;
  return [HEAD, `${table}\n${note}`, codecSection(), ...sections].join("\n");
}

/** Each text once, with the files that have it. */
function textsByOwners(packages: readonly ShippedPackage[]): Map<string, string[]> {
  const owners = new Map<string, string[]>();
  for (const { name, texts } of packages) {
    for (const [path, text] of Object.entries(texts)) {
      owners.set(text, [...(owners.get(text) ?? []), /^licen[cs]e(\.\w+)?$/i.test(path) ? name : `${name} (${path})`]);
    }
  }
  return owners;
}

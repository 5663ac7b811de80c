import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { OptionalFormat } from "../../handlers/contract";
import { codecFiles, codecPackages } from "../codec-packages";
import { bundleLayer } from "../layer-bundle";
import { PROJECT_DIR } from "../project-files";
import { compiledIn } from "./codec-notices";
import { libwebpParts } from "./libwebp";
import { shippedPackages } from "./packages";

/** Software of others that an archive of the stack holds. */
export interface IncludedSoftware {
  readonly name: string;
  /** Absent: the package that has it compiled in does not say. */
  readonly version?: string;
  /** SPDX expression. */
  readonly licence: string;
  /** `npm`: a package of that registry; `compiled`: in WebAssembly. */
  readonly form: "npm" | "compiled";
}

/** Folder of a layer in which Node finds packages. */
const MODULES = "nodejs/node_modules/";

/**
 * Software of others in an archive, by the paths of its entries: that of the pipeline's layer, of a codec's layer, or
 * of a function, whose text is captured and holds none.
 *
 * @throws Error LICENCE_REFUSED, or if the archive is none of these
 */
export async function softwareIn(entryNames: readonly string[]): Promise<readonly IncludedSoftware[]> {
  const holds = (name: string) => entryNames.some((entry) => entry.startsWith(`${MODULES}${name}/`));
  if (holds("@image-pipeline/layer")) {
    const { metafile } = await bundleLayer();
    const packages = shippedPackages(Object.keys(metafile.inputs));
    return [
      ...packages.map(({ name, version, licence }) => ({ name, version, licence, form: "npm" as const })),
      ...libwebpParts().map(({ name, version, licence }) => ({ name, version, licence, form: "compiled" as const })),
    ];
  }
  const format = (Object.keys(codecPackages) as OptionalFormat[]).find((one) => holds(codecPackages[one].name));
  if (format !== undefined) return codecSoftware(format);
  if (entryNames.every((name) => name === "__index.js")) return [];
  throw new Error(
    `expected the archive of a layer or function of the pipeline, got one with ${entryNames.slice(0, 3).join(", ")}; ` +
      "say in infra/third-party/contents.ts what it holds of others",
  );
}

function codecSoftware(format: OptionalFormat): readonly IncludedSoftware[] {
  const { name, licence } = codecPackages[format];
  const manifest = codecFiles(format)[`${name}/package.json`] ?? "";
  const { version } = JSON.parse(readFileSync(join(PROJECT_DIR, manifest), "utf8")) as { readonly version: string };
  return [
    { name, version, licence, form: "npm" },
    ...compiledIn[format].map(([part, of]) => ({ name: part, licence: of, form: "compiled" as const })),
  ];
}

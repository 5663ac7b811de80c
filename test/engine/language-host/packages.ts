import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

/** What this host reads of a package.json. */
interface Manifest {
  readonly name?: string;
  readonly version?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly pulumi?: {
    readonly resource?: boolean;
    readonly name?: string;
    readonly version?: string;
    readonly server?: string;
  };
}

/** An npm package that a program depends on directly, as installed. */
export interface InstalledPackage {
  readonly name: string;
  readonly version: string;
  /** The resource provider that the package is the SDK of, where it is one. */
  readonly provider?: { readonly name: string; readonly version: string; readonly server: string };
}

/** The direct dependencies of the program in `folder` that are installed, in the order of its package.json. */
export function installedPackages(folder: string): InstalledPackage[] {
  const root = path.join(folder, "package.json");
  return Object.keys(readManifest(root).dependencies ?? {}).flatMap((name) => {
    const file = installedManifest(name, root);
    if (file === undefined) return [];
    const { version = "0.0.0", pulumi } = readManifest(file);
    if (pulumi?.resource !== true) return [{ name, version }];
    const provider = {
      name: pulumi.name ?? name.replace("@pulumi/", ""),
      version: pulumi.version ?? version,
      server: pulumi.server ?? "",
    };
    return [{ name, version, provider }];
  });
}

/** The package.json of a package as the program in `root` has it: Node 20 has no `findPackageJSON`. */
function installedManifest(name: string, root: string): string | undefined {
  const folders = createRequire(root).resolve.paths(name) ?? [];
  return folders.map((folder) => path.join(folder, name, "package.json")).find((file) => existsSync(file));
}

function readManifest(file: string): Manifest {
  return JSON.parse(readFileSync(file, "utf8")) as Manifest;
}

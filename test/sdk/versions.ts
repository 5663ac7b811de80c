import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

import { PROJECT_DIR } from "../support/cli";

/** A package of Pulumi's that the program, the embedded run and the policy pack are built on. */
export type SdkPackage = keyof typeof OLDEST;

/** A version of each package. */
export type Versions = Readonly<Record<SdkPackage, string>>;

/** The oldest versions that are supported. */
export const OLDEST = {
  /** The last one for Node.js 20. */
  "@pulumi/pulumi": "3.248.0",
  /** The first one that knows the functions' runtime, nodejs24.x. */
  "@pulumi/aws": "7.17.0",
  /** The first one that exports its error for unknown values, which the policy pack recognises. */
  "@pulumi/policy": "1.21.0",
};

/** Names of the packages. */
export const SDK_PACKAGES = Object.keys(OLDEST) as readonly SdkPackage[];

/** How long npm may take to say which version is the newest. */
const QUERY_TIMEOUT_MS = 60_000;

/** The versions that package.json names. */
export function pinnedVersions(): Versions {
  const { dependencies } = readManifest("package.json");
  return versionsOf((name) => dependencies?.[name] ?? "");
}

/** The newest versions that npm serves. @throws if its registry does not answer */
export async function newestVersions(): Promise<Versions> {
  const newest = await Promise.all(
    SDK_PACKAGES.map(async (name) => {
      const { stdout } = await promisify(execFile)("npm", ["view", name, "version"], { timeout: QUERY_TIMEOUT_MS });
      return [name, stdout.trim()] as const;
    }),
  );
  return versionsOf((name) => new Map(newest).get(name) ?? "");
}

/** @throws if packages/local-pulumi promises to run with older SDKs than are tested, or with fewer */
export function assertOldestIsDeclared(): void {
  const { peerDependencies } = readManifest("packages/local-pulumi/package.json");
  const declared = peerDependencies?.["@pulumi/pulumi"] ?? "nothing";
  const tested = `>=${OLDEST["@pulumi/pulumi"]} <4`;
  if (declared !== tested) {
    throw new Error(
      `packages/local-pulumi/package.json, peerDependencies: expected @pulumi/pulumi to be "${tested}", the oldest version that ` +
        `test/sdk/versions.ts names, got "${declared}"; change one of the two`,
    );
  }
}

function versionsOf(version: (name: SdkPackage) => string): Versions {
  return Object.fromEntries(SDK_PACKAGES.map((name) => [name, version(name)])) as Record<SdkPackage, string>;
}

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

function readManifest(file: string): Manifest {
  return JSON.parse(readFileSync(join(PROJECT_DIR, file), "utf8")) as Manifest;
}

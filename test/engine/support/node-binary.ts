import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync } from "node:fs";
import path from "node:path";

/** The versions of Node.js that npm may run on, the oldest first, each the newest that begins so. */
export const NODE_VERSIONS = ["20.19", "22", "24"] as const;

/**
 * Folder with one version of `node` alone, from the npm package that has it for this machine.
 *
 * @param version the newest that begins with it is taken
 * @param into folder that it is unpacked to
 */
export function nodeBinary(version: string, into: string): string {
  const folder = path.join(into, `node-${version}`);
  mkdirSync(folder, { recursive: true });
  const name = `node-${process.platform}-${process.arch}@${version}`;
  execFileSync("npm", ["pack", "--silent", name, "--pack-destination", folder], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  const [archive = ""] = readdirSync(folder).filter((file) => file.endsWith(".tgz"));
  execFileSync("tar", ["-xzf", archive], { cwd: folder });
  return path.join(folder, "package/bin");
}

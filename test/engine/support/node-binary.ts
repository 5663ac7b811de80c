import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync } from "node:fs";
import path from "node:path";

/**
 * Folder with the newest `node` of a major version alone, from the npm package that has it for this machine.
 *
 * @param into folder that it is unpacked to
 */
export function nodeBinary(major: number, into: string): string {
  const folder = path.join(into, `node-${major}`);
  mkdirSync(folder, { recursive: true });
  const name = `node-${process.platform}-${process.arch}@${major}`;
  execFileSync("npm", ["pack", "--silent", name, "--pack-destination", folder], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  const [archive = ""] = readdirSync(folder).filter((file) => file.endsWith(".tgz"));
  execFileSync("tar", ["-xzf", archive], { cwd: folder });
  return path.join(folder, "package/bin");
}

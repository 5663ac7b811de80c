import { execFile } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const REPOSITORY = join(__dirname, "../../../..");

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

const readManifest = (dir: string) => JSON.parse(readFileSync(join(dir, "package.json"), "utf8")) as Manifest;

function link(target: string, path: string): void {
  if (existsSync(path)) return;
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(realpathSync(target), path, "junction");
}

/** Where the repository has a dependency of one of its packages installed. */
function installed(name: string, packageDir: string): string {
  const own = join(packageDir, "node_modules", name);
  return existsSync(own) ? own : join(REPOSITORY, "node_modules", name);
}

/**
 * Packs packages of this repository as `npm pack` does, and installs the tarballs in a folder of their own, without a
 * network:
 * what they declare as dependencies is linked, and nothing else.
 *
 * @param folders folders of the packages, each after those it depends on
 * @param alongside other packages that are installed there
 * @returns the folder, in a temporary folder that the caller removes
 */
export async function installPacked(folders: readonly string[], alongside: readonly string[]): Promise<string> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "packed-")));
  const workspace = join(root, "workspace");
  const consumer = join(root, "consumer");
  const scope = join(consumer, "node_modules", "@image-pipeline");
  mkdirSync(scope, { recursive: true });
  copyWorkspace(workspace, folders);
  for (const folder of folders) {
    const dir = join(workspace, folder);
    await run("npm", ["pack", "--silent", "--pack-destination", root], {
      cwd: dir,
      shell: process.platform === "win32",
    });
    const { name, version, dependencies, peerDependencies } = readManifest(dir);
    const tarball = join(root, `${name.replace("@", "").replace("/", "-")}-${version}.tgz`);
    const target = join(scope, basename(name));
    mkdirSync(target);
    await run("tar", ["-xzf", tarball, "--strip-components=1", "-C", target]);
    for (const dependency of Object.keys({ ...dependencies, ...peerDependencies })) {
      if (dependency.startsWith("@image-pipeline/")) continue;
      link(installed(dependency, join(REPOSITORY, folder)), join(consumer, "node_modules", dependency));
    }
  }
  for (const name of alongside) link(installed(name, REPOSITORY), join(consumer, "node_modules", name));
  return consumer;
}

/**
 * The packages as they are in the repository, with what is installed there, for their build to leave nothing behind
 * here.
 */
function copyWorkspace(workspace: string, folders: readonly string[]): void {
  const modules = join(workspace, "node_modules");
  mkdirSync(join(modules, "@image-pipeline"), { recursive: true });
  cpSync(join(REPOSITORY, "tsconfig.json"), join(workspace, "tsconfig.json"));
  for (const entry of readdirSync(join(REPOSITORY, "node_modules"))) {
    if (entry !== "@image-pipeline" && entry !== ".cache")
      link(join(REPOSITORY, "node_modules", entry), join(modules, entry));
  }
  for (const folder of folders) {
    const dir = join(workspace, folder);
    const skipped = ["dist", "node_modules", "test"].map((name) => join(REPOSITORY, folder, name));
    cpSync(join(REPOSITORY, folder), dir, { recursive: true, filter: (file) => !skipped.includes(file) });
    link(dir, join(modules, readManifest(dir).name));
    const own = join(REPOSITORY, folder, "node_modules");
    if (existsSync(own)) link(own, join(dir, "node_modules"));
  }
}

import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

import { PROJECT_DIR } from "../support/cli";
import { SDK_PACKAGES, type Versions } from "./versions";

/** What a checkout holds beside the project's own files. */
const LEFT_OUT: ReadonlySet<string> = new Set([".git", ".local", "coverage", "dist", "node_modules", "processed"]);

type Content = Record<string, unknown>;

/** The project in a temporary folder, where other versions can be installed. */
export class ProjectCopy {
  readonly dir = mkdtempSync(join(tmpdir(), "image-pipeline-sdk-"));

  constructor() {
    cpSync(PROJECT_DIR, this.dir, { recursive: true, filter: (file) => !LEFT_OUT.has(basename(file)) });
  }

  /** Writes versions into every package.json that depends on one of the packages, and into the pack's own lock file. */
  pin(versions: Versions): void {
    const rewrite = (file: string, manifestIn: (content: Content) => Content): void => {
      const path = join(this.dir, file);
      const content = JSON.parse(readFileSync(path, "utf8")) as Content;
      const manifest = manifestIn(content) as Record<string, Record<string, string> | undefined>;
      for (const dependencies of [manifest["dependencies"], manifest["devDependencies"]]) {
        for (const name of SDK_PACKAGES) {
          if (dependencies?.[name] !== undefined) dependencies[name] = versions[name];
        }
      }
      writeFileSync(path, `${JSON.stringify(content, undefined, 2)}\n`);
    };
    const manifests = ["package.json", "component/package.json", "policy/package.json", "packages/*/package.json"];
    for (const file of globSync(manifests, { cwd: this.dir })) rewrite(file, (content) => content);
    // Of the whole project's lock file npm does the same.
    rewrite("policy/package-lock.json", (lock) => (lock as { packages: { "": Content } }).packages[""]);
  }

  /** Problems of what is installed: another version than `versions` says, or a second copy of a package. */
  problems(versions: Versions): string[] {
    const places = ["node_modules", "*/node_modules", "*/*/node_modules", "node_modules/**/node_modules"];
    return SDK_PACKAGES.flatMap((name) => {
      const installed = globSync(
        places.map((place) => `${place}/${name}/package.json`),
        { cwd: this.dir },
      ).map((file) => {
        const { version } = JSON.parse(readFileSync(join(this.dir, file), "utf8")) as { version: string };
        return `${version.replace(/^v/, "")} in ${file}`;
      });
      const expected = `${versions[name]} in ${join("node_modules", name, "package.json")}`;
      return installed.length === 1 && installed[0] === expected
        ? []
        : [`${name}: expected ${expected} and no other, got ${installed.join(", ") || "none"}`];
    });
  }

  remove(): void {
    rmSync(this.dir, { recursive: true, force: true });
  }
}

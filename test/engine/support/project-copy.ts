import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parse, stringify } from "yaml";
import { PROJECT_DIR } from "./cli";

/** What of the checkout the program is made of; the rest is not copied. */
const parts = [
  "handlers",
  "infra",
  "layer",
  "index.ts",
  "package.json",
  "policy-config.json",
  "Pulumi.yaml",
  "tsconfig.json",
];

const isPart = (name: string): boolean => parts.includes(name) || /^Pulumi\..+\.yaml$/.test(name);

/** Values of a stack's config, in the project's namespace unless the key names another. */
export type ConfigValues = Readonly<Record<string, unknown>>;

/**
 * The project in a temporary folder, where the CLI may write into the stack's settings and a test may change the
 * program.
 * `node_modules` is a link to that of the checkout.
 */
export class ProjectCopy {
  readonly dir = mkdtempSync(path.join(tmpdir(), "image-pipeline-engine-"));

  /** @param checkout folder of the program. Default: this checkout */
  constructor(checkout = PROJECT_DIR) {
    this.take(checkout);
  }

  /** Has the program and the settings of another checkout in place of its own, as after a `git pull`. */
  take(checkout: string): void {
    for (const name of readdirSync(this.dir)) {
      if (isPart(name) || name === "node_modules") rmSync(path.join(this.dir, name), { recursive: true });
    }
    for (const part of readdirSync(checkout).filter(isPart)) {
      cpSync(path.join(checkout, part), path.join(this.dir, part), { recursive: true });
    }
    symlinkSync(path.join(checkout, "node_modules"), path.join(this.dir, "node_modules"), "dir");
  }

  /** Sets values in `Pulumi.STACK.yaml`; `undefined` takes a key out. */
  configure(stack: string, values: ConfigValues): void {
    const file = path.join(this.dir, `Pulumi.${stack}.yaml`);
    const settings = parse(readFileSync(file, "utf8")) as { config?: Record<string, unknown> };
    const config = { ...settings.config };
    for (const [key, value] of Object.entries(values)) {
      const full = key.includes(":") ? key : `image-pipeline:${key}`;
      if (value === undefined) delete config[full];
      else config[full] = value;
    }
    writeFileSync(file, stringify({ ...settings, config }));
  }

  /** Appends statements to the program. @returns takes them out again */
  append(text: string): () => void {
    const file = path.join(this.dir, "index.ts");
    const original = readFileSync(file, "utf8");
    writeFileSync(file, `${original}\n${text}\n`);
    return () => writeFileSync(file, original);
  }

  remove(): void {
    rmSync(this.dir, { recursive: true, force: true });
  }
}

import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

import { parse } from "yaml";

import { configText, decodeConfig, fullKey, type StackConfig } from "./config";
import { EngineError, messageOf } from "./errors";
import { isMap, toPropertyMap, type PropertyMap, type PropertyValue } from "../property-values";

/** A Pulumi project as its Pulumi.yaml describes it. */
export interface Project {
  readonly name: string;
  /** Folder of Pulumi.yaml, absolute. */
  readonly dir: string;
  /** Folder or file of the program, absolute. */
  readonly main: string;
  /** True if the program is TypeScript (the default for Node.js). */
  readonly typescript: boolean;
  /** Folder of the stacks' configuration files, absolute. */
  readonly stackConfigDir: string;
  /** The `config` section, undecoded. */
  readonly config: PropertyMap;
  /** Sources of the packages that the project adds, by name: for a local one its folder, as Pulumi.yaml has it. */
  readonly packages: Readonly<Record<string, string>>;
}

/**
 * Reads Pulumi.yaml of `dir`.
 *
 * @throws EngineError PROJECT_NOT_FOUND or PROJECT_INVALID
 */
export function readProject(dir: string): Project {
  const file = path.resolve(dir, "Pulumi.yaml");
  if (!existsSync(file)) throw new EngineError("PROJECT_NOT_FOUND", `no Pulumi.yaml in ${path.resolve(dir)}`);
  const project = readYaml(file);
  const { name, runtime } = project;
  if (typeof name !== "string" || name === "") throw new EngineError("PROJECT_INVALID", `${file}: "name" is missing`);
  const runtimeName = isMap(runtime) ? runtime["name"] : runtime;
  if (runtimeName !== "nodejs") {
    throw new EngineError("PROJECT_INVALID", `${file}: runtime is ${configText(runtimeName ?? null)}; expected nodejs`);
  }
  const options = isMap(runtime) ? runtime["options"] : undefined;
  return {
    name,
    dir: path.dirname(file),
    main: path.resolve(path.dirname(file), text(project["main"]) ?? "."),
    typescript: !(isMap(options) && options["typescript"] === false),
    stackConfigDir: path.resolve(path.dirname(file), text(project["stackConfigDir"]) ?? "."),
    config: isMap(project["config"]) ? project["config"] : {},
    packages: packageSources(project["packages"]),
  };
}

/** Names of the stacks that have a configuration file, sorted. */
export function listStacks({ stackConfigDir }: Project): string[] {
  return readdirSync(stackConfigDir)
    .flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? [])
    .sort();
}

/** Configuration given in code, by key with or without namespace. */
export type ConfigValues = Readonly<Record<string, unknown>>;

/**
 * The configuration of `stack`: `values` over that of its Pulumi.STACK.yaml over the defaults of Pulumi.yaml.
 *
 * @param stacks the stacks that have a file. A stack without one is taken only if `values` are given
 * @throws EngineError STACK_NOT_FOUND (naming the stacks of the project), CONFIG_INVALID or CONFIG_SECRET
 */
export function readStackConfig(
  project: Project,
  stack: string,
  stacks: readonly string[] = listStacks(project),
  values?: ConfigValues,
): StackConfig {
  const file = path.join(project.stackConfigDir, `Pulumi.${stack}.yaml`);
  const exists = stacks.includes(stack);
  if (!exists && values === undefined) {
    const known = stacks.length === 0 ? "no stack has one" : `stacks that have one: ${stacks.join(", ")}`;
    throw new EngineError(
      "STACK_NOT_FOUND",
      `no stack "${stack}": no ${path.basename(file)} in ${project.stackConfigDir}; ${known}`,
    );
  }
  const settings = exists ? readYaml(file) : {};
  const { config } = settings;
  const merged =
    values === undefined ? settings : { ...settings, config: overlaid(project.name, config, toPropertyMap(values)) };
  return decodeConfig(project.name, project.config, merged, path.basename(file), process.env);
}

/** The `config` section with `values` over it; a section that is no map is left for the check of it. */
function overlaid(project: string, config: PropertyValue | undefined, values: PropertyMap): PropertyValue {
  if (config !== undefined && config !== null && !isMap(config)) return config;
  const byFullKey = (map: PropertyMap) =>
    Object.fromEntries(Object.entries(map).map(([key, value]) => [fullKey(project, key), value]));
  return { ...byFullKey(config ?? {}), ...byFullKey(values) };
}

function readYaml(file: string): PropertyMap {
  let content: PropertyValue;
  try {
    content = toPropertyMap(parse(readFileSync(file, "utf8")));
  } catch (error) {
    throw new EngineError("PROJECT_INVALID", `${file}: ${messageOf(error)}`, { cause: error });
  }
  return content;
}

/** The `packages` section: each is a source, or an object with one. */
function packageSources(packages: PropertyValue | undefined): Record<string, string> {
  const entries = Object.entries(isMap(packages) ? packages : {}).map(([name, value]): [string, string] => [
    name,
    text(isMap(value) ? value["source"] : value) ?? "",
  ]);
  return Object.fromEntries(entries);
}

function text(value: PropertyValue | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

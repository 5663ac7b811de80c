import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

import { parse } from "yaml";

import { configText, decodeConfig, type StackConfig } from "./config";
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
    throw new EngineError(
      "PROJECT_INVALID",
      `${file}: runtime is ${configText(runtimeName ?? null)}; only nodejs runs here`,
    );
  }
  const options = isMap(runtime) ? runtime["options"] : undefined;
  return {
    name,
    dir: path.dirname(file),
    main: path.resolve(path.dirname(file), text(project["main"]) ?? "."),
    typescript: !(isMap(options) && options["typescript"] === false),
    stackConfigDir: path.resolve(path.dirname(file), text(project["stackConfigDir"]) ?? "."),
    config: isMap(project["config"]) ? project["config"] : {},
  };
}

/**
 * The configuration of `stack`: that of its Pulumi.STACK.yaml over the defaults of Pulumi.yaml.
 *
 * @throws EngineError STACK_NOT_FOUND (naming the stacks there are), CONFIG_INVALID or CONFIG_SECRET
 */
export function readStackConfig(project: Project, stack: string, stacks: readonly string[]): StackConfig {
  if (!stacks.includes(stack)) {
    const known = stacks.length === 0 ? "there is none" : `there is ${stacks.join(", ")}`;
    throw new EngineError(
      "STACK_NOT_FOUND",
      `no stack "${stack}": no Pulumi.${stack}.yaml in ${project.stackConfigDir}; ${known}`,
    );
  }
  const file = path.join(project.stackConfigDir, `Pulumi.${stack}.yaml`);
  const settings = readYaml(file);
  return decodeConfig(project.name, project.config, settings, path.basename(file), process.env);
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

function text(value: PropertyValue | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

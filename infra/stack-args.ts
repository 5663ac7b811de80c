import * as pulumi from "@pulumi/pulumi";
import type { ImagePipelineArgs } from "./pipeline-args";
import type { Setting } from "./settings";
import { stackSettings } from "./stack-settings";

/** Raw config of the project's namespace: key without the namespace -> text. Objects and lists are JSON. */
type RawConfig = Readonly<Record<string, string>>;

/** What the config switches on with `true`, and the arguments with an object. */
const features: ReadonlySet<string> = new Set([
  "uploadApi",
  "notify",
  "workflow",
  "delivery",
  "monitoring",
] satisfies (keyof ImagePipelineArgs)[]);

/** The config of the project's namespace, without the namespace in its keys. */
export function projectConfig(): RawConfig {
  const namespace = `${pulumi.getProject()}:`;
  return Object.fromEntries(
    Object.entries(pulumi.runtime.allConfig())
      .filter(([key]) => key.startsWith(namespace))
      .map(([key, value]) => [key.slice(namespace.length), value]),
  );
}

/**
 * A stack's config as arguments of the component. What is no value of its setting is passed on as it is: the component
 * reports all problems together.
 */
export function stackArgs(config: RawConfig): ImagePipelineArgs {
  const settings: Readonly<Record<string, Setting | undefined>> = stackSettings;
  const args = Object.entries(config).map(([key, text]) => {
    const setting = settings[key];
    if (setting) return [key, valueOf(setting, text)] as const;
    const value = parsed(text);
    return [key, features.has(key) && typeof value === "boolean" ? (value ? {} : undefined) : value] as const;
  });
  return Object.fromEntries(args.filter(([, value]) => value !== undefined));
}

function valueOf({ kind }: Setting, text: string): unknown {
  switch (kind) {
    case "integer":
    case "number":
      return text.trim() === "" || Number.isNaN(Number(text)) ? text : Number(text);
    case "flag":
      return text === "true" || text === "false" ? text === "true" : text;
    case "choice":
    case "text":
      return text;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

import * as pulumi from "@pulumi/pulumi";
import type { RawConfig } from "./config-reader";

/** All config of the project's namespace, with the namespace taken off its keys. */
export function projectConfig(): RawConfig {
  const namespace = `${pulumi.getProject()}:`;
  return Object.fromEntries(
    Object.entries(pulumi.runtime.allConfig())
      .filter(([key]) => key.startsWith(namespace))
      .map(([key, value]) => [key.slice(namespace.length), value]),
  );
}

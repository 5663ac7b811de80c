import { spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";

import * as grpc from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { ConstructRequest, type ConstructResponse } from "@pulumi/pulumi/proto/provider_pb";
import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";

import type { StackConfig } from "./config";
import { EngineError } from "./errors";
import type { EventSink } from "./events";
import type { Project } from "./project";
import { packageOf } from "./urn";

/** What components are constructed with. */
export interface ComponentPluginOptions {
  readonly project: Project;
  readonly stack: string;
  readonly organization: string;
  readonly config: StackConfig;
  readonly dryRun: boolean;
  /** Most operations that a plugin runs at once. */
  readonly parallel: number;
  readonly emit: EventSink;
}

interface Plugin {
  readonly process: ChildProcess;
  readonly client: Promise<ResourceProviderClient>;
}

/**
 * The plugins that construct the components of a program: packages that Pulumi.yaml names, each a folder with a
 * `PulumiPlugin.yaml` for Node.js. A plugin is started with the first component of its package.
 */
export class ComponentPlugins {
  private readonly options: ComponentPluginOptions;
  private readonly plugins = new Map<string, Plugin>();

  constructor(options: ComponentPluginOptions) {
    this.options = options;
  }

  /**
   * Has a plugin construct a component, which registers its resources with this engine.
   *
   * @param address of the ResourceMonitor and Engine services
   * @param failed fires when the run fails: the plugin then waits for resources that never come
   * @throws EngineError UNSUPPORTED for a package that Pulumi.yaml does not name, RESOURCE_FAILED with what the plugin
   *   says
   */
  async construct(request: RegisterResourceRequest, address: string, failed: AbortSignal): Promise<ConstructResponse> {
    const client = await this.plugin(packageOf(request.getType()), address).client;
    return new Promise((resolve, reject) => {
      const call = client.construct(this.constructRequest(request, address), (error, response) => {
        if (!error) resolve(response);
        else reject(new EngineError("RESOURCE_FAILED", error.details, { cause: error }));
      });
      if (failed.aborted) call.cancel();
      failed.addEventListener("abort", () => call.cancel(), { once: true });
    });
  }

  /** Ends the plugins. */
  close(): void {
    for (const { process: child, client } of this.plugins.values()) {
      void client.then((open) => open.close()).catch(() => undefined);
      child.kill("SIGTERM");
    }
  }

  private plugin(name: string, address: string): Plugin {
    const known = this.plugins.get(name);
    if (known !== undefined) return known;
    const { project, emit } = this.options;
    const source = project.packages[name];
    const folder = source === undefined ? undefined : path.resolve(project.dir, source);
    if (folder === undefined || !existsSync(path.join(folder, "PulumiPlugin.yaml"))) {
      const found = folder === undefined ? "it names none" : `there is none in ${folder}`;
      throw new EngineError(
        "UNSUPPORTED",
        `package "${name}": expected a folder with a PulumiPlugin.yaml under "packages" of Pulumi.yaml; ${found}`,
      );
    }
    const runner = require.resolve("@pulumi/pulumi/cmd/run-plugin", { paths: [folder] });
    // The folder of the program is that of the plugin as well, as with the CLI.
    const child = spawn(process.execPath, [runner, folder, address], {
      cwd: project.dir,
      env: { ...process.env, NODE_OPTIONS: "" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    createInterface({ input: child.stderr }).on("line", (message) =>
      emit({ kind: "diagnostic", severity: "info", message, urn: "" }),
    );
    const stop = () => void child.kill("SIGTERM");
    // A run that is cut short must leave no process behind.
    process.once("exit", stop);
    child.once("close", () => process.off("exit", stop));
    const client = portOf(child, name).then(
      (port) => new ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure()),
    );
    const plugin = { process: child, client };
    this.plugins.set(name, plugin);
    return plugin;
  }

  private constructRequest(request: RegisterResourceRequest, address: string): ConstructRequest {
    const { project, stack, organization, config, dryRun, parallel } = this.options;
    const construct = new ConstructRequest()
      .setProject(project.name)
      .setStack(stack)
      .setOrganization(organization)
      .setConfigsecretkeysList([...config.secretKeys])
      .setDryrun(dryRun)
      .setParallel(parallel)
      .setMonitorendpoint(address)
      .setType(request.getType())
      .setName(request.getName())
      .setParent(request.getParent())
      .setInputs(request.getObject())
      .setAliasesList(request.getAliasesList())
      .setDependenciesList(request.getDependenciesList());
    if (request.hasProtect()) construct.setProtect(request.getProtect() ?? false);
    for (const [key, value] of Object.entries(config.values)) construct.getConfigMap().set(key, value);
    for (const [key, reference] of request.getProvidersMap().entries()) construct.getProvidersMap().set(key, reference);
    for (const [key, from] of request.getPropertydependenciesMap().entries()) {
      const dependencies = new ConstructRequest.PropertyDependencies().setUrnsList(from.getUrnsList());
      construct.getInputdependenciesMap().set(key, dependencies);
    }
    return construct;
  }
}

/** The port of a plugin: the first line of its output. */
function portOf(child: ChildProcess, name: string): Promise<string> {
  return new Promise((resolve, reject) => {
    if (child.stdout) createInterface({ input: child.stdout }).once("line", resolve);
    child.once("error", reject);
    child.once("close", (code) => {
      const ended = `the plugin of package "${name}" ended with exit code ${code ?? "none"} before it was ready`;
      reject(new EngineError("RESOURCE_FAILED", ended));
    });
  });
}

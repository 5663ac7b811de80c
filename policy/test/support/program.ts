import { runtime, type Inputs } from "@pulumi/pulumi";
import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import type { MockCallArgs, MockResourceArgs } from "@pulumi/pulumi/runtime";

/** A resource as a program registers it: what the engine would be requested to create. */
export interface Registered {
  readonly inputs: Inputs;
  readonly additionalSecretOutputs: readonly string[];
  /** URNs. */
  readonly dependencies: readonly string[];
}

interface RunOptions {
  /** Default: true. */
  readonly preview?: boolean;
}

/** Runs a program in a stack under the SDK's mocks. @returns what it registers, by name, without the stack itself */
export async function registeredBy(
  program: () => void | Promise<void>,
  { preview = true }: RunOptions = {},
): Promise<Map<string, Registered>> {
  const registered = new Map<string, Registered>();
  const mocks = {
    newResource: ({ name, inputs }: MockResourceArgs) => ({ id: `${name}-id`, state: inputs as Inputs }),
    call: ({ inputs }: MockCallArgs) => inputs as Inputs,
  };
  await runtime.setMocks(mocks, "project", "stack", preview);
  watchRegistrations((request) => {
    registered.set(request.getName(), {
      inputs: request.getObject()?.toJavaScript() ?? {},
      additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
      dependencies: request.getDependenciesList(),
    });
  });
  await runtime.runInPulumiStack(async () => {
    await program();
    return {};
  });
  // Waits for what is being registered.
  await runtime.disconnect();
  // The SDK keeps the stack, in which a later test without one would run.
  (globalThis as { globalStore?: { stackResource?: unknown } }).globalStore = undefined;
  registered.delete("project-stack");
  return registered;
}

/** The monitor that mocks put in the engine's place shows them less than a registration has. */
function watchRegistrations(watch: (request: RegisterResourceRequest) => void): void {
  const monitor = runtime.getMonitor() as unknown as {
    registerResource: (request: RegisterResourceRequest, ...rest: unknown[]) => unknown;
  };
  const { registerResource } = monitor;
  monitor.registerResource = (request, ...rest) => {
    watch(request);
    return registerResource.call(monitor, request, ...rest);
  };
}

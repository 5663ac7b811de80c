import type { ServerWritableStream } from "@grpc/grpc-js";
import { RunPluginResponse, type RunPluginRequest } from "@pulumi/pulumi/proto/language_pb";
import type { Children } from "./children";
import { nodeArguments, sdkModule } from "./program";

/**
 * Runs a policy pack (kind `analyzer`) or another plugin that is written as a Node.js program, and streams its output
 * to the engine until it exits or the engine hangs up. The first line of its standard output is its port.
 */
export function runPlugin(call: ServerWritableStream<RunPluginRequest, RunPluginResponse>, children: Children): void {
  const request = call.request;
  const info = request.getInfo();
  if (info === undefined) {
    call.destroy(new Error("RunPlugin: expected the plugin's program information"));
    return;
  }
  const folder = info.getProgramDirectory();
  const isPack = request.getKind() === "analyzer";
  const given = request.getArgsList();
  const args = [
    ...nodeArguments(info.getOptions()?.toJavaScript() ?? {}),
    sdkModule(folder, `@pulumi/pulumi/cmd/${isPack ? "run-policy-pack" : "run-plugin"}`),
    // As the official host has them: the folder comes last for a policy pack, and first for any other plugin.
    ...(isPack ? [...given, folder] : [folder, ...given]),
  ];
  const child = children.node(args, {
    cwd: isPack ? folder : request.getPwd(),
    stdio: ["ignore", "pipe", "pipe"],
    env: environment(request.getEnvList()),
  });

  child.stdout?.on("data", (bytes: Buffer) => call.write(output((response) => response.setStdout(bytes))));
  child.stderr?.on("data", (bytes: Buffer) => call.write(output((response) => response.setStderr(bytes))));
  child.once("error", (error) => call.destroy(error));
  child.once("close", (code) => {
    call.write(output((response) => response.setExitcode(code ?? 1)));
    call.end();
  });
  call.on("cancelled", () => child.kill("SIGTERM"));
}

function output(fill: (response: RunPluginResponse) => void): RunPluginResponse {
  const response = new RunPluginResponse();
  fill(response);
  return response;
}

/** `KEY=value` entries as the engine sends them; a later one wins. */
function environment(entries: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    entries.map((entry) => {
      const at = entry.indexOf("=");
      return [entry.slice(0, at), entry.slice(at + 1)];
    }),
  );
}

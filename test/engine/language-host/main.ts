/**
 * A Node.js language host for the Pulumi engine, for tests only.
 *
 * What it stands in for: `pulumi-language-nodejs`, which every official Pulumi CLI brings along. The CLI's own Go
 * module builds from the Go module proxy; the module of the official host
 * (`github.com/pulumi/pulumi/sdk/nodejs/cmd/pulumi-language-nodejs/v3`) is not served there, so a CLI built that way
 * has no host for Node.js. This one answers the calls that `preview`, `up`, `refresh` and `destroy` make, with the
 * SDK's own program runner and policy runner behind it (`@pulumi/pulumi/cmd/run`, `cmd/run-policy-pack`). With an
 * official CLI on PATH the official host is used.
 *
 * What it leaves out, and answers as not implemented: code generation, `pulumi new`, packing and linking, debugger
 * attachment.
 *
 * Started by the CLI as `pulumi-language-nodejs ENGINE_ADDRESS`; prints its own port on the first line.
 */
import * as grpc from "@grpc/grpc-js";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import { Children } from "./children";
import { languageRuntime } from "./service";

const ENGINE_ADDRESS = process.argv.slice(2).findLast((argument) => !argument.startsWith("-"));
if (ENGINE_ADDRESS === undefined) {
  process.stderr.write("pulumi-language-nodejs: expected the engine's address as its argument\n");
  process.exit(1);
}

const children = new Children();
const server = new grpc.Server({ "grpc.max_receive_message_length": 400 * 1024 * 1024 });
server.addService(LanguageRuntimeService, languageRuntime(ENGINE_ADDRESS, children));
server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  process.stdout.write(`${port}\n`);
});

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    children.stopAll();
    server.forceShutdown();
    process.exit(0);
  });
}

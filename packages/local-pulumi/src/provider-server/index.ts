import * as grpc from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import type { AwsProvider } from "../aws-provider";
import { EngineLog } from "./engine-log";
import { resourceProvider } from "./handlers";

/** The limit of the engine for one message: captured functions and layers are in it. */
const MAX_MESSAGE_BYTES = 400 * 1024 * 1024;

/** A provider that the Pulumi CLI can attach to. */
export interface ProviderServer {
  /** TCP port on 127.0.0.1, for `PULUMI_DEBUG_PROVIDERS=aws:PORT`. */
  readonly port: number;
  /** Ends the calls under way and stops listening. */
  close(): Promise<void>;
}

/**
 * Serves `provider` over gRPC on 127.0.0.1.
 *
 * One provider answers all clients: a program with several `aws` providers gets the configuration of the last one.
 *
 * @param port default 0: any free one
 * @throws EADDRINUSE if the port is taken
 */
export async function serveProvider(provider: AwsProvider, port = 0): Promise<ProviderServer> {
  // gRPC prints a line of its own about a port in use; the error has the same content.
  grpc.setLogVerbosity(grpc.logVerbosity.NONE);
  const server = new grpc.Server({
    "grpc.max_receive_message_length": MAX_MESSAGE_BYTES,
    "grpc.max_send_message_length": MAX_MESSAGE_BYTES,
    // Two servers on one port would share the calls between them.
    "grpc.so_reuseport": 0,
  });
  const log = new EngineLog();
  server.addService(ResourceProviderService, resourceProvider(provider, log));
  const bound = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${port}`, grpc.ServerCredentials.createInsecure(), (error, taken) =>
      error === null ? resolve(taken) : reject(addressError(error, port)),
    );
  });
  return {
    port: bound,
    close: () => {
      log.close();
      server.forceShutdown();
      return Promise.resolve();
    },
  };
}

/** The system's error again, of which gRPC keeps only the text. */
function addressError(error: Error, port: number): Error {
  if (!error.message.includes("EADDRINUSE")) return error;
  const again: NodeJS.ErrnoException = new Error(`listen EADDRINUSE: address already in use 127.0.0.1:${port}`);
  again.code = "EADDRINUSE";
  return again;
}

import * as grpc from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";

/** Longest that the engine is waited for, ms. */
const DEADLINE_MS = 1000;

/** The log of the engine that is attached: what is written there is shown with the resource. */
export class EngineLog {
  private address = "";
  private client: EngineClient | undefined;

  /** Writes to the engine at this address from now on. @param address `host:port`; empty: no change */
  connect(address: string): void {
    if (address === "" || address === this.address) return;
    this.close();
    this.address = address;
    this.client = new EngineClient(address, grpc.credentials.createInsecure());
  }

  /** Resolves when the engine has the warning. One that cannot be reached gets none: its run goes on. */
  async warn(urn: string, message: string): Promise<void> {
    const { client } = this;
    if (client === undefined) return;
    const request = new LogRequest().setSeverity(LogSeverity.WARNING).setUrn(urn).setMessage(message);
    const options = { deadline: Date.now() + DEADLINE_MS };
    await new Promise<void>((resolve) => client.log(request, new grpc.Metadata(), options, () => resolve()));
  }

  close(): void {
    this.client?.close();
    this.client = undefined;
    this.address = "";
  }
}

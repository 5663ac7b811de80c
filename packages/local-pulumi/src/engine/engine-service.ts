import type * as grpc from "@grpc/grpc-js";
import { EngineService, type IEngineServer } from "@pulumi/pulumi/proto/engine_grpc_pb";
import {
  GetRootResourceResponse,
  LogSeverity,
  RequirePulumiVersionResponse,
  SetRootResourceResponse,
} from "@pulumi/pulumi/proto/engine_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { stripVTControlCharacters } from "node:util";

import { messageOf } from "./errors";
import type { EventSink, Severity } from "./events";
import { unary } from "./unary";

const severities: Readonly<Record<LogSeverity, Severity>> = {
  [LogSeverity.DEBUG]: "debug",
  [LogSeverity.INFO]: "info",
  [LogSeverity.WARNING]: "warning",
  [LogSeverity.ERROR]: "error",
};

/** Adds Pulumi's Engine to `server`: the service that a program logs to and names its root resource to. */
export function addEngineService(server: grpc.Server, emit: EventSink): void {
  let root = "";
  const report = (error: unknown) =>
    emit({ kind: "diagnostic", severity: "error", message: messageOf(error), urn: "" });
  const service: IEngineServer = {
    log: unary(report, (request) => {
      const severity = severities[request.getSeverity()];
      emit({
        kind: "diagnostic",
        severity,
        message: stripVTControlCharacters(request.getMessage()),
        urn: request.getUrn(),
      });
      return Promise.resolve(new Empty());
    }),
    getRootResource: unary(report, () => Promise.resolve(new GetRootResourceResponse().setUrn(root))),
    setRootResource: unary(report, (request) => {
      root = request.getUrn();
      return Promise.resolve(new SetRootResourceResponse());
    }),
    startDebugging: unary(report, () => Promise.resolve(new Empty())),
    // The SDK that runs here is pinned beside this engine: what the program demands of a CLI does not apply.
    requirePulumiVersion: unary(report, () => Promise.resolve(new RequirePulumiVersionResponse())),
  };
  server.addService(EngineService, service);
}

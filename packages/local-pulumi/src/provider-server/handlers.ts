import { isDeepStrictEqual } from "node:util";
import type { sendUnaryData, ServerUnaryCall, UntypedServiceImplementation } from "@grpc/grpc-js";
import * as grpc from "@grpc/grpc-js";
import type { provider as pulumiProvider } from "@pulumi/pulumi";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import type { IResourceProviderServer } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { AwsProvider } from "../aws-provider";
import { fromStruct, toStruct, withoutInternal, type Bag } from "../property-values";
import { providerConfig, updatedOutputs } from "../provider-calls";
import type { EngineLog } from "./engine-log";

/**
 * Calls that this provider does not serve answer UNIMPLEMENTED: components, methods, schema of parameterized packages.
 */
type Served = Pick<
  IResourceProviderServer,
  | "handshake"
  | "attach"
  | "getPluginInfo"
  | "getSchema"
  | "checkConfig"
  | "diffConfig"
  | "configure"
  | "check"
  | "diff"
  | "create"
  | "read"
  | "update"
  | "delete"
  | "invoke"
  | "cancel"
>;

/**
 * Pulumi's `ResourceProvider` service on a provider of this process. Previews are answered here, without the provider.
 */
export function resourceProvider(provider: AwsProvider, log: EngineLog): UntypedServiceImplementation {
  const served: Served = {
    // Secrets are sent marked. Previews are supported.
    handshake: unary((request) => {
      log.connect(request.getEngineAddress());
      return new proto.ProviderHandshakeResponse().setAcceptSecrets(true);
    }),
    attach: unary((request) => {
      log.connect(request.getAddress());
      return new Empty();
    }),
    cancel: unary(() => new Empty()),
    getPluginInfo: unary(() => new PluginInfo().setVersion(provider.version)),
    getSchema: unary(() =>
      new proto.GetSchemaResponse().setSchema(JSON.stringify({ name: "aws", version: provider.version })),
    ),

    checkConfig: unary(async (request) => {
      const inputs = fromStruct(request.getNews());
      const { failures } = await provider.checkConfig(providerConfig(inputs));
      return checkResponse({ inputs, failures: failures ?? [] });
    }),
    diffConfig: unary((request) => {
      const changes = changedKeys(fromStruct(request.getOldInputs()), fromStruct(request.getNews()));
      return new proto.DiffResponse().setChanges(diffChanges(changes.length > 0)).setDiffsList(changes);
    }),
    configure: unary(async (request) => {
      await provider.configure(providerConfig(fromStruct(request.getArgs())));
      return new proto.ConfigureResponse().setAcceptsecrets(true).setSupportspreview(true);
    }),

    check: unary(async (request) => {
      const newInputs = fromStruct(request.getNews());
      const checked = await provider.check(request.getUrn(), fromStruct(request.getOlds()), newInputs);
      for (const warning of checked.warnings ?? []) await log.warn(request.getUrn(), warning);
      return checkResponse(checked);
    }),
    diff: unary(async (request) => {
      const newInputs = fromStruct(request.getNews());
      const answer = await provider.diff(request.getId(), request.getUrn(), fromStruct(request.getOlds()), newInputs);
      const changed = answer.changes === false ? [] : changedKeys(fromStruct(request.getOldInputs()), newInputs);
      return new proto.DiffResponse()
        .setChanges(diffChanges(answer.changes))
        .setDiffsList(changed)
        .setReplacesList(answer.replaces ?? [])
        .setStablesList(answer.stables ?? [])
        .setDeletebeforereplace(answer.deleteBeforeReplace ?? false);
    }),
    create: unary(async (request) => {
      const inputs = fromStruct(request.getProperties());
      if (request.getPreview()) return new proto.CreateResponse().setProperties(toStruct(withoutInternal(inputs)));
      const made = await provider.create(request.getUrn(), inputs);
      return new proto.CreateResponse().setId(made.id).setProperties(toStruct(made.outs));
    }),
    update: unary(async (request) => {
      const oldOutputs = fromStruct(request.getOlds());
      const newInputs = fromStruct(request.getNews());
      const outs: unknown = request.getPreview()
        ? updatedOutputs(oldOutputs, fromStruct(request.getOldInputs()), withoutInternal(newInputs))
        : (await provider.update(request.getId(), request.getUrn(), oldOutputs, newInputs)).outs;
      return new proto.UpdateResponse().setProperties(toStruct(outs));
    }),
    read: unary(async (request) => {
      const known = fromStruct(request.getProperties());
      const found = await provider.read(request.getId(), request.getUrn(), known);
      const response = new proto.ReadResponse();
      // No id: the resource does not exist.
      if (found.id === undefined || found.id === "") return response;
      response.setId(found.id).setProperties(toStruct(found.props));
      return found.inputs === undefined ? response : response.setInputs(toStruct(found.inputs));
    }),
    delete: unary(async (request) => {
      await provider.delete(request.getId(), request.getUrn(), fromStruct(request.getProperties()));
      return new Empty();
    }),

    invoke: unary(async (request) => {
      const answer = await provider.invoke(request.getTok(), fromStruct(request.getArgs()));
      return new proto.InvokeResponse()
        .setReturn(toStruct(answer.outputs))
        .setFailuresList((answer.failures ?? []).map(checkFailure));
    }),
  };
  return served;
}

/** A gRPC handler of a function; the message of its error is what the engine shows with the resource. */
function unary<Request, Response>(
  answer: (request: Request) => Response | Promise<Response>,
): (call: ServerUnaryCall<Request, Response>, done: sendUnaryData<Response>) => void {
  return (call, done) => {
    Promise.resolve(call.request)
      .then(answer)
      .then(
        (response) => done(null, response),
        (error: unknown) =>
          done({ code: grpc.status.UNKNOWN, details: error instanceof Error ? error.message : String(error) }),
      );
  };
}

function checkResponse(result: pulumiProvider.CheckResult): proto.CheckResponse {
  return new proto.CheckResponse()
    .setInputs(toStruct(result.inputs))
    .setFailuresList((result.failures ?? []).map(checkFailure));
}

function checkFailure({ property, reason }: pulumiProvider.CheckFailure): proto.CheckFailure {
  return new proto.CheckFailure().setProperty(property).setReason(reason);
}

/** Undefined leaves it to the engine, which then compares the inputs itself. */
function diffChanges(changes: boolean | undefined): proto.DiffResponse.DiffChanges {
  const { DIFF_UNKNOWN, DIFF_SOME, DIFF_NONE } = proto.DiffResponse.DiffChanges;
  return changes === undefined ? DIFF_UNKNOWN : changes ? DIFF_SOME : DIFF_NONE;
}

/** The top-level inputs that differ, sorted; shown with a preview, and the reasons for it in its JSON. */
function changedKeys(before: Bag, after: Bag): string[] {
  const keys = new Set(Object.keys(withoutInternal({ ...before, ...after })));
  return [...keys].filter((key) => !isDeepStrictEqual(before[key], after[key])).sort();
}

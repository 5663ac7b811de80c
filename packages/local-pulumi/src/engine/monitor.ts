import type * as grpc from "@grpc/grpc-js";
import type { CallResponse, ConstructResponse } from "@pulumi/pulumi/proto/provider_pb";
import { CheckFailure } from "@pulumi/pulumi/proto/provider_pb";
import { type IResourceMonitorServer, ResourceMonitorService } from "@pulumi/pulumi/proto/resource_grpc_pb";
import {
  DeploymentInfo,
  ReadResourceResponse,
  RegisterResourceResponse,
  ResourceMonitorFeature as Feature,
  SupportsFeatureResponse,
  type ReadResourceRequest,
  type RegisterResourceRequest,
  type ResourceInvokeRequest,
  type ResourceInvokeResponse,
} from "@pulumi/pulumi/proto/resource_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";

import { configText } from "./config";
import type { Deployment } from "./deployment";
import { EngineError } from "./errors";
import { goalFromRequest } from "./goal-from-request";
import { makeGoal } from "./goal";
import { failing, unary } from "./unary";
import { fromStruct, toPropertyMap, toStruct } from "../property-values";

/** Features of this engine, by the names under which older SDKs query them. */
const features: Readonly<Record<string, Feature>> = {
  secrets: Feature.RESOURCE_MONITOR_FEATURE_SECRETS,
  resourceReferences: Feature.RESOURCE_MONITOR_FEATURE_RESOURCE_REFERENCES,
  aliasSpecs: Feature.RESOURCE_MONITOR_FEATURE_ALIAS_SPECS,
  deletedWith: Feature.RESOURCE_MONITOR_FEATURE_DELETED_WITH,
};

/** What a program can query about the run. */
export interface DeploymentFacts {
  readonly project: string;
  readonly stack: string;
  readonly organization: string;
  readonly dryRun: boolean;
}

/** Has the plugin of its package construct a component. */
type ConstructComponent = (request: RegisterResourceRequest) => Promise<ConstructResponse>;

/** Adds Pulumi's ResourceMonitor to `server`: the service through which a program registers its resources. */
export function addMonitor(
  server: grpc.Server,
  deployment: Deployment,
  facts: DeploymentFacts,
  components: ConstructComponent,
): void {
  const report = (error: unknown) => deployment.report(error);
  const service: IResourceMonitorServer = {
    getDeploymentInfo: unary(report, () =>
      Promise.resolve(
        new DeploymentInfo()
          .setProject(facts.project)
          .setStack(facts.stack)
          .setOrganization(facts.organization)
          .setDryrun(facts.dryRun)
          .setSupportedfeaturesList(Object.values(features)),
      ),
    ),
    supportsFeature: unary(report, (request) =>
      Promise.resolve(new SupportsFeatureResponse().setHassupport(request.getId() in features)),
    ),
    registerResource: unary(report, async (request) => {
      if (request.getRemote()) {
        const constructed = await components(request);
        return new RegisterResourceResponse().setUrn(constructed.getUrn()).setObject(constructed.getState());
      }
      const state = await deployment.register(goalFromRequest(request));
      return new RegisterResourceResponse()
        .setUrn(state.urn)
        .setId(state.id ?? "")
        .setObject(toStruct(state.outputs));
    }),
    registerResourceOutputs: unary(report, (request) => {
      deployment.registerOutputs(request.getUrn(), toPropertyMap(fromStruct(request.getOutputs())));
      return Promise.resolve(new Empty());
    }),
    readResource: unary(report, async (request) => {
      const state = await deployment.read(readGoal(request), request.getId());
      const response = new ReadResourceResponse().setUrn(state.urn).setProperties(toStruct(state.outputs));
      // Where it can be answered, an empty id means "unknown" to a dry run.
      return "setId" in response ? response.setId(state.id ?? "") : response;
    }),
    invoke: unary(report, (request) => invoke(deployment, request)),
    signalAndWaitForShutdown: unary(report, async () => {
      await deployment.finish();
      return new Empty();
    }),
    existsResource: failing(report, "existence checks of resources do not work here"),
    call: failing<CallResponse>(report, "methods of component providers cannot be called here"),
    registerStackTransform: failing<Empty>(report, "transforms of the engine do not work here"),
    registerStackInvokeTransform: failing<Empty>(report, "transforms of the engine do not work here"),
    registerResourceHook: failing<Empty>(report, "resource hooks do not work here"),
    registerErrorHook: failing<Empty>(report, "resource hooks do not work here"),
    registerPackage: failing(report, "parameterized packages do not work here"),
  };
  server.addService(ResourceMonitorService, service);
}

function readGoal(request: ReadResourceRequest) {
  return makeGoal({
    type: request.getType(),
    name: request.getName(),
    parent: request.getParent(),
    inputs: toPropertyMap(fromStruct(request.getProperties())),
    dependencies: request.getDependenciesList(),
    provider: request.getProvider(),
    version: request.getVersion(),
    additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
  });
}

async function invoke(deployment: Deployment, request: ResourceInvokeRequest): Promise<ResourceInvokeResponse> {
  const token = request.getTok();
  const args = toPropertyMap(fromStruct(request.getArgs()));
  if (token === "pulumi:pulumi:getResource") {
    const { urn, id, outputs } = deployment.lookUp(configText(args["urn"] ?? ""));
    return emptyInvokeResponse().setReturn(toStruct({ urn, id: id ?? "", state: outputs }));
  }
  const provider = await deployment.provider(request.getProvider(), token, request.getVersion());
  if (provider.invoke === undefined) throw new EngineError("UNSUPPORTED", `${token}: its provider has no functions`);
  const result = await provider.invoke(token, args);
  return emptyInvokeResponse()
    .setReturn(toStruct(toPropertyMap(result.outputs)))
    .setFailuresList(
      (result.failures ?? []).map(({ property, reason }) => new CheckFailure().setProperty(property).setReason(reason)),
    );
}

/**
 * Of the class that the installed SDK has for it, which its versions name differently. No bytes are a message without
 * fields.
 */
function emptyInvokeResponse(): ResourceInvokeResponse {
  return ResourceMonitorService.invoke.responseDeserialize(Buffer.alloc(0));
}

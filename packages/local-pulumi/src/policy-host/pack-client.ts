import * as path from "node:path";

import * as grpc from "@grpc/grpc-js";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import {
  AnalyzerStackConfigureRequest,
  type AnalyzeResponse,
  type AnalyzerInfo,
  type AnalyzerStackConfigureResponse,
  type RemediateResponse,
} from "@pulumi/pulumi/proto/analyzer_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";

import { fromStruct } from "../property-values";
import { readPackConfig, reconcileConfig } from "./pack-config";
import { startPackProcess, type PackProcess } from "./pack-process";
import { PolicyPackError } from "./policy-pack-error";
import type { AnalyzedResource, PolicyPack, RemediationResult, StartOptions, WireProperties } from "./types";
import {
  analyzeRequest,
  analyzeStackRequest,
  configureRequest,
  findingsOf,
  initialConfigOf,
  rulesOf,
} from "./messages";

/** A whole stack is sent in one message: the CLI's limit, 400 MiB, instead of gRPC's default of 4 MiB. */
const MAX_MESSAGE_BYTES = 400 * 1024 * 1024;

type Done<Res> = (error: grpc.ServiceError | null, response: Res) => void;
type Call = <Res>(run: (done: Done<Res>) => unknown) => Promise<Res>;

/**
 * Starts the policy pack in `dir` as the Pulumi CLI does, sends it the facts of the stack, and configures it: the
 * schemas' defaults, overlaid with `configFile`.
 *
 * Errors, all `PolicyPackError`: `POLICY_PACK_NOT_FOUND` (no such folder, or no pack in it), `POLICY_PACK_NOT_BUILT`
 * (its compiled main or its dependencies are missing), `POLICY_PACK_CRASHED` (with what it wrote),
 * `POLICY_PACK_TIMEOUT`, `POLICY_CONFIG_INVALID` (every problem at once).
 */
export async function startPolicyPack(dir: string, options: StartOptions = {}): Promise<PolicyPack> {
  const startedAt = performance.now();
  const fileConfig = options.configFile === undefined ? new Map() : readPackConfig(options.configFile);
  const process = await startPackProcess(path.resolve(dir), options);
  const client = new AnalyzerClient(process.address, grpc.credentials.createInsecure(), {
    "grpc.max_receive_message_length": MAX_MESSAGE_BYTES,
    "grpc.max_send_message_length": MAX_MESSAGE_BYTES,
  });
  const close = async () => {
    client.close();
    await process.stop();
  };
  try {
    const call = caller(dir, process);
    const info = await call<AnalyzerInfo>((done) => client.getAnalyzerInfo(new Empty(), done));
    const rules = rulesOf(info);
    const config = reconcileConfig(rules, [initialConfigOf(info), fileConfig]);
    await call<AnalyzerStackConfigureResponse>((done) => client.configureStack(stackRequest(options), done));
    await call<Empty>((done) => client.configure(configureRequest(config), done));
    return {
      name: info.getName(),
      version: info.getVersion(),
      rules: [...config].map(([name, { enforcementLevel }]) => ({ name, enforcementLevel })),
      startMs: performance.now() - startedAt,
      remediate: (resource) => remediate(call, client, resource),
      analyze: async (resource) => {
        const request = analyzeRequest(resource, false);
        return findingsOf(await call<AnalyzeResponse>((done) => client.analyze(request, done)), resource.urn);
      },
      analyzeStack: async (resources) => {
        const request = analyzeStackRequest(resources);
        return findingsOf(await call<AnalyzeResponse>((done) => client.analyzeStack(request, done)));
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A call whose error contains the output of the pack. */
function caller(dir: string, process: PackProcess): Call {
  return (run) =>
    new Promise((resolve, reject) =>
      run((error, response) => {
        if (error === null) return resolve(response);
        const output = process.stderr().trim();
        reject(
          new PolicyPackError(
            "POLICY_PACK_CRASHED",
            `policy pack "${dir}" failed: ${error.details}${output === "" ? "" : `; it wrote:\n${output}`}`,
          ),
        );
      }),
    );
}

function stackRequest({ stack, project, organization, tags, dryRun }: StartOptions): AnalyzerStackConfigureRequest {
  const request = new AnalyzerStackConfigureRequest()
    .setStack(stack ?? "")
    .setProject(project ?? "")
    .setOrganization(organization ?? "")
    .setDryRun(dryRun ?? false);
  for (const [key, value] of Object.entries(tags ?? {})) request.getTagsMap().set(key, value);
  return request;
}

async function remediate(call: Call, client: AnalyzerClient, resource: AnalyzedResource): Promise<RemediationResult> {
  const response = await call<RemediateResponse>((done) => client.remediate(analyzeRequest(resource, true), done));
  let properties: WireProperties = resource.properties;
  const remediations = response.getRemediationsList().map((remediation) => {
    // Each rule starts from what the one before it left, so the last answer holds every remediation.
    const remediated = remediation.getProperties();
    if (remediated !== undefined) properties = fromStruct(remediated);
    const diagnostic = remediation.getDiagnostic();
    return {
      policy: remediation.getPolicyname(),
      description: remediation.getDescription(),
      ...(diagnostic === "" ? {} : { diagnostic }),
    };
  });
  return { properties, remediations };
}

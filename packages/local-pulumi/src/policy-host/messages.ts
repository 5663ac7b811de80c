import * as analyzer from "@pulumi/pulumi/proto/analyzer_pb";

import { fromStruct, toStruct } from "../property-values";
import type { ConfigurableRule, RuleConfig } from "./pack-config";
import type { JsonSchema } from "./json-schema";
import type { AnalyzedOptions, AnalyzedProvider, AnalyzedResource, EnforcementLevel, Finding, Severity } from "./types";

const LEVEL_OF: Readonly<Record<analyzer.EnforcementLevel, EnforcementLevel>> = {
  [analyzer.EnforcementLevel.ADVISORY]: "advisory",
  [analyzer.EnforcementLevel.MANDATORY]: "mandatory",
  [analyzer.EnforcementLevel.DISABLED]: "disabled",
  [analyzer.EnforcementLevel.REMEDIATE]: "remediate",
};

const NUMBER_OF: Readonly<Record<EnforcementLevel, analyzer.EnforcementLevel>> = {
  advisory: analyzer.EnforcementLevel.ADVISORY,
  mandatory: analyzer.EnforcementLevel.MANDATORY,
  disabled: analyzer.EnforcementLevel.DISABLED,
  remediate: analyzer.EnforcementLevel.REMEDIATE,
};

const SEVERITY_OF: Readonly<Record<analyzer.PolicySeverity, Severity | undefined>> = {
  [analyzer.PolicySeverity.POLICY_SEVERITY_UNSPECIFIED]: undefined,
  [analyzer.PolicySeverity.POLICY_SEVERITY_LOW]: "low",
  [analyzer.PolicySeverity.POLICY_SEVERITY_MEDIUM]: "medium",
  [analyzer.PolicySeverity.POLICY_SEVERITY_HIGH]: "high",
  [analyzer.PolicySeverity.POLICY_SEVERITY_CRITICAL]: "critical",
};

/**
 * The engine's internal keys among the properties (`__defaults` and the like). The CLI hides it from validation, but
 * not from remediation.
 */
const INTERNAL_KEY = /^__/;

/** The request to check one resource's inputs, with or without the engine's internal keys. */
export function analyzeRequest(resource: AnalyzedResource, internalKeys: boolean): analyzer.AnalyzeRequest {
  const request = new analyzer.AnalyzeRequest()
    .setUrn(resource.urn)
    .setType(resource.type)
    .setName(resource.name)
    .setProperties(toStruct(internalKeys ? resource.properties : withoutInternalKeys(resource.properties)))
    .setOptions(optionsOf(resource.options, resource.parent));
  if (resource.provider !== undefined) request.setProvider(providerOf(resource.provider));
  return request;
}

/** The request to check all resources' outputs. */
export function analyzeStackRequest(resources: readonly AnalyzedResource[]): analyzer.AnalyzeStackRequest {
  return new analyzer.AnalyzeStackRequest().setResourcesList(resources.map(stackResourceOf));
}

function stackResourceOf(resource: AnalyzedResource): analyzer.AnalyzerResource {
  const message = new analyzer.AnalyzerResource()
    .setUrn(resource.urn)
    .setType(resource.type)
    .setName(resource.name)
    .setProperties(toStruct(withoutInternalKeys(resource.properties)))
    .setOptions(optionsOf(resource.options, resource.parent))
    .setParent(resource.parent ?? "")
    .setDependenciesList([...resource.dependencies]);
  if (resource.provider !== undefined) message.setProvider(providerOf(resource.provider));
  for (const [property, urns] of Object.entries(resource.propertyDependencies)) {
    if (urns.length === 0) continue;
    const dependencies = new analyzer.AnalyzerPropertyDependencies().setUrnsList([...urns]);
    message.getPropertydependenciesMap().set(property, dependencies);
  }
  return message;
}

function optionsOf(options: AnalyzedOptions, parent: string | undefined): analyzer.AnalyzerResourceOptions {
  const { create = 0, update = 0, delete: remove = 0 } = options.customTimeouts ?? {};
  return new analyzer.AnalyzerResourceOptions()
    .setProtect(options.protect ?? false)
    .setIgnorechangesList([...(options.ignoreChanges ?? [])])
    .setDeletebeforereplace(options.deleteBeforeReplace ?? false)
    .setDeletebeforereplacedefined(options.deleteBeforeReplace !== undefined)
    .setAliasesList([...(options.aliases ?? [])])
    .setAdditionalsecretoutputsList([...(options.additionalSecretOutputs ?? [])])
    .setCustomtimeouts(
      new analyzer.AnalyzerResourceOptions.CustomTimeouts().setCreate(create).setUpdate(update).setDelete(remove),
    )
    .setParent(parent ?? "");
}

function providerOf(provider: AnalyzedProvider): analyzer.AnalyzerProviderResource {
  return new analyzer.AnalyzerProviderResource()
    .setUrn(provider.urn)
    .setType(provider.type)
    .setName(provider.name)
    .setProperties(toStruct(provider.properties));
}

/** The request that gives every rule its level and parameters. */
export function configureRequest(config: ReadonlyMap<string, Required<RuleConfig>>): analyzer.ConfigureAnalyzerRequest {
  const request = new analyzer.ConfigureAnalyzerRequest();
  for (const [rule, { enforcementLevel, properties }] of config) {
    const message = new analyzer.PolicyConfig()
      .setEnforcementlevel(NUMBER_OF[enforcementLevel])
      .setProperties(toStruct(properties));
    request.getPolicyconfigMap().set(rule, message);
  }
  return request;
}

/** The rules that a pack announces, with their schemas. */
export function rulesOf(info: analyzer.AnalyzerInfo): ConfigurableRule[] {
  return info.getPoliciesList().map((policy) => {
    const rule = { name: policy.getName(), enforcementLevel: LEVEL_OF[policy.getEnforcementlevel()] };
    const schema = policy.getConfigschema();
    if (schema === undefined) return rule;
    const properties = fromStruct(schema.getProperties()) as Record<string, JsonSchema>;
    return { ...rule, schema: { properties, required: schema.getRequiredList() } };
  });
}

/** The configuration in the pack's code. */
export function initialConfigOf(info: analyzer.AnalyzerInfo): Map<string, RuleConfig> {
  const config = new Map<string, RuleConfig>();
  info.getInitialconfigMap().forEach((message, rule) => {
    const properties = fromStruct(message.getProperties());
    config.set(rule, { enforcementLevel: LEVEL_OF[message.getEnforcementlevel()], properties });
  });
  return config;
}

/** The violations of an answer; `urn` is the checked resource, for diagnostics that name none. */
export function findingsOf(response: analyzer.AnalyzeResponse, urn?: string): Finding[] {
  return response.getDiagnosticsList().map((diagnostic) => {
    const about = diagnostic.getUrn() === "" ? urn : diagnostic.getUrn();
    const severity = SEVERITY_OF[diagnostic.getSeverity()];
    return {
      policy: diagnostic.getPolicyname(),
      pack: diagnostic.getPolicypackname(),
      level: diagnostic.getEnforcementlevel() === analyzer.EnforcementLevel.ADVISORY ? "advisory" : "mandatory",
      message: diagnostic.getMessage(),
      ...(about === undefined ? {} : { urn: about }),
      ...(severity === undefined ? {} : { severity }),
    };
  });
}

function withoutInternalKeys(value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const strip = (item: unknown): unknown => {
    if (Array.isArray(item)) return item.map(strip);
    if (typeof item !== "object" || item === null) return item;
    return withoutInternalKeys(item as Record<string, unknown>);
  };
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !INTERNAL_KEY.test(key))
      .map(([key, item]) => [key, strip(item)]),
  );
}

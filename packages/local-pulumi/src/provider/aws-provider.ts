import type * as pulumi from "@pulumi/pulumi";

import { AwsError, type Caller, type Cloud } from "@image-pipeline/local-aws";
import { CallGate, type GatedCall } from "./calls/call-gate";
import { changedProperties } from "./compare";
import { coerced } from "./coercion";
import { checkProviderConfig, defaultTagsOf } from "./config";
import { DEFAULTS, withDefaults } from "./defaults";
import { withDocumentsAsText } from "./documents";
import { runInvoke } from "./invokes";
import { logicalName, typeToken } from "./naming";
import { findType, knownTokens, unknownToken } from "./registry";
import { hasOwnName, withKnownName, withName, withPrefixedName } from "./resource-names";
import type { Made, ProviderContext, ResourceType } from "./resource-type";
import { checkProperties, deprecations, type Failure, type Properties } from "./schema";
import { allTags, tagsProperty } from "./tags";
import type { CheckResult } from "../aws-provider";
import {
  containsSecret,
  decodeBag,
  encodeBag,
  hasUnknown,
  secret,
  toPropertyMap,
  UNKNOWN_VALUE,
  withoutInternal,
  type Bag,
  type PropertyMap,
  type PropertyValue,
} from "../property-values";

/** Version of `@pulumi/aws` whose types this provider has. */
const VERSION = "7.48.0";

function typeOf(urn: string): ResourceType {
  const token = typeToken(urn);
  const type = findType(token);
  if (type === undefined) {
    throw new Error(unknownToken(`resource type "${token}"`, token, knownTokens()));
  }
  return type;
}

function propertiesOf(type: ResourceType): Properties {
  return type.tagged === true ? { ...type.properties, tags: tagsProperty } : type.properties;
}

/** The error of AWS, with what it concerns: a resource by its URN, or the provider. */
async function explained<T>(subject: string, work: () => Promise<T> | T): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const what = subject.startsWith("urn:") ? `${typeToken(subject)} ${logicalName(subject)}` : subject;
    throw new Error(`${what}: ${error.code}: ${error.message}`, { cause: error });
  }
}

/** The `aws` package on the embedded services: the generic part. Each type's own part is in `resources/`. */
export class EmbeddedAws {
  readonly version = VERSION;
  private defaultTags: Readonly<Record<string, string>> = {};
  private readonly caller: Caller;
  private readonly gate: CallGate | undefined;

  /**
   * @param roleName role as which requests are sent; absent: the account's root user
   * @throws AwsError `NoSuchEntity`
   */
  constructor(
    private readonly cloud: Cloud,
    private readonly dir: string,
    roleName?: string,
  ) {
    const { iam } = cloud.services;
    this.caller = roleName === undefined ? iam.root() : iam.asRole(iam.role(roleName), "pulumi");
    this.gate = roleName === undefined ? undefined : new CallGate(cloud, this.caller);
  }

  checkConfig(config: Bag): Promise<pulumi.provider.CheckResult> {
    return Promise.resolve({ inputs: config, failures: checkProviderConfig(config, this.cloud) });
  }

  configure(config: Bag): Promise<void> {
    const [failure] = checkProviderConfig(config, this.cloud);
    if (failure !== undefined) return Promise.reject(new Error(`aws provider: ${failure.property}: ${failure.reason}`));
    this.defaultTags = defaultTagsOf(config);
    return explained("aws provider", () => this.gate?.identify());
  }

  async check(urn: string, oldInputs: Bag, newInputs: Bag): Promise<CheckResult> {
    const type = typeOf(urn);
    const properties = propertiesOf(type);
    const old = toPropertyMap(oldInputs ?? {});
    const { inputs: typed, warnings } = coerced(properties, withoutInternal(toPropertyMap(newInputs)));
    const { inputs: named, defaulted, failures } = withName(type, urn, withDocumentsAsText(properties, typed), old);
    const { region, ...inputs } = decodeBag(named);
    failures.push(...checkProperties(properties, inputs), ...this.checkRegion(type, region));
    if (failures.length === 0) failures.push(...(type.check?.(inputs) ?? []));

    const completed = withDefaults(properties, named, old);
    const all: PropertyMap = {
      ...markedSensitive(properties, completed.inputs),
      ...(type.tagged === true && { tagsAll: this.tagsAll(inputs) }),
      ...(isRegional(type) && { region: named.region ?? this.cloud.region }),
      [DEFAULTS]: [...defaulted, ...completed.defaulted].sort(),
    };
    const before = decodeBag(oldInputs ?? {});
    const changed = (input: string) => JSON.stringify(before[input]) !== JSON.stringify(inputs[input]);
    if (!hasUnknown(inputs)) await this.pass(urn, "plan", { id: "", inputs, changed });
    return {
      inputs: all,
      failures,
      warnings: [
        ...warnings,
        ...[...deprecations(type.properties, inputs)].map(
          // The words of the bridge that the AWS package is made with.
          ({ property, reason }) => `verification warning: "${property}": ${reason}`,
        ),
      ],
    };
  }

  diff(_id: string, urn: string, oldOutputs: Bag, newInputs: Bag): Promise<pulumi.provider.DiffResult> {
    const type = typeOf(urn);
    const properties = propertiesOf(type);
    const [before, after] = [decodeBag(oldOutputs), decodeBag(withoutInternal(newInputs))];
    const changed = this.changes(type, before, after);
    const replaces = changed.filter((name) => type.update === undefined || properties[name]?.replaces === true);
    const stale = type.isStale?.(before, this.context()) === true;
    return Promise.resolve({
      changes: changed.length > 0 || stale,
      replaces,
      deleteBeforeReplace: replaces.length > 0 && (type.deleteBeforeReplace === true || hasOwnName(type, newInputs)),
    });
  }

  async create(urn: string, inputs: Bag): Promise<pulumi.provider.CreateResult> {
    const type = typeOf(urn);
    const decoded = withPrefixedName(type, decodeInputs(inputs));
    const changed = () => true;
    await this.pass(urn, "create", { id: "", inputs: decoded, changed });
    const made = await explained(urn, async () => type.create(decoded, this.context()));
    try {
      await this.pass(urn, "settle", { id: made.id, inputs: decoded, changed });
      await this.pass(urn, "read", { id: made.id, inputs: made.outs, changed });
    } catch (error) {
      await type.delete(made.id, made.outs, this.context());
      throw error;
    }
    // The engine notes what is made only once it would survive the end of this process.
    await this.cloud.durable();
    return { id: made.id, outs: this.outputs(type, made, inputs) };
  }

  async read(id: string, urn: string, props: Bag = {}): Promise<pulumi.provider.ReadResult> {
    const type = typeOf(urn);
    const known = decodeBag(props);
    await this.pass(urn, "read", { id, inputs: known, changed: () => false });
    const made = await explained(urn, async () => type.read(id, known, this.context()));
    if (made === undefined) return { id: "", props: {} };
    const outs = this.outputs(type, made, props);
    // The inputs that an import has to write into the program: all that differ from AWS's defaults.
    const importing = Object.keys(known).length === 0;
    return { id: made.id, props: outs, ...(importing && { inputs: inputsOf(propertiesOf(type), made.outs) }) };
  }

  async update(id: string, urn: string, oldOutputs: Bag, newInputs: Bag): Promise<pulumi.provider.UpdateResult> {
    const type = typeOf(urn);
    const { update } = type;
    if (update === undefined)
      throw new Error(`${typeToken(urn)} ${logicalName(urn)}: a resource of this type can only be replaced`);
    const before = decodeBag(oldOutputs);
    const after = withKnownName(type, decodeInputs(newInputs), before);
    const changes = this.changes(type, before, after);
    const changed = (input: string) => changes.includes(input) || (input === "tags" && changes.includes("tagsAll"));
    await this.pass(urn, "update", { id, inputs: after, changed });
    const made = await explained(urn, async () => update(id, after, before, this.context()));
    await this.pass(urn, "read", { id, inputs: made.outs, changed });
    await this.cloud.durable();
    return { outs: this.outputs(type, made, newInputs) };
  }

  async delete(id: string, urn: string, props: Bag): Promise<void> {
    const type = typeOf(urn);
    const known = decodeBag(props);
    await this.pass(urn, "delete", { id, inputs: known, changed: () => false });
    await explained(urn, async () => type.delete(id, known, this.context()));
    await this.cloud.durable();
  }

  invoke(token: string, inputs: Bag): Promise<pulumi.provider.InvokeResult> {
    return Promise.resolve(runInvoke(token, decodeBag(inputs), this.cloud, this.caller));
  }

  private checkRegion(type: ResourceType, region: unknown): Failure[] {
    if (typeof region !== "string") return [];
    const reason = isRegional(type)
      ? `expected ${this.cloud.region}, the region of the embedded services, got ${region}`
      : "resources of this type are global; leave it out";
    const isKnown = region === this.cloud.region || type.otherRegions?.includes(region) === true;
    return isRegional(type) && isKnown ? [] : [{ property: "region", reason }];
  }

  /** All tags of a resource, as the package adds them to its inputs (`tags.go` of pulumi-aws). */
  private tagsAll(inputs: Bag): PropertyValue {
    return hasUnknown(inputs.tags) ? UNKNOWN_VALUE : toPropertyMap(allTags(inputs, this.context()));
  }

  /** The inputs that differ, and `tagsAll` if only a default tag does. */
  private changes(type: ResourceType, before: Bag, after: Bag): string[] {
    const changed = changedProperties(propertiesOf(type), before, after);
    if (type.tagged === true && !changed.includes("tags") && !hasUnknown(after.tags)) {
      const tags = { shape: { kind: "map", of: { kind: "string" } } } as const;
      changed.push(...changedProperties({ tagsAll: tags }, before, { tagsAll: allTags(after, this.context()) }));
    }
    return changed;
  }

  /** @throws Error with the request that the role may not send */
  private async pass(
    urn: string,
    phase: GatedCall["phase"],
    subject: Pick<GatedCall, "id" | "inputs" | "changed">,
  ): Promise<void> {
    const tags = allTags(subject.inputs, this.context());
    await explained(urn, () => this.gate?.pass({ token: typeToken(urn), phase, tags, ...subject }));
  }

  private context(): ProviderContext {
    return { cloud: this.cloud, dir: this.dir, defaultTags: this.defaultTags };
  }

  /** Outputs on the wire: an output of a secret input is secret. */
  private outputs(type: ResourceType, made: Made, inputs: Bag): Bag {
    const region = isRegional(type) ? { region: inputs.region ?? this.cloud.region } : {};
    const outs = toPropertyMap(encodeBag({ ...made.outs, ...region }));
    return Object.fromEntries(
      Object.entries(outs).map(([key, value]) => [key, containsSecret(inputs[key]) ? secret(value) : value]),
    );
  }
}

/** IAM and CloudFront are global; every other type takes the region that it is in (`region.go` of pulumi-aws). */
const isRegional = ({ token }: ResourceType): boolean => !/^aws:(iam|cloudfront)\//.test(token);

function markedSensitive(properties: Properties, inputs: PropertyMap): PropertyMap {
  const entries = Object.entries(inputs).map(([name, value]) => {
    const isSensitive = Object.hasOwn(properties, name) && properties[name]?.sensitive === true;
    return [name, isSensitive && value !== null ? secret(value) : value] as const;
  });
  return Object.fromEntries(entries);
}

function decodeInputs(inputs: Bag): Record<string, unknown> {
  const rest = decodeBag(withoutInternal(inputs));
  delete rest.region;
  delete rest.tagsAll;
  if (hasUnknown(rest)) throw new Error("an input is still unknown");
  return rest;
}

function inputsOf(properties: Properties, outs: Bag): Bag {
  const stated = Object.keys(properties).filter((name) => {
    const { [name]: property } = properties;
    return (
      outs[name] !== undefined &&
      property !== undefined &&
      changedProperties({ [name]: { ...property, computed: false } }, {}, outs).length > 0
    );
  });
  return encodeBag(Object.fromEntries(stated.map((name) => [name, outs[name]])));
}

import { randomUUID } from "node:crypto";

import { AwsError } from "../http/aws-error";
import type { FunctionAlias, FunctionConfig, FunctionRecord, PublishedVersion, StoredArchive } from "./types";

const notFound = (what: string) => new AwsError("ResourceNotFoundException", `${what} not found`, 404);
const invalid = (message: string) => new AwsError("InvalidParameterValueException", message);

/** An alias as its creator states it. */
export type AliasSpec = Pick<FunctionAlias, "name" | "functionVersion"> &
  Partial<Pick<FunctionAlias, "description" | "additionalVersionWeights">>;

/** What {@link FunctionVersions} works with. */
interface FunctionVersionsDeps {
  /** @throws AwsError `ResourceNotFoundException`. */
  readonly function: (name: string) => FunctionRecord;
  readonly arn: (reference: string) => string;
  /** Code of a layer's version. @throws AwsError `ResourceNotFoundException`. */
  readonly layerCode: (layerVersionArn: string) => StoredArchive;
  readonly changed: () => void;
  /** Called when a version is no more. */
  readonly retire: (name: string, version: string) => void;
  /** A number from 0 to 1, 1 not included. Default: `Math.random`. */
  readonly random?: () => number;
}

/** Settings that do not belong to a version: they are the function's, whichever version runs. */
const ownSettings: readonly string[] = ["reservedConcurrency", "tags"] satisfies (keyof FunctionConfig)[];

/**
 * The published versions of functions, and the aliases that point to them (Lambda Developer Guide, "Manage Lambda
 * function versions", "Create an alias for a Lambda function", "Implement Lambda canary deployments using a weighted
 * alias").
 */
export class FunctionVersions {
  constructor(private readonly deps: FunctionVersionsDeps) {}

  /**
   * Publishes the function as it is. Where nothing has changed since the last version, that one is returned: Lambda
   * publishes no version then (Lambda API, PublishVersion).
   */
  publish(name: string): PublishedVersion {
    const record = this.deps.function(name);
    const last = record.versions?.at(-1);
    if (last !== undefined && isSame(last, record)) return last;
    const version: PublishedVersion = {
      version: String((record.lastVersion ?? 0) + 1),
      config: record.config,
      code: record.code,
      // A layer's version may be deleted: functions that use it keep it.
      layers: record.config.layers.map((arn) => this.deps.layerCode(arn)),
      lastModified: record.lastModified,
    };
    record.versions = [...(record.versions ?? []), version];
    record.lastVersion = Number(version.version);
    this.deps.changed();
    return version;
  }

  /** Published versions, the oldest first. */
  all(name: string): readonly PublishedVersion[] {
    return this.deps.function(name).versions ?? [];
  }

  /** @throws AwsError `ResourceNotFoundException`. */
  get(name: string, version: string): PublishedVersion {
    const found = this.all(name).find((one) => one.version === version);
    if (found === undefined) throw notFound(`Function: ${this.deps.arn(`${name}:${version}`)}`);
    return found;
  }

  /** @throws AwsError `ResourceConflictException` while an alias points to it. */
  delete(name: string, version: string): void {
    this.get(name, version);
    const record = this.deps.function(name);
    const pointing = (record.aliases ?? []).find((alias) => versionsOf(alias).includes(version));
    if (pointing !== undefined) {
      throw new AwsError(
        "ResourceConflictException",
        `Cannot delete or deactivate version ${version}: the alias ${pointing.name} points to it`,
        409,
      );
    }
    record.versions = this.all(name).filter((one) => one.version !== version);
    this.deps.retire(name, version);
    this.deps.changed();
  }

  aliases(name: string): readonly FunctionAlias[] {
    return this.deps.function(name).aliases ?? [];
  }

  /** @throws AwsError `ResourceNotFoundException`. */
  alias(name: string, alias: string): FunctionAlias {
    const found = this.aliases(name).find((one) => one.name === alias);
    if (found === undefined) throw notFound(`Alias not found: ${this.deps.arn(`${name}:${alias}`)}`);
    return found;
  }

  /** @throws AwsError `ResourceConflictException`, `ResourceNotFoundException`, `InvalidParameterValueException`. */
  createAlias(name: string, spec: AliasSpec): FunctionAlias {
    if (this.aliases(name).some((one) => one.name === spec.name)) {
      const arn = this.deps.arn(`${name}:${spec.name}`);
      throw new AwsError("ResourceConflictException", `Alias already exists: ${arn}`, 409);
    }
    return this.put(name, { description: "", additionalVersionWeights: {}, ...spec });
  }

  /** Changes what is stated. @throws AwsError as {@link createAlias}. */
  updateAlias(name: string, alias: string, change: Partial<AliasSpec>): FunctionAlias {
    return this.put(name, { ...this.alias(name, alias), ...change, name: alias });
  }

  deleteAlias(name: string, alias: string): void {
    const record = this.deps.function(name);
    record.aliases = this.aliases(name).filter((one) => one.name !== alias);
    this.deps.changed();
  }

  /** Whether a function has a version or an alias of this name. */
  has(name: string, qualifier: string): boolean {
    return [...this.all(name).map(({ version }) => version), ...this.aliases(name).map((one) => one.name)].includes(
      qualifier,
    );
  }

  /**
   * The version that an invocation runs: of an alias with weights one of its two, by chance.
   *
   * @throws AwsError `ResourceNotFoundException`.
   */
  route(name: string, qualifier: string): PublishedVersion {
    if (/^\d+$/.test(qualifier)) return this.get(name, qualifier);
    const { functionVersion, additionalVersionWeights } = this.alias(name, qualifier);
    const [additional] = Object.entries(additionalVersionWeights);
    const { random = Math.random } = this.deps;
    return this.get(name, additional !== undefined && random() < additional[1] ? additional[0] : functionVersion);
  }

  private put(name: string, spec: Omit<FunctionAlias, "revisionId">): FunctionAlias {
    this.check(name, spec);
    const alias: FunctionAlias = { ...spec, revisionId: randomUUID() };
    const record = this.deps.function(name);
    record.aliases = [...this.aliases(name).filter((one) => one.name !== alias.name), alias];
    this.deps.changed();
    return alias;
  }

  /** The demands on an alias and its versions ("Implement Lambda canary deployments using a weighted alias"). */
  private check(name: string, alias: Omit<FunctionAlias, "revisionId">): void {
    if (!/^(?!\d+$)[\w-]{1,128}$/.test(alias.name)) {
      throw invalid(`An alias has 1 to 128 letters, digits, hyphens or underscores, and is no number: ${alias.name}`);
    }
    const weights = Object.entries(alias.additionalVersionWeights);
    if (weights.length > 1) throw invalid("Number of items in AdditionalVersionWeights cannot be greater than 1");
    if (alias.functionVersion === "$LATEST") {
      if (weights.length > 0) throw invalid("$LATEST is not supported for an alias pointing to more than 1 version");
      throw invalid("The embedded Lambda has aliases of published versions alone, and none of $LATEST");
    }
    const primary = this.get(name, alias.functionVersion);
    for (const [version, weight] of weights) {
      if (!(weight >= 0 && weight <= 1)) throw invalid(`expected a weight of 0.0 to 1.0, got ${weight}`);
      if (version === alias.functionVersion) {
        throw invalid(
          `Invalid function version ${version}. Function version ${version} is already included in routing configuration.`,
        );
      }
      const other = this.get(name, version);
      const differs = (["roleArn", "deadLetterTarget"] as const).find(
        (key) => primary.config[key] !== other.config[key],
      );
      if (differs !== undefined)
        throw invalid(`The versions ${alias.functionVersion} and ${version} differ in ${differs}`);
    }
  }
}

function versionsOf({ functionVersion, additionalVersionWeights }: FunctionAlias): readonly string[] {
  return [functionVersion, ...Object.keys(additionalVersionWeights)];
}

function isSame(last: PublishedVersion, { config, code }: FunctionRecord): boolean {
  return last.code.sha256 === code.sha256 && settingsOf(last.config) === settingsOf(config);
}

function settingsOf(config: FunctionConfig): string {
  const settings = Object.entries(config).filter(([name]) => !ownSettings.includes(name));
  return JSON.stringify(settings.sort(([a], [b]) => (a < b ? -1 : 1)));
}

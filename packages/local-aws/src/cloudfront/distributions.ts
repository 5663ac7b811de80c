import { randomUUID } from "node:crypto";

import { AwsError } from "../http/aws-error";
import { checkVersion, noSuchDistribution } from "./errors";
import { newDomainLabel, newEtag, newId } from "./ids";
import type { Distribution, DistributionConfig } from "./types";

/** The zone of every distribution in Route 53 ("AliasTarget": CloudFront's hosted zone). */
const HOSTED_ZONE_ID = "Z2FDTNDATAQYW2";

/** A distribution, and the port that it was served at last. */
export interface SavedDistribution {
  readonly distribution: Distribution;
  readonly port: number;
}

/** Dependencies of {@link Distributions}. */
interface DistributionsDeps {
  readonly accountId: string;
  /** @throws AwsError for a definition that CloudFront would not take. */
  readonly check: (config: DistributionConfig, takenNames: readonly string[]) => void;
  readonly changed: () => void;
  /** Starts to serve a distribution. @returns the port. */
  readonly open: (id: string, port: number) => Promise<number>;
  /** Stops to serve it, and forgets what is in its cache. */
  readonly shut: (id: string) => Promise<void>;
}

/** Distributions. Each is served at a port of its own from its creation on, also while it is disabled. */
export class Distributions {
  private readonly byId = new Map<string, Distribution>();
  private readonly ports = new Map<string, number>();

  constructor(
    private readonly deps: DistributionsDeps,
    saved: readonly SavedDistribution[] = [],
  ) {
    for (const { distribution, port } of saved) {
      this.byId.set(distribution.id, distribution);
      this.ports.set(distribution.id, port);
    }
  }

  all(): readonly Distribution[] {
    return [...this.byId.values()];
  }

  saved(): readonly SavedDistribution[] {
    return this.all().map((distribution) => ({ distribution, port: this.ports.get(distribution.id) ?? 0 }));
  }

  /** @throws AwsError `NoSuchDistribution`. */
  get(id: string): Distribution {
    const distribution = this.byId.get(id);
    if (distribution === undefined) throw noSuchDistribution();
    return distribution;
  }

  /** `http://127.0.0.1:PORT`: where a distribution is served. @throws AwsError `NoSuchDistribution`. */
  urlOf(id: string): string {
    this.get(id);
    return `http://127.0.0.1:${this.ports.get(id) ?? 0}`;
  }

  /**
   * Creates a distribution and serves it.
   *
   * @throws AwsError `DistributionAlreadyExists`, and by the codes of its check: `NoSuchCachePolicy` …
   */
  async create(given: DistributionConfig, tags: Readonly<Record<string, string>> = {}): Promise<Distribution> {
    const config = { ...given, callerReference: given.callerReference ?? randomUUID() };
    if (this.all().some((other) => other.config.callerReference === config.callerReference)) {
      const message = `The caller reference ${config.callerReference} is that of another distribution.`;
      throw new AwsError("DistributionAlreadyExists", message, 409);
    }
    this.deps.check(config, this.namesExcept(undefined));
    const id = newId("E");
    this.put({
      id,
      arn: `arn:aws:cloudfront::${this.deps.accountId}:distribution/${id}`,
      ...{ etag: newEtag(), lastModified: Date.now(), config, tags },
      domainName: `${newDomainLabel()}.cloudfront.net`,
      hostedZoneId: HOSTED_ZONE_ID,
      status: "InProgress",
    });
    await this.open(id, 0);
    return this.put({ ...this.get(id), status: "Deployed" });
  }

  /** @throws AwsError as `create` does; `NoSuchDistribution`, `PreconditionFailed`, `IllegalUpdate`. */
  update(id: string, given: DistributionConfig, ifMatch?: string): Distribution {
    const before = this.get(id);
    checkVersion(before.etag, ifMatch);
    const config = { ...given, callerReference: given.callerReference ?? before.config.callerReference ?? "" };
    if (config.callerReference !== before.config.callerReference) {
      throw new AwsError("IllegalUpdate", "The caller reference of a distribution cannot be changed.");
    }
    this.deps.check(config, this.namesExcept(id));
    return this.put({ ...before, etag: newEtag(), lastModified: Date.now(), config });
  }

  /** Replaces all tags. @throws AwsError `NoSuchDistribution`. */
  setTags(id: string, tags: Readonly<Record<string, string>>): void {
    this.put({ ...this.get(id), tags });
  }

  /** @throws AwsError `NoSuchDistribution`, `PreconditionFailed`, `DistributionNotDisabled`. */
  async delete(id: string, ifMatch?: string): Promise<void> {
    const { etag, config } = this.get(id);
    checkVersion(etag, ifMatch);
    if (config.enabled) {
      const message = "The distribution you are trying to delete has not been disabled.";
      throw new AwsError("DistributionNotDisabled", message, 409);
    }
    this.byId.delete(id);
    this.ports.delete(id);
    this.deps.changed();
    await this.deps.shut(id);
  }

  /** Serves what the last run has left, each at its port if that is free. */
  async openAll(): Promise<void> {
    for (const { id } of this.all()) await this.open(id, this.ports.get(id) ?? 0);
  }

  private async open(id: string, lastPort: number): Promise<void> {
    const port = await this.deps.open(id, lastPort);
    this.ports.set(id, port);
    if (port !== lastPort) this.deps.changed();
  }

  private namesExcept(id: string | undefined): string[] {
    return this.all()
      .filter((other) => other.id !== id)
      .flatMap(({ config }) => config.aliases);
  }

  private put(distribution: Distribution): Distribution {
    this.byId.set(distribution.id, distribution);
    this.deps.changed();
    return distribution;
  }
}

import { randomUUID } from "node:crypto";

import type { ServiceContext } from "../context";
import type { Iam } from "../iam/iam";
import type { Logs } from "../logs/logs";
import type { StateDocument } from "../state/state-store";
import { Collection, type CollectionSpec, type Resource } from "./collection";
import {
  checkCachePolicy,
  checkKeyGroup,
  checkOriginAccessControl,
  checkPublicKey,
  checkResponseHeadersPolicy,
} from "./config-checks";
import { checkDistribution } from "./distribution-checks";
import { Distributions, type SavedDistribution } from "./distributions";
import { EdgeFunctions } from "./edge-functions";
import { EdgeNetwork } from "./edge-network";
import { newId } from "./ids";
import { Invalidations } from "./invalidations";
import { managedCachePolicies } from "./managed-policies";
import type {
  CacheBehavior,
  CachePolicyConfig,
  EdgeFunction,
  Invalidation,
  KeyGroupConfig,
  OriginAccessControlConfig,
  PublicKeyConfig,
  ResponseHeadersPolicyConfig,
} from "./types";

interface CloudFrontState {
  readonly originAccessControls: readonly Resource<OriginAccessControlConfig>[];
  readonly cachePolicies: readonly Resource<CachePolicyConfig>[];
  readonly responseHeadersPolicies: readonly Resource<ResponseHeadersPolicyConfig>[];
  readonly publicKeys: readonly Resource<PublicKeyConfig>[];
  readonly keyGroups: readonly Resource<KeyGroupConfig>[];
  readonly functions: readonly EdgeFunction[];
  readonly distributions: readonly SavedDistribution[];
}

/**
 * Distributions in front of buckets, and what they refer to. A provider declares all of it in process; the types of the
 * definitions are in `types.ts`:
 *
 * - `originAccessControls`, `cachePolicies`, `responseHeadersPolicies`, `publicKeys`, `keyGroups`: `create(config)`,
 *   `get(id)`, `update(id, config, ifMatch?)`, `delete(id, ifMatch?)`, `all()`. Synchronous. Each answers
 *   `{ id, arn, etag, lastModified, config }`.
 * - `functions`: the same by name, with `create(config)`, `publish(name, ifMatch?)`; a distribution runs what was
 *   published last (`live`).
 * - `distributions`: `create(config, tags)` answers a promise, when the distribution is served; `update(id, config,
 *   ifMatch?)`, `setTags(id, tags)`; `delete(id, ifMatch?)`, a promise, of one that is disabled.
 * - `distributions.urlOf(id)`: where its images are served: `http://127.0.0.1:PORT`, the same after a restart. Requests
 *   with one of its own names as host, `d….cloudfront.net` or an alias, are served there too.
 * - `invalidations.create(distributionId, { callerReference, paths })`, `invalidations.all(distributionId)`.
 *
 * Errors are `AwsError`s by CloudFront's codes: `NoSuchDistribution`, `PreconditionFailed` …
 */
export class CloudFront {
  readonly originAccessControls: Collection<OriginAccessControlConfig>;
  readonly cachePolicies: Collection<CachePolicyConfig>;
  readonly responseHeadersPolicies: Collection<ResponseHeadersPolicyConfig>;
  readonly publicKeys: Collection<PublicKeyConfig>;
  readonly keyGroups: Collection<KeyGroupConfig>;
  readonly functions: EdgeFunctions;
  readonly distributions: Distributions;
  readonly invalidations: Invalidations;
  private readonly state: StateDocument;
  private readonly network: EdgeNetwork;

  constructor(
    readonly cloud: ServiceContext,
    readonly iam: Iam,
    logs: Logs,
  ) {
    const saved = cloud.state.read<CloudFrontState>("cloudfront");
    const changed = () => this.changed();
    const { accountId } = cloud;
    const common = { accountId, changed };
    this.originAccessControls = new Collection(
      {
        ...this.kind<OriginAccessControlConfig>("origin-access-control", "OriginAccessControl", () => newId("E")),
        check: checkOriginAccessControl,
        user: ({ id }) =>
          this.distributionWith(({ config }) => config.origins.some((o) => o.originAccessControlId === id)),
      },
      saved?.originAccessControls,
    );
    this.cachePolicies = new Collection(
      {
        ...this.kind<CachePolicyConfig>("cache-policy", "CachePolicy", randomUUID),
        check: checkCachePolicy,
        user: ({ id }) => this.behaviorUser((behavior) => behavior.cachePolicyId === id),
        managed: managedCachePolicies,
      },
      saved?.cachePolicies,
    );
    this.responseHeadersPolicies = new Collection(
      {
        ...this.kind<ResponseHeadersPolicyConfig>("response-headers-policy", "ResponseHeadersPolicy", randomUUID),
        check: checkResponseHeadersPolicy,
        user: ({ id }) => this.behaviorUser((behavior) => behavior.responseHeadersPolicyId === id),
      },
      saved?.responseHeadersPolicies,
    );
    this.publicKeys = new Collection(
      {
        ...this.kind<PublicKeyConfig>("public-key", "PublicKey", () => newId("K")),
        check: checkPublicKey,
        user: ({ id }) => {
          const group = this.keyGroups.all().find(({ config }) => config.items.includes(id));
          return group && `the key group ${group.id}`;
        },
      },
      saved?.publicKeys,
    );
    this.keyGroups = new Collection(
      {
        ...this.kind<KeyGroupConfig>("key-group", "KeyGroup", randomUUID),
        errors: { missing: "NoSuchResource", taken: "KeyGroupAlreadyExists", inUse: "ResourceInUse" },
        check: (config) => checkKeyGroup(config, (id) => this.publicKeys.get(id)),
        user: ({ id }) => this.behaviorUser((behavior) => behavior.trustedKeyGroups.includes(id)),
      },
      saved?.keyGroups,
    );
    const runs = ({ functionAssociations }: CacheBehavior, arn: string) =>
      functionAssociations.some(({ functionArn }) => functionArn === arn);
    this.functions = new EdgeFunctions(
      { ...common, user: ({ arn }) => this.behaviorUser((behavior) => runs(behavior, arn)) },
      saved?.functions,
    );
    this.network = new EdgeNetwork({ cloudfront: this, cloud, iam, logs });
    this.distributions = new Distributions(
      {
        ...common,
        check: (config, takenNames) =>
          checkDistribution(config, {
            region: cloud.region,
            requireCachePolicy: (id) => this.cachePolicies.get(id),
            requireResponseHeadersPolicy: (id) => this.responseHeadersPolicies.get(id),
            hasOriginAccessControl: (id) => this.originAccessControls.find(id) !== undefined,
            hasKeyGroup: (id) => this.keyGroups.find(id) !== undefined,
            functionByArn: (arn) => this.functions.byArn(arn),
            takenNames,
          }),
        open: (id, port) => this.network.open(id, port),
        shut: async (id) => {
          this.invalidations.forget(id);
          await this.network.shut(id);
        },
      },
      saved?.distributions,
    );
    this.invalidations = new Invalidations({
      table: cloud.state.table<Invalidation>("cloudfront-invalidations"),
      requireDistribution: (id) => this.distributions.get(id),
      apply: (id, paths) => this.network.invalidate(id, paths),
    });
    this.state = cloud.state.document("cloudfront", (): CloudFrontState => ({
      originAccessControls: this.originAccessControls.all(),
      cachePolicies: this.cachePolicies.all(),
      responseHeadersPolicies: this.responseHeadersPolicies.all(),
      publicKeys: this.publicKeys.all(),
      keyGroups: this.keyGroups.all(),
      functions: this.functions.all(),
      distributions: this.distributions.saved(),
    }));
  }

  /** Serves what the last run has left. Call when the endpoint listens. */
  async resume(): Promise<void> {
    await this.distributions.openAll();
  }

  async close(): Promise<void> {
    await this.network.close();
  }

  private changed(): void {
    this.state.changed();
  }

  /** What the collections of this account have in common. */
  private kind<Config>(kind: string, name: string, id: () => string) {
    const errors = { missing: `NoSuch${name}`, taken: `${name}AlreadyExists`, inUse: `${name}InUse` };
    const made = { kind, newId: id, accountId: this.cloud.accountId, errors, changed: () => this.changed() };
    return made satisfies Partial<CollectionSpec<Config>>;
  }

  private distributionWith(matches: (distribution: ReturnType<Distributions["get"]>) => boolean): string | undefined {
    const found = this.distributions.all().find(matches);
    return found && `the distribution ${found.id}`;
  }

  private behaviorUser(uses: (behavior: CacheBehavior) => boolean): string | undefined {
    return this.distributionWith(({ config }) =>
      [config.defaultCacheBehavior, ...config.orderedCacheBehaviors].some(uses),
    );
  }
}

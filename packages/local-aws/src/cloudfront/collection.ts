import { AwsError } from "../http/aws-error";
import { newEtag } from "./ids";
import { checkVersion } from "./errors";
import type { Versioned } from "./types";

/** A resource of CloudFront with its definition. */
export interface Resource<Config> extends Versioned {
  readonly config: Config;
}

/** What the resources of one kind have in common. */
export interface CollectionSpec<Config> {
  /** `cache-policy`: as in the ARN. */
  readonly kind: string;
  readonly newId: (config: Config) => string;
  readonly accountId: string;
  readonly errors: {
    /** `NoSuchCachePolicy`. */
    readonly missing: string;
    /** `CachePolicyAlreadyExists`. */
    readonly taken: string;
    /** `CachePolicyInUse`. */
    readonly inUse: string;
  };
  /** @throws AwsError for a definition that CloudFront would not take. */
  readonly check: (config: Config, before?: Config) => void;
  /** What refers to a resource, in words; undefined: nothing does. */
  readonly user: (resource: Resource<Config>) => string | undefined;
  readonly changed: () => void;
  /** Resources that always exist and cannot be changed. */
  readonly managed?: readonly Resource<Config>[];
}

/** Resources of one kind. Their names are unique within an account. */
export class Collection<Config extends { readonly name: string }> {
  private readonly byId = new Map<string, Resource<Config>>();

  constructor(
    private readonly spec: CollectionSpec<Config>,
    saved: readonly Resource<Config>[] = [],
  ) {
    for (const resource of saved) this.byId.set(resource.id, resource);
  }

  /** Resources of the account, without those that CloudFront manages. */
  all(): readonly Resource<Config>[] {
    return [...this.byId.values()];
  }

  find(id: string): Resource<Config> | undefined {
    return this.byId.get(id) ?? this.spec.managed?.find((resource) => resource.id === id);
  }

  /** @throws AwsError `NoSuchCachePolicy` …, by the kind. */
  get(id: string): Resource<Config> {
    const resource = this.find(id);
    if (resource === undefined) {
      throw new AwsError(this.spec.errors.missing, `The specified ${this.label} does not exist.`, 404);
    }
    return resource;
  }

  /** @throws AwsError `CachePolicyAlreadyExists` …, by the kind; the codes of its check. */
  create(config: Config): Resource<Config> {
    this.spec.check(config);
    this.checkName(config);
    return this.put(this.spec.newId(config), config);
  }

  /** @throws AwsError as `get` and `create` do; `PreconditionFailed`. */
  update(id: string, config: Config, ifMatch?: string): Resource<Config> {
    const before = this.own(id);
    checkVersion(before.etag, ifMatch);
    this.spec.check(config, before.config);
    if (config.name !== before.config.name) this.checkName(config);
    return this.put(id, config);
  }

  /** @throws AwsError as `get` does; `PreconditionFailed`, `CachePolicyInUse` …, by the kind. */
  delete(id: string, ifMatch?: string): void {
    const resource = this.own(id);
    checkVersion(resource.etag, ifMatch);
    const user = this.spec.user(resource);
    if (user !== undefined) {
      throw new AwsError(this.spec.errors.inUse, `The ${this.label} ${id} is used by ${user}.`, 409);
    }
    this.byId.delete(id);
    this.spec.changed();
  }

  private get label(): string {
    return this.spec.kind.replace(/-/g, " ");
  }

  private own(id: string): Resource<Config> {
    const resource = this.get(id);
    if (!this.byId.has(id)) throw new AwsError("IllegalUpdate", `The ${this.label} ${id} is managed by CloudFront.`);
    return resource;
  }

  private checkName({ name }: Config): void {
    if (!this.all().some(({ config }) => config.name === name)) return;
    throw new AwsError(this.spec.errors.taken, `A ${this.label} with the name ${name} exists already.`, 409);
  }

  private put(id: string, config: Config): Resource<Config> {
    const arn = `arn:aws:cloudfront::${this.spec.accountId}:${this.spec.kind}/${id}`;
    const resource = { id, arn, etag: newEtag(), lastModified: Date.now(), config };
    this.byId.set(id, resource);
    this.spec.changed();
    return resource;
  }
}

import type { Cloud } from "@image-pipeline/local-aws";
import { ifExists, type AutoName, type Made, type ResourceType } from "../../resource-type";
import type { Properties } from "../../schema";
import type { Bag } from "../../../property-values";

/** What CloudFront keeps of a resource. */
interface Kept<Config> {
  readonly id: string;
  readonly arn: string;
  readonly etag: string;
  readonly config: Config;
}

/** Resources of one kind. */
interface Store<Config> {
  create(config: Config): Kept<Config>;
  get(id: string): Kept<Config>;
  update(id: string, config: Config): Kept<Config>;
  delete(id: string): void;
}

interface VersionedSpec<Config> {
  readonly token: string;
  readonly properties: Properties;
  readonly autoName: AutoName;
  /** Code of the error for one that does not exist. */
  readonly missing: string;
  readonly store: (cloud: Cloud) => Store<Config>;
  readonly configOf: (inputs: Bag) => Config;
  /** Outputs besides `arn` and `etag`; `known` is the last state or the inputs. */
  readonly outputsOf: (config: Config, known: Bag) => Bag;
}

/** A type of CloudFront that is a definition with a version, replaced as a whole. */
export function versioned<Config>(spec: VersionedSpec<Config>): ResourceType {
  const { token, properties, autoName, missing, store, configOf, outputsOf } = spec;
  const made = ({ id, arn, etag, config }: Kept<Config>, known: Bag): Made => ({
    id,
    outs: { arn, etag, ...outputsOf(config, known) },
  });
  return {
    token,
    autoName,
    properties,
    create: (inputs, { cloud }) => made(store(cloud).create(configOf(inputs)), inputs),
    async read(id, known, { cloud }) {
      const found = await ifExists(() => store(cloud).get(id), missing);
      return found && made(found, known);
    },
    update: (id, inputs, _, { cloud }) => made(store(cloud).update(id, configOf(inputs)), inputs),
    delete: (id, _, { cloud }) => {
      store(cloud).delete(id);
    },
  };
}

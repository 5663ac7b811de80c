import type { Distribution } from "@image-pipeline/local-aws";
import { ifExists, type Made, type ProviderContext, type ResourceType } from "../../resource-type";
import { allTags, tagOutputs } from "../../tags";
import type { Bag } from "../../../property-values";
import { distributionConfig } from "./distribution-config";
import { distributionProperties } from "./distribution-inputs";

/**
 * `domainName` is the address that the distribution is really served at, host and port; the name below cloudfront.net
 * that CloudFront gives it leads nowhere from this machine.
 */
function made(distribution: Distribution, known: Bag, context: ProviderContext): Made {
  const { id, arn, etag, hostedZoneId, lastModified, status, tags, config } = distribution;
  const inputs = Object.fromEntries(Object.keys(distributionProperties).map((name) => [name, known[name]]));
  const outs = {
    ...inputs,
    enabled: config.enabled,
    arn,
    callerReference: config.callerReference,
    domainName: new URL(context.cloud.services.cloudfront.distributions.urlOf(id)).host,
    etag,
    hostedZoneId,
    lastModifiedTime: new Date(lastModified).toISOString(),
    status,
    ...tagOutputs(tags, known, context),
  };
  return { id, outs };
}

/** `aws.cloudfront.Distribution`. */
export const distribution: ResourceType = {
  token: "aws:cloudfront/distribution:Distribution",
  tagged: true,
  properties: distributionProperties,
  async create(inputs, context) {
    const { distributions } = context.cloud.services.cloudfront;
    return made(await distributions.create(distributionConfig(inputs), allTags(inputs, context)), inputs, context);
  },
  async read(id, known, context) {
    const { distributions } = context.cloud.services.cloudfront;
    const found = await ifExists(() => distributions.get(id), "NoSuchDistribution");
    return found && made(found, known, context);
  },
  isStale: ({ domainName }, { cloud }) => !servedAt(cloud, domainName),
  update(id, inputs, _, context) {
    const { distributions } = context.cloud.services.cloudfront;
    distributions.update(id, distributionConfig(inputs));
    distributions.setTags(id, allTags(inputs, context));
    return made(distributions.get(id), inputs, context);
  },
  // Only a disabled distribution can be deleted.
  async delete(id, known, { cloud }) {
    const { distributions } = cloud.services.cloudfront;
    const { config } = distributions.get(id);
    if (config.enabled) distributions.update(id, { ...config, enabled: false });
    if (known.retainOnDelete !== true) await distributions.delete(id);
  },
};

function servedAt({ services }: ProviderContext["cloud"], domainName: unknown): boolean {
  return services.cloudfront.distributions
    .all()
    .some(({ id }) => new URL(services.cloudfront.distributions.urlOf(id)).host === domainName);
}

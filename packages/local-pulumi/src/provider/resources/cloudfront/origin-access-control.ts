import type { OriginAccessControlConfig } from "@image-pipeline/local-aws";
import { oneOf, text } from "../../schema";
import { length } from "../../validators";
import { versioned } from "./versioned";

/** `aws.cloudfront.OriginAccessControl`: of buckets, which are the origins of the embedded CloudFront. */
export const originAccessControl = versioned<OriginAccessControlConfig>({
  token: "aws:cloudfront/originAccessControl:OriginAccessControl",
  autoName: { property: "name", maxLength: 64 },
  missing: "NoSuchOriginAccessControl",
  properties: {
    description: text({ byDefault: "Managed by Pulumi", test: length(0, 256) }),
    name: text({ computed: true, test: length(1, 64) }),
    originAccessControlOriginType: oneOf(["s3"], { required: true }),
    signingBehavior: oneOf(["always", "never", "no-override"], { required: true }),
    signingProtocol: oneOf(["sigv4"], { required: true }),
  },
  store: ({ services }) => services.cloudfront.originAccessControls,
  configOf: (inputs) => ({
    name: inputs.name as string,
    description: (inputs.description as string | undefined) ?? "Managed by Pulumi",
    originType: inputs.originAccessControlOriginType as "s3",
    signingBehavior: inputs.signingBehavior as OriginAccessControlConfig["signingBehavior"],
    signingProtocol: inputs.signingProtocol as "sigv4",
  }),
  outputsOf: ({ originType, ...config }) => ({ ...config, originAccessControlOriginType: originType }),
});

import type { MutableStack } from "../../support/policy/mutable-stack";
import type { Mutant } from "./mutant";

const set = (path: string, value: unknown) => (stack: MutableStack) => stack.set("Distribution", "", path, value);
const admission = (parts: object) => (stack: MutableStack) =>
  stack.editStatement("BucketPolicy", "destination", "policy", "ReadByDistribution", parts);

/** Mistakes in what delivers the results. */
export const cloudfrontMutants: readonly Mutant[] = [
  {
    title: "every distribution of every account may read the results",
    rule: "iam-confused-deputy",
    apply: admission({ Condition: undefined }),
  },
  {
    title: "everybody may read the results, and not CloudFront alone",
    rule: "s3-policy-not-public",
    apply: admission({ Principal: "*", Condition: undefined }),
  },
  {
    title: "results are answered over HTTP",
    rule: "cloudfront-viewer-https",
    apply: set("defaultCacheBehavior.viewerProtocolPolicy", "allow-all"),
  },
  {
    title: "TLS 1.0 is accepted",
    rule: "cloudfront-viewer-tls",
    apply: set("viewerCertificate.minimumProtocolVersion", "TLSv1"),
  },
  {
    title: "the bucket is asked without a signature",
    rule: "cloudfront-origin-access",
    apply: set("origins.0.originAccessControlId", undefined),
  },
  {
    title: "the root has no object",
    rule: "cloudfront-root-object",
    apply: set("defaultRootObject", undefined),
  },
  {
    title: "links are signed with a key of the root user",
    rule: "cloudfront-key-groups",
    apply: set("defaultCacheBehavior.trustedSigners", ["self"]),
  },
  {
    title: "the distribution's access logs go nowhere",
    rule: "cloudfront-logging",
    about: "Distribution",
    apply: (stack) => stack.remove("LogDeliverySource", ""),
  },
];

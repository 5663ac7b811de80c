import type { StackConfig } from "../config";

/**
 * What the policy pack finds of a distribution that is as its settings ask: reasons by rule. In production a name
 * without a certificate and missing access logs are not accepted.
 */
export function acceptedFindings({
  delivery,
  accessLogs,
  production,
}: Pick<StackConfig, "delivery" | "accessLogs" | "production">): Readonly<Record<string, string>> {
  if (!delivery) return {};
  return {
    "cloudfront-waf":
      "It answers GET and HEAD with stored images, ignores queries, cookies and headers, and runs nothing; a web ACL costs by the month and the request.",
    "cloudfront-origin-failover":
      "The results are in one bucket, which S3 keeps in three zones; there is no second one to fail over to.",
    ...(!production &&
      delivery.domain === undefined && {
        "cloudfront-viewer-tls":
          "Without a name of its own a distribution has the certificate of cloudfront.net; delivery.domain and certificateArn give it one.",
      }),
    ...(!production &&
      !accessLogs && {
        "cloudfront-logging":
          "Images in development are disposable, and access logs cost more than they are worth; accessLogs: true turns them on, as in prod.",
      }),
  };
}

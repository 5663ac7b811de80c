/** One control of the standard, and what a program's resources say about it. */
export interface FsbpControl {
  readonly id: string;
  readonly title: string;
  /** Why resources of a program do not decide it: stated where no rule can meet the control. */
  readonly outOfSight?: string;
  /** Why there is no rule although a program could show it. */
  readonly notCovered?: string;
}

const ACCOUNT = "a setting or credential of the account";
const RUNTIME = "what happens at run time";
const control = (id: string, title: string, rest: Partial<FsbpControl> = {}): FsbpControl => ({ id, title, ...rest });

/**
 * The controls of AWS Foundational Security Best Practices v1.0.0 for the services of a serverless stack, as the
 * Security Hub user guide lists them: https://docs.aws.amazon.com/securityhub/latest/userguide/fsbp-standard.html
 */
export const fsbpControls: readonly FsbpControl[] = [
  control("APIGateway.1", "REST and WebSocket APIs log executions"),
  control("APIGateway.2", "REST API stages authenticate to the backend with an SSL certificate"),
  control("APIGateway.3", "REST API stages are traced with X-Ray"),
  control("APIGateway.4", "APIs are associated with a web ACL"),
  control("APIGateway.5", "the cache of a REST API is encrypted at rest"),
  control("APIGateway.8", "routes state an authorization type"),
  control("APIGateway.9", "stages of HTTP and WebSocket APIs write access logs"),
  control("APIGateway.10", "HTTP and WebSocket APIs use HTTPS for private connections"),
  control("APIGateway.11", "domain names of REST APIs use a recommended security policy"),
  control("AppSync.1", "API caches are encrypted at rest"),
  control("AppSync.2", "APIs log at field level"),
  control("AppSync.5", "GraphQL APIs are not authenticated with API keys"),
  control("AppSync.6", "API caches are encrypted in transit"),
  control("CloudFront.1", "distributions have a default root object"),
  control("CloudFront.3", "distributions require encryption in transit"),
  control("CloudFront.4", "distributions have origin failover"),
  control("CloudFront.5", "distributions are logged"),
  control("CloudFront.6", "distributions have a web ACL"),
  control("CloudFront.7", "distributions use custom SSL/TLS certificates"),
  control("CloudFront.8", "distributions serve HTTPS by SNI"),
  control("CloudFront.9", "traffic to custom origins is encrypted"),
  control("CloudFront.10", "no deprecated SSL protocols between edge and custom origins"),
  control("CloudFront.12", "no distribution points to an S3 bucket that does not exist", {
    outOfSight: "whether a bucket of another stack exists",
  }),
  control("CloudFront.13", "distributions use origin access control for S3 origins"),
  control("CloudFront.15", "distributions use the recommended TLS security policy"),
  control("CloudFront.16", "distributions use origin access control for function URLs"),
  control("CloudFront.17", "distributions use trusted key groups for signed URLs and cookies"),
  control("Cognito.1", "user pools enforce threat protection for standard authentication"),
  control("Cognito.2", "identity pools allow no unauthenticated identities"),
  control("Cognito.3", "password policies of user pools are strong"),
  control("Cognito.4", "user pools enforce threat protection for custom authentication"),
  control("Cognito.5", "user pools have multi-factor authentication"),
  control("Cognito.6", "user pools have deletion protection"),
  control("DataFirehose.1", "Firehose streams are encrypted at rest"),
  control("DynamoDB.1", "tables scale their capacity with demand"),
  control("DynamoDB.2", "tables have point-in-time recovery"),
  control("DynamoDB.3", "DAX clusters are encrypted at rest", { notCovered: "DAX clusters are not serverless" }),
  control("DynamoDB.6", "tables have deletion protection"),
  control("DynamoDB.7", "DAX clusters are encrypted in transit", { notCovered: "DAX clusters are not serverless" }),
  control("ECR.1", "private repositories scan images"),
  control("ECR.2", "private repositories have immutable tags"),
  control("ECR.3", "repositories have a lifecycle policy"),
  control("EventBridge.3", "custom event buses have a resource-based policy"),
  control("IAM.1", "policies allow no full administrative privileges"),
  control("IAM.2", "users have no policies attached"),
  control("IAM.3", "access keys are rotated within 90 days", { outOfSight: RUNTIME }),
  control("IAM.4", "the root user has no access key", { outOfSight: ACCOUNT }),
  control("IAM.5", "users with a console password have MFA", { outOfSight: ACCOUNT }),
  control("IAM.6", "the root user has hardware MFA", { outOfSight: ACCOUNT }),
  control("IAM.7", "the password policy for IAM users is strong", {
    notCovered: "belongs to the program that sets up the account",
  }),
  control("IAM.8", "unused credentials are removed", { outOfSight: RUNTIME }),
  control("IAM.21", "customer managed policies allow no wildcard actions"),
  control("Kinesis.1", "streams are encrypted at rest"),
  control("Kinesis.3", "streams retain data long enough"),
  control("KMS.1", "customer managed policies do not allow decryption with all keys"),
  control("KMS.2", "inline policies do not allow decryption with all keys"),
  control("KMS.3", "keys are not deleted unintentionally", { outOfSight: RUNTIME }),
  control("KMS.5", "keys are not publicly accessible"),
  control("Lambda.1", "function policies prohibit public access"),
  control("Lambda.2", "functions use supported runtimes"),
  control("Lambda.5", "functions in a VPC use several availability zones"),
  control("S3.1", "the account blocks public access"),
  control("S3.2", "buckets block public read access"),
  control("S3.3", "buckets block public write access"),
  control("S3.5", "buckets require TLS"),
  control("S3.6", "bucket policies restrict what other accounts may do"),
  control("S3.8", "buckets block public access"),
  control("S3.9", "buckets log their access"),
  control("S3.12", "ACLs do not manage access to buckets"),
  control("S3.13", "buckets have a lifecycle configuration"),
  control("S3.19", "access points block public access"),
  control("S3.24", "multi-Region access points block public access"),
  control("S3.25", "directory buckets have a lifecycle configuration", {
    notCovered: "directory buckets are not part of the serverless stacks that the pack covers",
  }),
  control("SecretsManager.1", "secrets rotate automatically"),
  control("SecretsManager.2", "rotation succeeds", { outOfSight: RUNTIME }),
  control("SecretsManager.3", "unused secrets are removed", { outOfSight: RUNTIME }),
  control("SecretsManager.4", "secrets are rotated within a number of days"),
  control("SNS.4", "topic policies allow no public access"),
  control("SQS.1", "queues are encrypted at rest"),
  control("SQS.3", "queue policies allow no public access"),
  control("SSM.4", "documents are not public"),
  control("SSM.6", "SSM Automation logs to CloudWatch", {
    notCovered: "Automation is not part of the serverless stacks that the pack covers",
  }),
  control("SSM.7", "the account blocks public sharing of documents"),
  control("StepFunctions.1", "state machines log their executions"),
];

import type { Rule } from "./core/define-rule";
import { alarmActions } from "./rules/cloudwatch/alarm-actions";
import { allowedRegions } from "./rules/stack/allowed-regions";
import { apiAccessLog } from "./rules/api-gateway/api-access-log";
import { apiAuthorization } from "./rules/api-gateway/api-authorization";
import { apiCacheEncrypted } from "./rules/api-gateway/api-cache-encrypted";
import { apiClientCertificate } from "./rules/api-gateway/api-client-certificate";
import { apiCorsCredentials } from "./rules/api-gateway/api-cors-credentials";
import { apiDomainTls } from "./rules/api-gateway/api-domain-tls";
import { apiExecutionLog } from "./rules/api-gateway/api-execution-log";
import { apiIntegrationTls } from "./rules/api-gateway/api-integration-tls";
import { apiPrivateIntegrationTls } from "./rules/api-gateway/api-private-integration-tls";
import { apiRequestValidation } from "./rules/api-gateway/api-request-validation";
import { apiThrottle } from "./rules/api-gateway/api-throttle";
import { apiTracing } from "./rules/api-gateway/api-tracing";
import { apiWaf } from "./rules/api-gateway/api-waf";
import { appsyncAuthorization } from "./rules/appsync/appsync-authorization";
import { appsyncCacheEncrypted } from "./rules/appsync/appsync-cache-encrypted";
import { appsyncLogging } from "./rules/appsync/appsync-logging";
import { cloudfrontKeyGroups } from "./rules/cloudfront/cloudfront-key-groups";
import { cloudfrontLogging } from "./rules/cloudfront/cloudfront-logging";
import { cloudfrontOriginAccess } from "./rules/cloudfront/cloudfront-origin-access";
import { cloudfrontOriginFailover } from "./rules/cloudfront/cloudfront-origin-failover";
import { cloudfrontOriginTls } from "./rules/cloudfront/cloudfront-origin-tls";
import { cloudfrontRootObject } from "./rules/cloudfront/cloudfront-root-object";
import { cloudfrontViewerHttps } from "./rules/cloudfront/cloudfront-viewer-https";
import { cloudfrontViewerTls } from "./rules/cloudfront/cloudfront-viewer-tls";
import { cloudfrontWaf } from "./rules/cloudfront/cloudfront-waf";
import { cognitoClientTokens } from "./rules/cognito/cognito-client-tokens";
import { cognitoDeletionProtection } from "./rules/cognito/cognito-deletion-protection";
import { cognitoMfa } from "./rules/cognito/cognito-mfa";
import { cognitoNoGuests } from "./rules/cognito/cognito-no-guests";
import { cognitoNoSelfSignup } from "./rules/cognito/cognito-no-self-signup";
import { cognitoPasswordPolicy } from "./rules/cognito/cognito-password-policy";
import { cognitoThreatProtection } from "./rules/cognito/cognito-threat-protection";
import { cognitoUserExistence } from "./rules/cognito/cognito-user-existence";
import { dynamodbCapacity } from "./rules/dynamodb/dynamodb-capacity";
import { dynamodbCustomerKey } from "./rules/dynamodb/dynamodb-customer-key";
import { dynamodbDeletionProtection } from "./rules/dynamodb/dynamodb-deletion-protection";
import { dynamodbEncryption } from "./rules/dynamodb/dynamodb-encryption";
import { dynamodbPitr } from "./rules/dynamodb/dynamodb-pitr";
import { ecrEncryption } from "./rules/ecr/ecr-encryption";
import { ecrImmutableTags } from "./rules/ecr/ecr-immutable-tags";
import { ecrLifecycle } from "./rules/ecr/ecr-lifecycle";
import { ecrScan } from "./rules/ecr/ecr-scan";
import { eventsBusPolicy } from "./rules/eventbridge/events-bus-policy";
import { eventsDeadLetters } from "./rules/eventbridge/events-dead-letters";
import { eventsValidPattern } from "./rules/eventbridge/events-valid-pattern";
import { firehoseEncrypted } from "./rules/kinesis/firehose-encrypted";
import { iamConfusedDeputy } from "./rules/iam/iam-confused-deputy";
import { iamKnownActions } from "./rules/iam/iam-known-actions";
import { iamNoAccessKeys } from "./rules/iam/iam-no-access-keys";
import { iamNoAdmin } from "./rules/iam/iam-no-admin";
import { iamNoEscalation } from "./rules/iam/iam-no-escalation";
import { iamNoManagedFullAccess } from "./rules/iam/iam-no-managed-full-access";
import { iamNoServiceWildcard } from "./rules/iam/iam-no-service-wildcard";
import { iamOneManagementStyle } from "./rules/iam/iam-one-management-style";
import { iamResourcePolicyScoped } from "./rules/iam/iam-resource-policy-scoped";
import { iamResourceScoped } from "./rules/iam/iam-resource-scoped";
import { iamTrustScoped } from "./rules/iam/iam-trust-scoped";
import { iamUserNoPolicies } from "./rules/iam/iam-user-no-policies";
import { iamValidDocument } from "./rules/iam/iam-valid-document";
import { kinesisEncrypted } from "./rules/kinesis/kinesis-encrypted";
import { kinesisRetention } from "./rules/kinesis/kinesis-retention";
import { kmsDecryptScoped } from "./rules/kms/kms-decrypt-scoped";
import { kmsLockoutCheck } from "./rules/kms/kms-lockout-check";
import { kmsRotation } from "./rules/kms/kms-rotation";
import { lambdaConcurrency } from "./rules/lambda/lambda-concurrency";
import { lambdaEnvironment } from "./rules/lambda/lambda-environment";
import { lambdaEventSource } from "./rules/lambda/lambda-event-source";
import { lambdaExplicitSizing } from "./rules/lambda/lambda-explicit-sizing";
import { lambdaFailureDestination } from "./rules/lambda/lambda-failure-destination";
import { lambdaForeignLayers } from "./rules/lambda/lambda-foreign-layers";
import { lambdaNoRecursion } from "./rules/lambda/lambda-no-recursion";
import { lambdaOwnRole } from "./rules/lambda/lambda-own-role";
import { lambdaPermissionScoped } from "./rules/lambda/lambda-permission-scoped";
import { lambdaRuntime } from "./rules/lambda/lambda-runtime";
import { lambdaTracing } from "./rules/lambda/lambda-tracing";
import { lambdaUrlAuth } from "./rules/lambda/lambda-url-auth";
import { lambdaVpcZones } from "./rules/lambda/lambda-vpc-zones";
import { logsEncryption } from "./rules/cloudwatch/logs-encryption";
import { logsRetention } from "./rules/cloudwatch/logs-retention";
import { packExceptions } from "./rules/pack/pack-exceptions";
import { packOutOfSight } from "./rules/pack/pack-out-of-sight";
import { packProfile } from "./rules/pack/pack-profile";
import { packSettings } from "./rules/pack/pack-settings";
import { packUndecided } from "./rules/pack/pack-undecided";
import { packUnknownValues } from "./rules/pack/pack-unknown-values";
import { pipesDeadLetters } from "./rules/pipes/pipes-dead-letters";
import { pipesLogging } from "./rules/pipes/pipes-logging";
import { pipesRole } from "./rules/pipes/pipes-role";
import { plaintextSecrets } from "./rules/stack/plaintext-secrets";
import { requiredTags } from "./rules/stack/required-tags";
import { s3AccessLogging } from "./rules/s3/s3-access-logging";
import { s3AccessPointBlock } from "./rules/s3/s3-access-point-block";
import { s3AccountPublicAccess } from "./rules/s3/s3-account-public-access";
import { s3BlockPublicAccess } from "./rules/s3/s3-block-public-access";
import { s3DefaultEncryption } from "./rules/s3/s3-default-encryption";
import { s3ForeignAccounts } from "./rules/s3/s3-foreign-accounts";
import { s3KmsEncryption } from "./rules/s3/s3-kms-encryption";
import { s3Lifecycle } from "./rules/s3/s3-lifecycle";
import { s3NoAcl } from "./rules/s3/s3-no-acl";
import { s3ObjectAcl } from "./rules/s3/s3-object-acl";
import { s3PolicyNotPublic } from "./rules/s3/s3-policy-not-public";
import { s3ProtectData } from "./rules/s3/s3-protect-data";
import { s3TlsOnly } from "./rules/s3/s3-tls-only";
import { s3Versioning } from "./rules/s3/s3-versioning";
import { schedulerDeadLetters } from "./rules/scheduler/scheduler-dead-letters";
import { schedulerRole } from "./rules/scheduler/scheduler-role";
import { secretsEncryption } from "./rules/secrets-manager/secrets-encryption";
import { secretsRotation } from "./rules/secrets-manager/secrets-rotation";
import { sfnLogging } from "./rules/step-functions/sfn-logging";
import { sfnTracing } from "./rules/step-functions/sfn-tracing";
import { snsDeadLetters } from "./rules/sns/sns-dead-letters";
import { snsEncrypted } from "./rules/sns/sns-encrypted";
import { snsNotPublic } from "./rules/sns/sns-not-public";
import { snsSubscriptionTls } from "./rules/sns/sns-subscription-tls";
import { snsTlsOnly } from "./rules/sns/sns-tls-only";
import { sqsDeadLetters } from "./rules/sqs/sqs-dead-letters";
import { sqsEncrypted } from "./rules/sqs/sqs-encrypted";
import { sqsNotPublic } from "./rules/sqs/sqs-not-public";
import { sqsTlsOnly } from "./rules/sqs/sqs-tls-only";
import { ssmDocumentPrivate } from "./rules/ssm/ssm-document-private";
import { ssmSecureString } from "./rules/ssm/ssm-secure-string";

/** Every rule of the pack: the first says which are on, the last four report what the others have noted. */
export const rules: readonly Rule[] = [
  packProfile,
  alarmActions,
  allowedRegions,
  apiAccessLog,
  apiAuthorization,
  apiCacheEncrypted,
  apiClientCertificate,
  apiCorsCredentials,
  apiDomainTls,
  apiExecutionLog,
  apiIntegrationTls,
  apiPrivateIntegrationTls,
  apiRequestValidation,
  apiThrottle,
  apiTracing,
  apiWaf,
  appsyncAuthorization,
  appsyncCacheEncrypted,
  appsyncLogging,
  cloudfrontKeyGroups,
  cloudfrontLogging,
  cloudfrontOriginAccess,
  cloudfrontOriginFailover,
  cloudfrontOriginTls,
  cloudfrontRootObject,
  cloudfrontViewerHttps,
  cloudfrontViewerTls,
  cloudfrontWaf,
  cognitoClientTokens,
  cognitoDeletionProtection,
  cognitoMfa,
  cognitoNoGuests,
  cognitoNoSelfSignup,
  cognitoPasswordPolicy,
  cognitoThreatProtection,
  cognitoUserExistence,
  dynamodbCapacity,
  dynamodbCustomerKey,
  dynamodbDeletionProtection,
  dynamodbEncryption,
  dynamodbPitr,
  ecrEncryption,
  ecrImmutableTags,
  ecrLifecycle,
  ecrScan,
  eventsBusPolicy,
  eventsDeadLetters,
  eventsValidPattern,
  firehoseEncrypted,
  iamConfusedDeputy,
  iamKnownActions,
  iamNoAccessKeys,
  iamNoAdmin,
  iamNoEscalation,
  iamNoManagedFullAccess,
  iamNoServiceWildcard,
  iamOneManagementStyle,
  iamResourcePolicyScoped,
  iamResourceScoped,
  iamTrustScoped,
  iamUserNoPolicies,
  iamValidDocument,
  kinesisEncrypted,
  kinesisRetention,
  kmsDecryptScoped,
  kmsLockoutCheck,
  kmsRotation,
  lambdaConcurrency,
  lambdaEnvironment,
  lambdaEventSource,
  lambdaExplicitSizing,
  lambdaFailureDestination,
  lambdaForeignLayers,
  lambdaNoRecursion,
  lambdaOwnRole,
  lambdaPermissionScoped,
  lambdaRuntime,
  lambdaTracing,
  lambdaUrlAuth,
  lambdaVpcZones,
  logsEncryption,
  logsRetention,
  packOutOfSight,
  pipesDeadLetters,
  pipesLogging,
  pipesRole,
  plaintextSecrets,
  requiredTags,
  s3AccessLogging,
  s3AccessPointBlock,
  s3AccountPublicAccess,
  s3BlockPublicAccess,
  s3DefaultEncryption,
  s3ForeignAccounts,
  s3KmsEncryption,
  s3Lifecycle,
  s3NoAcl,
  s3ObjectAcl,
  s3PolicyNotPublic,
  s3ProtectData,
  s3TlsOnly,
  s3Versioning,
  schedulerDeadLetters,
  schedulerRole,
  secretsEncryption,
  secretsRotation,
  sfnLogging,
  sfnTracing,
  snsDeadLetters,
  snsEncrypted,
  snsNotPublic,
  snsSubscriptionTls,
  snsTlsOnly,
  sqsDeadLetters,
  sqsEncrypted,
  sqsNotPublic,
  sqsTlsOnly,
  ssmDocumentPrivate,
  ssmSecureString,
  packUndecided,
  packUnknownValues,
  packExceptions,
  packSettings,
];

import type { Rule } from "./core/define-rule";
import { alarmActions } from "./rules/cloudwatch/alarm-actions";
import { allowedRegions } from "./rules/stack/allowed-regions";
import { apiAccessLog } from "./rules/api-gateway/api-access-log";
import { apiAuthorization } from "./rules/api-gateway/api-authorization";
import { apiExecutionLog } from "./rules/api-gateway/api-execution-log";
import { apiRequestValidation } from "./rules/api-gateway/api-request-validation";
import { apiThrottle } from "./rules/api-gateway/api-throttle";
import { apiTracing } from "./rules/api-gateway/api-tracing";
import { apiWaf } from "./rules/api-gateway/api-waf";
import { dynamodbCapacity } from "./rules/dynamodb/dynamodb-capacity";
import { dynamodbDeletionProtection } from "./rules/dynamodb/dynamodb-deletion-protection";
import { dynamodbEncryption } from "./rules/dynamodb/dynamodb-encryption";
import { dynamodbPitr } from "./rules/dynamodb/dynamodb-pitr";
import { iamConfusedDeputy } from "./rules/iam/iam-confused-deputy";
import { iamKnownActions } from "./rules/iam/iam-known-actions";
import { iamNoAdmin } from "./rules/iam/iam-no-admin";
import { iamNoEscalation } from "./rules/iam/iam-no-escalation";
import { iamNoManagedFullAccess } from "./rules/iam/iam-no-managed-full-access";
import { iamNoServiceWildcard } from "./rules/iam/iam-no-service-wildcard";
import { iamOneManagementStyle } from "./rules/iam/iam-one-management-style";
import { iamResourcePolicyScoped } from "./rules/iam/iam-resource-policy-scoped";
import { iamResourceScoped } from "./rules/iam/iam-resource-scoped";
import { iamTrustScoped } from "./rules/iam/iam-trust-scoped";
import { iamValidDocument } from "./rules/iam/iam-valid-document";
import { kmsDecryptScoped } from "./rules/kms/kms-decrypt-scoped";
import { kmsRotation } from "./rules/kms/kms-rotation";
import { lambdaConcurrency } from "./rules/lambda/lambda-concurrency";
import { lambdaEnvironment } from "./rules/lambda/lambda-environment";
import { lambdaExplicitSizing } from "./rules/lambda/lambda-explicit-sizing";
import { lambdaFailureDestination } from "./rules/lambda/lambda-failure-destination";
import { lambdaNoRecursion } from "./rules/lambda/lambda-no-recursion";
import { lambdaOwnRole } from "./rules/lambda/lambda-own-role";
import { lambdaPermissionScoped } from "./rules/lambda/lambda-permission-scoped";
import { lambdaRuntime } from "./rules/lambda/lambda-runtime";
import { lambdaTracing } from "./rules/lambda/lambda-tracing";
import { lambdaUrlAuth } from "./rules/lambda/lambda-url-auth";
import { logsEncryption } from "./rules/cloudwatch/logs-encryption";
import { logsRetention } from "./rules/cloudwatch/logs-retention";
import { packExceptions } from "./rules/pack/pack-exceptions";
import { packProfile } from "./rules/pack/pack-profile";
import { packSettings } from "./rules/pack/pack-settings";
import { packUndecided } from "./rules/pack/pack-undecided";
import { packUnknownValues } from "./rules/pack/pack-unknown-values";
import { requiredTags } from "./rules/stack/required-tags";
import { s3AccessLogging } from "./rules/s3/s3-access-logging";
import { s3BlockPublicAccess } from "./rules/s3/s3-block-public-access";
import { s3DefaultEncryption } from "./rules/s3/s3-default-encryption";
import { s3Lifecycle } from "./rules/s3/s3-lifecycle";
import { s3NoAcl } from "./rules/s3/s3-no-acl";
import { s3PolicyNotPublic } from "./rules/s3/s3-policy-not-public";
import { s3ProtectData } from "./rules/s3/s3-protect-data";
import { s3TlsOnly } from "./rules/s3/s3-tls-only";
import { s3Versioning } from "./rules/s3/s3-versioning";
import { sfnLogging } from "./rules/step-functions/sfn-logging";
import { sfnTracing } from "./rules/step-functions/sfn-tracing";
import { snsEncrypted } from "./rules/sns/sns-encrypted";
import { snsNotPublic } from "./rules/sns/sns-not-public";
import { snsTlsOnly } from "./rules/sns/sns-tls-only";
import { sqsEncrypted } from "./rules/sqs/sqs-encrypted";
import { sqsNotPublic } from "./rules/sqs/sqs-not-public";
import { sqsTlsOnly } from "./rules/sqs/sqs-tls-only";

/** Every rule of the pack: the first says which are on, the last four report what the others have noted. */
export const rules: readonly Rule[] = [
  packProfile,
  alarmActions,
  allowedRegions,
  apiAccessLog,
  apiAuthorization,
  apiExecutionLog,
  apiRequestValidation,
  apiThrottle,
  apiTracing,
  apiWaf,
  dynamodbCapacity,
  dynamodbDeletionProtection,
  dynamodbEncryption,
  dynamodbPitr,
  iamConfusedDeputy,
  iamKnownActions,
  iamNoAdmin,
  iamNoEscalation,
  iamNoManagedFullAccess,
  iamNoServiceWildcard,
  iamOneManagementStyle,
  iamResourcePolicyScoped,
  iamResourceScoped,
  iamTrustScoped,
  iamValidDocument,
  kmsDecryptScoped,
  kmsRotation,
  lambdaConcurrency,
  lambdaEnvironment,
  lambdaExplicitSizing,
  lambdaFailureDestination,
  lambdaNoRecursion,
  lambdaOwnRole,
  lambdaPermissionScoped,
  lambdaRuntime,
  lambdaTracing,
  lambdaUrlAuth,
  logsEncryption,
  logsRetention,
  requiredTags,
  s3AccessLogging,
  s3BlockPublicAccess,
  s3DefaultEncryption,
  s3Lifecycle,
  s3NoAcl,
  s3PolicyNotPublic,
  s3ProtectData,
  s3TlsOnly,
  s3Versioning,
  sfnLogging,
  sfnTracing,
  snsEncrypted,
  snsNotPublic,
  snsTlsOnly,
  sqsEncrypted,
  sqsNotPublic,
  sqsTlsOnly,
  packUndecided,
  packUnknownValues,
  packExceptions,
  packSettings,
];

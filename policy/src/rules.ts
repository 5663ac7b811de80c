import type { Rule } from "./core/define-rule";
import { alarmActions } from "./rules/alarm-actions";
import { allowedRegions } from "./rules/allowed-regions";
import { apiAccessLog } from "./rules/api-access-log";
import { apiAuthorization } from "./rules/api-authorization";
import { apiExecutionLog } from "./rules/api-execution-log";
import { apiRequestValidation } from "./rules/api-request-validation";
import { apiThrottle } from "./rules/api-throttle";
import { apiTracing } from "./rules/api-tracing";
import { apiWaf } from "./rules/api-waf";
import { dynamodbCapacity } from "./rules/dynamodb-capacity";
import { dynamodbDeletionProtection } from "./rules/dynamodb-deletion-protection";
import { dynamodbEncryption } from "./rules/dynamodb-encryption";
import { dynamodbPitr } from "./rules/dynamodb-pitr";
import { iamNoAdmin } from "./rules/iam-no-admin";
import { iamNoEscalation } from "./rules/iam-no-escalation";
import { iamNoManagedFullAccess } from "./rules/iam-no-managed-full-access";
import { iamNoServiceWildcard } from "./rules/iam-no-service-wildcard";
import { iamOneManagementStyle } from "./rules/iam-one-management-style";
import { iamResourceScoped } from "./rules/iam-resource-scoped";
import { iamTrustScoped } from "./rules/iam-trust-scoped";
import { iamValidDocument } from "./rules/iam-valid-document";
import { kmsDecryptScoped } from "./rules/kms-decrypt-scoped";
import { kmsRotation } from "./rules/kms-rotation";
import { lambdaConcurrency } from "./rules/lambda-concurrency";
import { lambdaEnvironment } from "./rules/lambda-environment";
import { lambdaExplicitSizing } from "./rules/lambda-explicit-sizing";
import { lambdaFailureDestination } from "./rules/lambda-failure-destination";
import { lambdaNoRecursion } from "./rules/lambda-no-recursion";
import { lambdaOwnRole } from "./rules/lambda-own-role";
import { lambdaPermissionScoped } from "./rules/lambda-permission-scoped";
import { lambdaRuntime } from "./rules/lambda-runtime";
import { lambdaTracing } from "./rules/lambda-tracing";
import { lambdaUrlAuth } from "./rules/lambda-url-auth";
import { logsEncryption } from "./rules/logs-encryption";
import { logsRetention } from "./rules/logs-retention";
import { packExceptions } from "./rules/pack-exceptions";
import { packUnknownValues } from "./rules/pack-unknown-values";
import { requiredTags } from "./rules/required-tags";
import { s3AccessLogging } from "./rules/s3-access-logging";
import { s3BlockPublicAccess } from "./rules/s3-block-public-access";
import { s3DefaultEncryption } from "./rules/s3-default-encryption";
import { s3Lifecycle } from "./rules/s3-lifecycle";
import { s3NoAcl } from "./rules/s3-no-acl";
import { s3PolicyNotPublic } from "./rules/s3-policy-not-public";
import { s3ProtectData } from "./rules/s3-protect-data";
import { s3TlsOnly } from "./rules/s3-tls-only";
import { s3Versioning } from "./rules/s3-versioning";
import { sfnLogging } from "./rules/sfn-logging";
import { sfnTracing } from "./rules/sfn-tracing";
import { snsEncrypted } from "./rules/sns-encrypted";
import { snsNotPublic } from "./rules/sns-not-public";
import { snsTlsOnly } from "./rules/sns-tls-only";
import { sqsEncrypted } from "./rules/sqs-encrypted";
import { sqsNotPublic } from "./rules/sqs-not-public";
import { sqsTlsOnly } from "./rules/sqs-tls-only";

/** Every rule of the pack, in alphabetical order. The last two report what the others have noted, so they stay last. */
export const rules: readonly Rule[] = [
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
  iamNoAdmin,
  iamNoEscalation,
  iamNoManagedFullAccess,
  iamNoServiceWildcard,
  iamOneManagementStyle,
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
  packUnknownValues,
  packExceptions,
];

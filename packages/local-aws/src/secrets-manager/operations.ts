import { AwsError } from "../http/aws-error";
import type { ServiceInputs } from "../http/input-shape";
import type { JsonOperation } from "../http/json-service";
import type { Iam } from "../iam/iam";
import type { SecretsManager } from "./secrets-manager";

/** Dependencies of the operations. */
interface SecretsApi {
  readonly secrets: SecretsManager;
  readonly iam: Iam;
}

/** Inputs have been checked against {@link secretsInputs}. */
interface SecretsInput {
  readonly SecretId?: string;
  readonly VersionId?: string;
  readonly VersionStage?: string;
}

/** Inputs of the operations, after AWS's model `secretsmanager`. */
export const secretsInputs: ServiceInputs = {
  code: "ValidationException",
  operations: {
    GetSecretValue: {
      SecretId: { kind: "string", required: true, min: 1, max: 2048 },
      VersionId: { kind: "string", min: 32, max: 64 },
      VersionStage: { kind: "string", min: 1, max: 256 },
    },
  },
};

/** The Secrets Manager API by operation. */
export const secretsOperations: Readonly<Record<string, JsonOperation<SecretsApi, SecretsInput>>> = {
  GetSecretValue: ({ secrets, iam }, { SecretId = "", VersionId, VersionStage }, caller) => {
    const access = { action: "secretsmanager:GetSecretValue", resource: secrets.arnOf(SecretId) };
    iam.authorize(caller, access, "AccessDeniedException", 400);
    const secret = secrets.secret(SecretId);
    const stage = VersionStage ?? (VersionId === undefined ? "AWSCURRENT" : undefined);
    const version = secret.versions.find(
      ({ versionId, stages }) =>
        (VersionId === undefined || versionId === VersionId) && (stage === undefined || stages.includes(stage)),
    );
    if (version === undefined) {
      const what = VersionId === undefined ? `staging label: ${stage ?? ""}` : `VersionId: ${VersionId}`;
      const message = `Secrets Manager can't find the specified secret value for ${what}`;
      throw new AwsError("ResourceNotFoundException", message);
    }
    return {
      ARN: secret.arn,
      Name: secret.name,
      VersionId: version.versionId,
      SecretString: version.secretString,
      VersionStages: version.stages,
      CreatedDate: version.createdAt / 1000,
    };
  },
};

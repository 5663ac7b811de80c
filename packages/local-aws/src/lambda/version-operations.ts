import { AwsError } from "../http/aws-error";
import type { Call } from "../http/service";
import { describeFunction } from "./describe-function";
import { allow, sendResult, type LambdaCall, type LambdaOperation } from "./operation";
import { parseReference } from "./reference";
import type { FunctionAlias } from "./types";

/** Body of UpdateAlias. */
interface AliasInput {
  readonly FunctionVersion?: string;
  readonly Description?: string;
  readonly RoutingConfig?: { readonly AdditionalVersionWeights?: Readonly<Record<string, number>> };
  readonly RevisionId?: string;
}

/**
 * Versions and aliases in the Lambda API. Actions on an alias are authorized by its function (service authorization
 * reference).
 */
export const versionOperations: readonly LambdaOperation[] = [
  {
    name: "PublishVersion",
    method: "POST",
    path: "NAME/versions",
    run(request, reply) {
      const { lambda } = request;
      const { name } = parseReference(request.name);
      allow(request, "lambda:PublishVersion", lambda.arn(name));
      const { CodeSha256, RevisionId } = bodyOf<{ CodeSha256?: string; RevisionId?: string }>(request.call);
      if (RevisionId !== undefined) throw unsupported("RevisionId of PublishVersion");
      const { code } = lambda.function(name);
      if (CodeSha256 !== undefined && CodeSha256 !== Buffer.from(code.sha256, "hex").toString("base64")) {
        throw new AwsError(
          "InvalidParameterValueException",
          "CodeSHA256 is different from current CodeSHA256 in $LATEST",
        );
      }
      const version = lambda.versions.publish(name);
      sendResult(reply, describeFunction(version, lambda, `${name}:${version.version}`), 201);
    },
  },
  {
    name: "ListVersionsByFunction",
    method: "GET",
    path: "NAME/versions",
    run(request, reply) {
      const { lambda } = request;
      const { name } = parseReference(request.name);
      allow(request, "lambda:ListVersionsByFunction", lambda.arn(name));
      const latest = describeFunction({ ...lambda.function(name), version: "$LATEST" }, lambda, `${name}:$LATEST`);
      const published = lambda.versions.all(name).map((one) => describeFunction(one, lambda, `${name}:${one.version}`));
      sendResult(reply, { Versions: [latest, ...published] });
    },
  },
  {
    name: "GetAlias",
    method: "GET",
    path: "NAME/aliases/ALIAS",
    run(request, reply) {
      sendResult(reply, described(request, allowed(request, "lambda:GetAlias")));
    },
  },
  {
    name: "UpdateAlias",
    method: "PUT",
    path: "NAME/aliases/ALIAS",
    run(request, reply) {
      const alias = allowed(request, "lambda:UpdateAlias");
      const { FunctionVersion, Description, RoutingConfig, RevisionId } = bodyOf<AliasInput>(request.call);
      if (RevisionId !== undefined && RevisionId !== alias.revisionId) {
        throw new AwsError(
          "PreconditionFailedException",
          "The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id",
          412,
        );
      }
      const updated = request.lambda.versions.updateAlias(parseReference(request.name).name, alias.name, {
        ...(FunctionVersion !== undefined && { functionVersion: FunctionVersion }),
        ...(Description !== undefined && { description: Description }),
        ...(RoutingConfig !== undefined && { additionalVersionWeights: RoutingConfig.AdditionalVersionWeights ?? {} }),
      });
      sendResult(reply, described(request, updated));
    },
  },
];

/** The alias that a request names, once the caller may. */
function allowed(request: LambdaCall, action: string): FunctionAlias {
  const { lambda } = request;
  const { name } = parseReference(request.name);
  allow(request, action, lambda.arn(name));
  return lambda.versions.alias(name, request.alias);
}

function described({ lambda, name: reference }: LambdaCall, alias: FunctionAlias): object {
  const { name } = parseReference(reference);
  const weights = alias.additionalVersionWeights;
  return {
    AliasArn: lambda.arn(`${name}:${alias.name}`),
    Name: alias.name,
    FunctionVersion: alias.functionVersion,
    Description: alias.description,
    ...(Object.keys(weights).length > 0 && { RoutingConfig: { AdditionalVersionWeights: weights } }),
    RevisionId: alias.revisionId,
  };
}

function bodyOf<Input>({ body }: Call): Input {
  try {
    return JSON.parse(body === undefined || body.length === 0 ? "{}" : body.toString("utf8")) as Input;
  } catch {
    throw new AwsError("InvalidRequestContentException", "Could not parse request body into json");
  }
}

const unsupported = (what: string) =>
  new AwsError("InvalidParameterValueException", `The embedded Lambda does not have the ${what}.`);

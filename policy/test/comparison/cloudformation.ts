import type { AnalyzedResource } from "../support/stack-fixture";
import { bucketParts, forms, type Names, type Properties } from "./cloudformation-forms";
import { pascal, without } from "./cloudformation-names";

/** Resources that CloudFormation has as properties of others, and of which no check reads anything. */
const left = new Set([
  "aws:apigateway/integration:Integration",
  "aws:apigateway/methodSettings:MethodSettings",
  "aws:appsync/apiCache:ApiCache",
  "aws:cloudwatch/logDeliverySource:LogDeliverySource",
  "aws:ec2/vpc:Vpc",
  "aws:ecr/lifecyclePolicy:LifecyclePolicy",
  "aws:lambda/functionRecursionConfig:FunctionRecursionConfig",
]);

/** Settings that Pulumi has on the bucket as well as apart from it. */
const inline = new Set(["acl", "grants", "logging", "loggings", "serverSideEncryptionConfiguration", "versioning"]);

/** A stack as a CloudFormation template; undefined where a resource has no form here. */
export function cloudFormationOf(stack: readonly AnalyzedResource[]): object | undefined {
  const logical = (name: string) => name.replace(/[^A-Za-z0-9]/g, "");
  const names: Names = new Map(
    stack.flatMap(({ name, properties, type }) =>
      /Policy$/.test(type)
        ? []
        : ["arn", "id", "url", "bucket"].flatMap((key) =>
            typeof properties[key] === "string" && (key !== "bucket" || type === "aws:s3/bucket:Bucket")
              ? [[properties[key], logical(name)] as const]
              : [],
          ),
    ),
  );
  const Resources: Record<string, unknown> = {};
  for (const { type, name, properties } of stack) {
    if (left.has(type) || type in bucketParts) continue;
    if (type === "aws:s3/bucket:Bucket") {
      // CloudFormation has no settings apart from the bucket: a variant that moves them there would be none.
      if (Object.keys(properties).some((key) => inline.has(key))) return undefined;
      const parts = stack
        .filter((part) => part.properties["bucket"] === properties["bucket"])
        .flatMap((part) => bucketParts[part.type]?.(part.properties) ?? []);
      Resources[logical(name)] = {
        Type: "AWS::S3::Bucket",
        Properties: Object.assign({ BucketName: properties["bucket"] }, ...parts) as object,
      };
      continue;
    }
    const form = forms[type];
    if (form === undefined) return undefined;
    const inputs = without(properties, "id", ...(form.type.endsWith("Policy") ? [] : ["arn", "url"]));
    const stated = pascal({ ...inputs, ...methodSettings(type, properties, stack) }, form.names ?? {});
    Resources[logical(name)] = { Type: form.type, Properties: form.arranged?.(stated, inputs, names) ?? stated };
  }
  return { AWSTemplateFormatVersion: "2010-09-09", Resources };
}

/** The method settings of a stage, which Pulumi has as separate resources. */
function methodSettings(type: string, { stageName }: Properties, stack: readonly AnalyzedResource[]): object {
  if (type !== "aws:apigateway/stage:Stage") return {};
  const ofStage = stack.filter(
    (each) =>
      each.type === "aws:apigateway/methodSettings:MethodSettings" && each.properties["stageName"] === stageName,
  );
  return {
    methodSettings: ofStage.map(({ properties }) => ({
      httpMethod: "*",
      resourcePath: "/*",
      ...(properties["settings"] as object),
    })),
  };
}

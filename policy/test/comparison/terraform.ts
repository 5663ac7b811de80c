import type { AnalyzedResource } from "../support/stack-fixture";

/** Terraform's names where they do not follow from Pulumi's. */
const typeNames: Readonly<Record<string, string>> = {
  "aws:apigateway/domainName:DomainName": "aws_api_gateway_domain_name",
  "aws:apigateway/integration:Integration": "aws_api_gateway_integration",
  "aws:apigateway/method:Method": "aws_api_gateway_method",
  "aws:apigateway/methodSettings:MethodSettings": "aws_api_gateway_method_settings",
  "aws:apigateway/restApi:RestApi": "aws_api_gateway_rest_api",
  "aws:apigateway/stage:Stage": "aws_api_gateway_stage",
  "aws:appautoscaling/policy:Policy": "aws_appautoscaling_policy",
  "aws:appsync/graphQLApi:GraphQLApi": "aws_appsync_graphql_api",
  "aws:cloudwatch/logDeliverySource:LogDeliverySource": "aws_cloudwatch_log_delivery_source",
  "aws:ec2/vpc:Vpc": "aws_vpc",
  "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream": "aws_kinesis_firehose_delivery_stream",
  "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock": "aws_s3_account_public_access_block",
  "aws:s3/bucketObjectv2:BucketObjectv2": "aws_s3_object",
  "aws:s3/objectCopy:ObjectCopy": "aws_s3_object_copy",
  "aws:wafv2/webAclAssociation:WebAclAssociation": "aws_wafv2_web_acl_association",
};

/** Terraform's names of inputs where they do not follow from Pulumi's; `type.input` for one type. */
const inputNames: Readonly<Record<string, string>> = {
  restApi: "rest_api_id",
  function: "function_name",
  topic: "topic_arn",
  "aws:lambda/function:Function.name": "function_name",
};

/** Maps of texts, whose keys are the program's own. */
const maps = new Set(["tags", "variables", "stageVariables", "headerParameters", "permissions", "requestParameters"]);
/** What AWS answers, and a program does not state. */
const outputs = new Set(["id", "arn", "url"]);
const arnIsInput = /^aws:(sns\/topicPolicy|cloudwatch\/eventTarget)/;
/** Maps in some types are blocks in others. */
const isMap = (type: string, key: string) => maps.has(key) && !(key === "permissions" && !type.startsWith("aws:ssm/"));

/** `aws_s3_bucket_versioning` of a type token. */
function terraformType(type: string): string {
  const [, module = "", name = ""] = /^aws:([^/]+)\/[^:]+:(.*)$/.exec(type) ?? [];
  return typeNames[type] ?? `aws_${module}_${snake(name)}`;
}

/** A stack as a Terraform module; references by name, ARN or id are references of Terraform. */
export function terraformOf(stack: readonly AnalyzedResource[]): string {
  const references = referencesIn(stack);
  return stack.map((resource) => resourceOf(resource, references)).join("\n");
}

/** Expressions by the values that identify a resource. */
function referencesIn(stack: readonly AnalyzedResource[]): ReadonlyMap<string, string> {
  const references = new Map<string, string>();
  for (const { type, name, properties } of stack) {
    for (const key of ["id", "arn", "url", "name", "bucket"]) {
      const value = properties[key];
      const isOwn = outputs.has(key) ? !arnIsInput.test(type) : isOwnName(type, key);
      if (isOwn && typeof value === "string" && !references.has(value))
        references.set(value, `${terraformType(type)}.${name}.${key === "bucket" ? "id" : key}`);
    }
  }
  return references;
}

/** True for the input that names the resource itself. */
function isOwnName(type: string, key: string): boolean {
  return key === "name" || (key === "bucket" && type === "aws:s3/bucket:Bucket");
}

function resourceOf({ type, name, properties }: AnalyzedResource, references: ReadonlyMap<string, string>): string {
  const lines = Object.entries(properties)
    .filter(([key]) => !outputs.has(key) || arnIsInput.test(type))
    .flatMap(([key, value]) => {
      const named = inputNames[`${type}.${key}`] ?? inputNames[key];
      return inputOf(type, key, value, isOwnName(type, key) ? new Map() : references, named);
    });
  return `resource "${terraformType(type)}" "${name}" {\n${indented(lines)}\n}\n`;
}

/** The lines of an input: an attribute, or a block for each object. Blocks of a list have the name of one: `rule`. */
function inputOf(
  type: string,
  key: string,
  value: unknown,
  references: ReadonlyMap<string, string>,
  named = snake(key),
): string[] {
  if (value === undefined || value === null) return [];
  const isObject = (item: unknown) => typeof item === "object" && item !== null && !Array.isArray(item);
  const items = [value].flat();
  if (/policy$/i.test(key) && typeof value === "string" && value.startsWith("{"))
    return [`${named} = jsonencode(${expressionOf(JSON.parse(value), new Map())})`];
  if (isMap(type, key) || !items.some(isObject)) return [`${named} = ${expressionOf(value, references)}`];
  const block = Array.isArray(value) ? named.replace(/ies$/, "y").replace(/s$/, "") : named;
  return items.flatMap((item) => {
    const inner = Object.entries(item).flatMap(([name, each]) => inputOf(type, name, each, references));
    return [`${block} {`, indented(inner), "}"];
  });
}

function expressionOf(value: unknown, references: ReadonlyMap<string, string>): string {
  if (typeof value === "string") return references.get(value) ?? escaped(JSON.stringify(value));
  if (Array.isArray(value)) return `[${value.map((item) => expressionOf(item, references)).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(
    ([key, item]) => `${JSON.stringify(key)} = ${expressionOf(item, references)}`,
  );
  return `{ ${members.join(", ")} }`;
}

function indented(lines: readonly string[]): string {
  return lines.join("\n").replace(/^/gm, "  ");
}

/** `${` begins an expression in Terraform. */
function escaped(text: string): string {
  return text.replaceAll("${", "$${").replaceAll("%{", "%%{");
}

function snake(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1_$2")
    .toLowerCase();
}

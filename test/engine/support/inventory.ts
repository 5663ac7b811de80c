import { DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import type { Cloud } from "../../../packages/local-aws/src/cloud";
import type { ConfigValues } from "./project-copy";

/** Roles that an account has before the first stack: those of who deploys, and API Gateway's. */
const isOfAccount = (role: string): boolean => /^(image-pipeline|account)-/.test(role);

/** Names of everything that a stack may leave behind in a cloud, by kind; kinds without anything are left out. */
export async function inventory(cloud: Cloud): Promise<Record<string, string[]>> {
  const { s3, lambda, logs, iam, kms, sqs, sns, apiGateway, cloudwatch, eventBridge, stepFunctions } = cloud.services;
  const found: Record<string, string[]> = {
    buckets: [...s3.buckets.keys()],
    tables: await tables(cloud),
    functions: lambda.functions().map(({ config }) => config.name),
    logGroups: logs.groups().map(({ name }) => name),
    roles: [...iam.roles.keys()].filter((name) => !isOfAccount(name)),
    keys: [...kms.keys.values()].filter(({ deletionAt }) => deletionAt === undefined).map(({ keyId }) => keyId),
    queues: sqs.queues().map(({ name }) => name),
    topics: [...sns.topics.keys()],
    apis: [...apiGateway.apis.apis.values()].map(({ name }) => name),
    alarms: cloudwatch.alarms.all().map(({ spec }) => spec.name),
    dashboards: [...cloudwatch.dashboards.keys()],
    rules: eventBridge.rules().map(({ name }) => name),
    stateMachines: stepFunctions.machines().map(({ spec }) => spec.name),
  };
  return Object.fromEntries(Object.entries(found).filter(([, names]) => names.length > 0));
}

/** What stays of a stack that was destroyed: the role for logs that it has given API Gateway stays with the account. */
export function inventoryThatStays({ uploadApi }: ConfigValues): Record<string, string[]> {
  const { accountLogging = false } = Object(uploadApi) as { readonly accountLogging?: boolean };
  return accountLogging ? { roles: ["images-api-logging-role"] } : {};
}

/** An inventory with the names that the program gives its roles, without their random digits. */
export function withoutRandomDigits({ roles, ...others }: Record<string, string[]>): Record<string, string[]> {
  return { ...others, ...(roles && { roles: roles.map((role) => role.replace(/-[0-9a-f]{7}$/, "")) }) };
}

async function tables({ endpoint, region, credentials }: Cloud): Promise<string[]> {
  const client = new DynamoDBClient({ endpoint, region, credentials });
  try {
    return (await client.send(new ListTablesCommand({}))).TableNames ?? [];
  } finally {
    client.destroy();
  }
}

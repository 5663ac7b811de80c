import type { ServerResponse } from "node:http";
import { crc32 } from "node:zlib";

import type { ServiceContext } from "../context";
import { AwsError } from "../http/aws-error";
import { header, type HttpCall } from "../http/call";
import { failJson, send, type Call, type HttpService } from "../http/service";
import { noteOperation } from "../iam/caller";
import type { Access, Iam } from "../iam/iam";
import type { Kms } from "../kms/kms";
import { dynamoDbKeyUser, useKey } from "../kms/use-key";

import type { DynamoDb } from "./dynamodb";
import type { JsonObject } from "./engine";

/** DynamoDB on HTTP. */
export class DynamoDbHttpService implements HttpService {
  readonly names = ["dynamodb"];
  readonly maxBodyBytes = 16 * 1024 * 1024;
  readonly allowsAnonymous = false;

  constructor(
    private readonly dynamodb: DynamoDb,
    readonly iam: Iam,
    readonly kms: Kms,
    private readonly cloud: ServiceContext,
  ) {}

  async handle(call: Call, reply: ServerResponse): Promise<void> {
    const operation = (header(call, "x-amz-target") ?? "").replace(/^DynamoDB_20120810\./, "");
    const input = readInput(call.body);
    const table = typeof input.TableName === "string" ? input.TableName : undefined;
    noteOperation(call.caller, operation, table);
    for (const access of accessOf(operation, input, (name) => this.dynamodb.tableArn(name))) {
      this.iam.authorize(call.caller, access, "AccessDeniedException", 400);
    }
    for (const name of itemTables(operation, input)) {
      const { kmsKeyArn: key } = this.dynamodb.settings(name);
      if (key === undefined) continue;
      useKey(this, call.caller, dynamoDbKeyUser, { keyArn: this.kms.arnOf(key), actions: ["kms:Decrypt"] });
    }
    await this.cloud.faults.check("dynamodb", operation, reply, table);
    const body = JSON.stringify(await this.dynamodb.call(operation, input));
    const headers = { "content-type": "application/x-amz-json-1.0", "x-amz-crc32": String(crc32(body)) };
    send(reply, 200, { ...headers, "x-amzn-requestid": call.requestId }, body);
  }

  fail(error: unknown, call: HttpCall, reply: ServerResponse): void {
    failJson(error, call, reply);
  }
}

function readInput(body: Buffer | undefined): JsonObject {
  try {
    return JSON.parse(body?.toString("utf8") ?? "") as JsonObject;
  } catch {
    throw new AwsError("SerializationException", "The request body is not valid JSON.");
  }
}

/** Operations on items: each reads or writes with the table's key. */
const itemOperations = /^(Get|Put|Update|Delete|BatchGet|BatchWrite)Item$|^(Query|Scan)$/;

/** Names of the tables whose items an operation reads or writes. */
function itemTables(operation: string, { TableName, RequestItems }: JsonObject): readonly string[] {
  if (!itemOperations.test(operation)) return [];
  return typeof TableName === "string" ? [tableName(TableName)] : Object.keys(RequestItems ?? {}).map(tableName);
}

/** A table's name by its name or ARN. */
function tableName(table: string): string {
  return table.replace(/^arn:.*:table\//, "");
}

/** The actions and resources that an operation needs. */
function accessOf(
  operation: string,
  input: JsonObject,
  tableArn: (name: string) => string,
): Pick<Access, "action" | "resource">[] {
  const action = `dynamodb:${operation}`;
  if (operation === "ListTables") return [{ action, resource: "*" }];
  if (operation === "BatchGetItem" || operation === "BatchWriteItem") {
    return Object.keys(input.RequestItems ?? {}).map((name) => ({ action, resource: tableArn(name) }));
  }
  const named = input.TableName ?? input.ResourceArn;
  const table = typeof named === "string" ? tableName(named) : "*";
  const index = typeof input.IndexName === "string" ? `/index/${input.IndexName}` : "";
  return [{ action, resource: `${tableArn(table)}${index}` }];
}

import type { Access } from "../iam/iam";
import type { JsonObject } from "./engine";

/** The actions and tables that an operation touches. */
export function accessOf(
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
  const table = typeof named === "string" ? named.replace(/^arn:.*:table\//, "") : "*";
  const index = typeof input.IndexName === "string" ? `/index/${input.IndexName}` : "";
  return [{ action, resource: `${tableArn(table)}${index}` }];
}

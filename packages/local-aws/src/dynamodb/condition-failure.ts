import { AwsError, errorCode } from "../http/aws-error";
import type { DynamoEngine, JsonObject } from "./engine";

const MEMBER = "ReturnValuesOnConditionCheckFailure";
const values = ["ALL_OLD", "NONE"];

/**
 * Runs a conditional write, which dynalite does without `ReturnValuesOnConditionCheckFailure`: the error of a condition
 * that does not hold has the item that is there.
 *
 * @throws AwsError `ConditionalCheckFailedException` with `Item`, `ValidationException`.
 */
export async function writeConditionally(
  engine: DynamoEngine,
  operation: string,
  { [MEMBER]: returned = "NONE", ...input }: JsonObject,
): Promise<JsonObject> {
  if (!values.includes(returned as string)) {
    const at = "at 'returnValuesOnConditionCheckFailure' failed to satisfy constraint:";
    const problem = `Value '${String(returned)}' ${at} Member must satisfy enum value set: [${values.join(", ")}]`;
    throw new AwsError("ValidationException", `1 validation error detected: ${problem}`);
  }
  try {
    return await engine.call(operation, input);
  } catch (error) {
    if (returned !== "ALL_OLD" || errorCode(error) !== "ConditionalCheckFailedException") throw error;
    const { message, status, details } = error as AwsError;
    const Item = await itemOf(engine, input);
    throw new AwsError("ConditionalCheckFailedException", message, status, details, Item === undefined ? {} : { Item });
  }
}

async function itemOf(engine: DynamoEngine, { TableName, Key, Item }: JsonObject): Promise<unknown> {
  const { Table } = await engine.call("DescribeTable", { TableName });
  const { KeySchema } = Table as { KeySchema: readonly { AttributeName: string }[] };
  const given = (Key ?? Item) as JsonObject;
  const key = Object.fromEntries(KeySchema.map(({ AttributeName }) => [AttributeName, given[AttributeName]]));
  return (await engine.call("GetItem", { TableName, Key: key, ConsistentRead: true })).Item;
}

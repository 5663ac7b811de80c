import { CreateTableCommand, PutItemCommand, type AttributeValue } from "@aws-sdk/client-dynamodb";
import { expect } from "chai";

import { jsonRequest } from "../support/cloud/raw-request";
import { rejection } from "../support/cloud/rejection";
import { useCloud } from "../support/cloud/use-cloud";

describe("requests that would stop DynamoDB", () => {
  const suite = useCloud();
  before(() =>
    suite().root.dynamodb.send(
      new CreateTableCommand({
        TableName: "limits",
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      }),
    ),
  );

  const put = (more: object) =>
    suite().root.dynamodb.send(new PutItemCommand({ TableName: "limits", Item: { id: { S: "1" } }, ...more }));
  /** Why a condition is refused; empty if it is evaluated. */
  async function refusal(ConditionExpression: string): Promise<string> {
    const error = await rejection(put({ ConditionExpression, ExpressionAttributeValues: { ":a": { S: "1" } } }));
    return error.name === "ConditionalCheckFailedException" ? "" : `${error.name}: ${error.message}`;
  }
  const nested = (levels: number) =>
    Array.from({ length: levels }).reduce<string>((inner, _, i) => `b${i} = :a AND (${inner})`, "a = :a");

  it("are refused where an expression's parentheses take long to parse", async () => {
    expect(await refusal(nested(5))).to.equal("");
    expect(await refusal(nested(40))).to.match(/^ValidationException: .*does not have expressions with parentheses/);
    expect(await refusal(`${"(".repeat(40)}a = :a${")".repeat(40)}`)).to.match(/redundant parentheses/);
    expect(await refusal(`(${nested(40)})`)).to.match(/does not have/);
    expect(await refusal(`${"(".repeat(40)}a = :a`)).to.match(
      /^ValidationException: Invalid ConditionExpression: Syntax error/,
    );
    expect(await refusal("a = :a)")).to.match(/Syntax error/);
    expect(await refusal(Array.from({ length: 200 }, () => "a = :a").join(" AND "))).to.equal("");
  }).timeout(5_000);

  it("are refused where attributes are nested more than 32 levels deep", async () => {
    const item = (levels: number) => {
      let value: AttributeValue = { S: "x" };
      for (let i = 0; i < levels; i++) value = i % 2 === 0 ? { L: [value] } : { M: { inner: value } };
      return { Item: { id: { S: "1" }, value } };
    };
    await put(item(32));
    for (const levels of [33, 2000]) {
      const input = { TableName: "limits", ...item(levels) };
      const answer = await jsonRequest(suite().cloud, "dynamodb", "DynamoDB_20120810.PutItem", input);
      expect([answer.__type, answer.message]).to.deep.equal([
        "ValidationException",
        "Nesting Levels have exceeded supported limits",
      ]);
    }
  });
});

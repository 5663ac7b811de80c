import { CreateTableCommand, PutItemCommand, UpdateItemCommand, type AttributeValue } from "@aws-sdk/client-dynamodb";
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
  const values = { ExpressionAttributeValues: { ":a": { S: "1" } } };
  /** Why a condition is refused; empty if it is evaluated. */
  async function refusal(ConditionExpression: string): Promise<string> {
    const error = await rejection(put({ ConditionExpression, ...values }));
    return error.name === "ConditionalCheckFailedException" ? "" : `${error.name}: ${error.message}`;
  }
  const nested = (levels: number) =>
    Array.from({ length: levels }).reduce<string>((inner, _, i) => `b${i} = :a AND (${inner})`, "a = :a");

  it("are parsed in time where parentheses are nested as deep as 300 operators can be", async () => {
    expect(await refusal(nested(7))).to.equal("");
    expect(await refusal(nested(149))).to.equal("");
    const either = (levels: number) => `${"a = :a OR (".repeat(levels)}a = :a${")".repeat(levels)}`;
    expect(await refusal(either(149))).to.equal("");
    const negated = (levels: number) => `${"NOT (".repeat(levels)}a = :a${")".repeat(levels)}`;
    expect(await refusal(negated(298))).to.equal("");
    expect(await refusal(`${"NOT ".repeat(298)}a = :a`)).to.equal("");
    // An odd number of negations of what is not so holds.
    for (const holds of [negated(299), `${"NOT ".repeat(299)}a = :a`])
      await put({ ConditionExpression: holds, ...values });
  });

  it("are refused where an expression is larger or has more operators than DynamoDB takes", async () => {
    const tooMany = /^ValidationException: Invalid ConditionExpression: .* too many operators; operator count: 301$/;
    expect(await refusal(nested(150))).to.match(tooMany);
    expect(await refusal(Array.from({ length: 151 }, () => "a = :a").join(" AND "))).to.match(tooMany);
    expect(await refusal(`${"NOT ".repeat(300)}a = :a`)).to.match(tooMany);
    expect(await refusal(Array.from({ length: 150 }, () => "a = :a").join(" OR "))).to.equal("");
    expect(await refusal(`a BETWEEN :a AND :a AND ${"a BETWEEN :a AND :a OR ".repeat(149)}a = :a`)).to.match(tooMany);
    expect(await refusal(`${"a BETWEEN :a AND :a OR ".repeat(149)}a = :a`)).to.equal("");
    expect(await refusal(`a = :a${" ".repeat(4090)}`)).to.equal("");
    expect(await refusal(`a = :a${" ".repeat(4091)}`)).to.match(/maximum allowed size; expression size: 4097$/);
    const among = (count: number) => `a IN (${Array.from({ length: count }, () => ":a").join(", ")})`;
    expect(await refusal(among(100))).to.equal("");
    expect(await refusal(among(101))).to.match(/number of operands: 101$/);
    const update = (terms: number) =>
      suite().root.dynamodb.send(
        new UpdateItemCommand({
          TableName: "limits",
          Key: { id: { S: "2" } },
          UpdateExpression: `SET ${Array.from({ length: terms }, (_, i) => `a${i} = :n + :n`).join(", ")}`,
          ExpressionAttributeValues: { ":n": { N: "1" } },
        }),
      );
    expect((await rejection(update(301))).message).to.match(/Invalid UpdateExpression: .*(too many operators|size)/);
    await update(200);
  });

  it("are refused where parentheses are redundant or do not match, however many", async () => {
    for (const levels of [2, 40, 2000]) {
      expect(await refusal(`${"(".repeat(levels)}a = :a${")".repeat(levels)}`)).to.match(/redundant parentheses/);
      const open = `${"(".repeat(levels)}a = :a`;
      expect(await refusal(open)).to.match(/^ValidationException: Invalid ConditionExpression: Syntax error/);
    }
    expect(await refusal("a = :a)")).to.match(/Syntax error/);
    const sizes = `a = ${"size(".repeat(680)}b${")".repeat(680)}`;
    expect(await refusal(sizes)).to.match(/^ValidationException: .*function/);
  });

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

/* global exports, require */
const { DynamoDBClient, GetItemCommand, PutItemCommand } = require("@aws-sdk/client-dynamodb");

const client = new DynamoDBClient({});
const TableName = process.env.TABLE;

exports.handler = async ({ httpMethod, pathParameters: { id }, body }) => {
  if (httpMethod === "PUT") {
    await client.send(new PutItemCommand({ TableName, Item: { id: { S: id }, text: { S: body } } }));
    return { statusCode: 204, body: "" };
  }
  const { Item } = await client.send(new GetItemCommand({ TableName, Key: { id: { S: id } } }));
  return Item ? { statusCode: 200, body: Item.text.S } : { statusCode: 404, body: "no such note" };
};

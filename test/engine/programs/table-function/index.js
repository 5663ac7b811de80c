/* global require */
const aws = require("@pulumi/aws");
const pulumi = require("@pulumi/pulumi");

const table = new aws.dynamodb.Table("items", {
  hashKey: "id",
  billingMode: "PAY_PER_REQUEST",
  attributes: [{ name: "id", type: "S" }],
});
const role = new aws.iam.Role("reader", {
  assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" }),
});
new aws.iam.RolePolicy("read", {
  role: role.id,
  policy: pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: ["dynamodb:GetItem"], Resource: table.arn }],
  }),
});
const read = new aws.lambda.Function("read", {
  role: role.arn,
  runtime: "nodejs22.x",
  handler: "index.handler",
  code: new pulumi.asset.FileArchive("./handler"),
  environment: { variables: { TABLE: table.name } },
});
// Anybody may invoke it: one mistake, which a rule of every profile finds.
new aws.lambda.Permission("anybody", { function: read.name, action: "lambda:InvokeFunction", principal: "*" });

import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

class NotesApi extends pulumi.ComponentResource {
  readonly url: pulumi.Output<string>;
  readonly tableArn: pulumi.Output<string>;

  constructor(name: string, opts?: pulumi.ComponentResourceOptions) {
    super("notes:index:NotesApi", name, {}, opts);
    const parent = { parent: this };
    const table = new aws.dynamodb.Table(
      `${name}-table`,
      { attributes: [{ name: "id", type: "S" }], hashKey: "id", billingMode: "PAY_PER_REQUEST" },
      parent,
    );
    const role = new aws.iam.Role(
      `${name}-role`,
      {
        assumeRolePolicy: JSON.stringify({
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
        }),
        inlinePolicies: [
          {
            name: "read",
            policy: table.arn.apply((arn) =>
              JSON.stringify({
                Version: "2012-10-17",
                Statement: [{ Effect: "Allow", Action: ["dynamodb:GetItem", "dynamodb:PutItem"], Resource: arn }],
              }),
            ),
          },
        ],
      },
      parent,
    );
    const handler = new aws.lambda.Function(
      `${name}-handler`,
      {
        runtime: aws.lambda.Runtime.NodeJS22dX,
        handler: "index.handler",
        role: role.arn,
        code: new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.FileAsset("./handler/index.js") }),
        environment: { variables: { TABLE: table.name } },
      },
      parent,
    );
    const api = new aws.apigateway.RestApi(`${name}-api`, {}, parent);
    const note = new aws.apigateway.Resource(
      `${name}-note`,
      { restApi: api.id, parentId: api.rootResourceId, pathPart: "{id}" },
      parent,
    );
    const methods = ["GET", "PUT"].map((httpMethod) => {
      const method = new aws.apigateway.Method(
        `${name}-${httpMethod.toLowerCase()}`,
        {
          restApi: api.id,
          resourceId: note.id,
          httpMethod,
          authorization: "NONE",
          requestParameters: { "method.request.path.id": true },
        },
        parent,
      );
      return new aws.apigateway.Integration(
        `${name}-${httpMethod.toLowerCase()}-integration`,
        {
          restApi: api.id,
          resourceId: note.id,
          httpMethod: method.httpMethod,
          type: "AWS_PROXY",
          integrationHttpMethod: "POST",
          uri: handler.invokeArn,
        },
        parent,
      );
    });
    new aws.lambda.Permission(
      `${name}-permission`,
      {
        action: "lambda:InvokeFunction",
        function: handler.name,
        principal: "apigateway.amazonaws.com",
        sourceArn: pulumi.interpolate`${api.executionArn}/*/*`,
      },
      parent,
    );
    const deployment = new aws.apigateway.Deployment(
      `${name}-deployment`,
      { restApi: api.id },
      { ...parent, dependsOn: methods },
    );
    const stage = new aws.apigateway.Stage(
      `${name}-stage`,
      { restApi: api.id, deployment: deployment.id, stageName: pulumi.getStack() },
      parent,
    );
    this.url = stage.invokeUrl;
    this.tableArn = table.arn;
    this.registerOutputs({ url: this.url });
  }
}

const api = new NotesApi("notes");
export const url = api.url;
export const tableArn = api.tableArn;
export const pageSize = pulumi.output(new pulumi.Config().requireNumber("pageSize"));
export const token = new pulumi.Config().requireSecret("token");

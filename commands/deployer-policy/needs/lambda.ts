import { anything, type NeedsByType, type Scope } from "../types";
import { passRole } from "./iam";

const functions: Scope = {
  sid: "Functions",
  owners: { "aws:lambda/function:Function": "name" },
  arns: ({ partition, region, account }, name) => [
    `arn:${partition}:lambda:${region}:${account}:function:${name}`,
    `arn:${partition}:lambda:${region}:${account}:function:${name}:*`,
  ],
};

const layers: Scope = {
  sid: "Layers",
  owners: { "aws:lambda/layerVersion:LayerVersion": "layerName" },
  arns: ({ partition, region, account }, name) => [
    `arn:${partition}:lambda:${region}:${account}:layer:${name}`,
    `arn:${partition}:lambda:${region}:${account}:layer:${name}:*`,
  ],
};

/** They have no resource-level permissions. */
const networkActions = ["ec2:DescribeSecurityGroups", "ec2:DescribeSubnets", "ec2:DescribeVpcs"];

/** AWS chooses the ids of mappings. */
const eventSourceMappings: Scope = {
  sid: "EventSourceMappings",
  owners: {},
  arns: ({ partition, region, account }) => [`arn:${partition}:lambda:${region}:${account}:event-source-mapping:*`],
};

export const lambdaNeeds: NeedsByType = {
  "aws:lambda/alias:Alias": [
    {
      scope: functions,
      actions: {
        create: ["lambda:CreateAlias"],
        read: ["lambda:GetAlias"],
        update: ["lambda:UpdateAlias"],
        delete: ["lambda:DeleteAlias"],
      },
    },
  ],
  "aws:lambda/eventSourceMapping:EventSourceMapping": [
    // A mapping that does not exist yet has no ARN: the action has no resource-level permissions.
    { scope: anything, actions: { create: ["lambda:CreateEventSourceMapping"] } },
    {
      scope: eventSourceMappings,
      actions: {
        create: ["lambda:TagResource"],
        read: ["lambda:GetEventSourceMapping", "lambda:ListTags"],
        update: ["lambda:TagResource", "lambda:UntagResource", "lambda:UpdateEventSourceMapping"],
        delete: ["lambda:DeleteEventSourceMapping"],
      },
    },
  ],
  "aws:lambda/function:Function": [
    {
      scope: functions,
      actions: {
        create: ["lambda:CreateFunction", "lambda:TagResource"],
        read: [
          "lambda:GetFunction",
          "lambda:GetFunctionCodeSigningConfig",
          "lambda:ListTags",
          "lambda:ListVersionsByFunction",
        ],
        update: [
          "lambda:DeleteFunctionConcurrency",
          "lambda:PutFunctionConcurrency",
          "lambda:TagResource",
          "lambda:UntagResource",
          "lambda:UpdateFunctionCode",
          "lambda:UpdateFunctionConfiguration",
        ],
        delete: ["lambda:DeleteFunction"],
      },
    },
    {
      scope: functions,
      when: ({ reservedConcurrentExecutions }) => typeof reservedConcurrentExecutions === "number",
      actions: { create: ["lambda:PutFunctionConcurrency"] },
    },
    {
      scope: functions,
      when: ({ publish }) => publish === true,
      actions: { update: ["lambda:PublishVersion"] },
    },
    // Attaching a layer requires permission to read it.
    {
      scope: layers,
      when: ({ layers: attached }) => attached !== undefined,
      actions: { create: ["lambda:GetLayerVersion"], update: ["lambda:GetLayerVersion"] },
    },
    // Lambda looks at the network with the caller's permissions ("Required IAM permissions" of VPCs in its guide).
    {
      scope: anything,
      when: ({ vpcConfig }) => vpcConfig !== undefined,
      actions: { create: networkActions, update: networkActions },
    },
    passRole("lambda.amazonaws.com"),
  ],
  "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": [
    {
      scope: functions,
      actions: {
        create: ["lambda:PutFunctionEventInvokeConfig"],
        read: ["lambda:GetFunctionEventInvokeConfig"],
        update: ["lambda:PutFunctionEventInvokeConfig"],
        delete: ["lambda:DeleteFunctionEventInvokeConfig"],
      },
    },
  ],
  "aws:lambda/layerVersion:LayerVersion": [
    {
      scope: layers,
      actions: {
        create: ["lambda:PublishLayerVersion"],
        read: ["lambda:GetLayerVersion"],
        delete: ["lambda:DeleteLayerVersion"],
      },
    },
  ],
  "aws:lambda/permission:Permission": [
    {
      scope: functions,
      actions: { create: ["lambda:AddPermission"], read: ["lambda:GetPolicy"], delete: ["lambda:RemovePermission"] },
    },
  ],
};

import type { NeedsByType, Scope } from "../types";
import { passRole } from "./iam";

const owners = { "aws:codedeploy/application:Application": "name" };

const applications: Scope = {
  sid: "Applications",
  owners,
  arns: ({ partition, region, account }, name) => [
    `arn:${partition}:codedeploy:${region}:${account}:application:${name}`,
  ],
};

const deploymentGroups: Scope = {
  sid: "DeploymentGroups",
  owners,
  arns: ({ partition, region, account }, name) => [
    `arn:${partition}:codedeploy:${region}:${account}:deploymentgroup:${name}/*`,
  ],
};

export const codeDeployNeeds: NeedsByType = {
  "aws:codedeploy/application:Application": [
    {
      scope: applications,
      actions: {
        create: ["codedeploy:CreateApplication", "codedeploy:TagResource"],
        read: ["codedeploy:GetApplication", "codedeploy:ListTagsForResource"],
        update: ["codedeploy:TagResource", "codedeploy:UntagResource"],
        delete: ["codedeploy:DeleteApplication"],
      },
    },
  ],
  "aws:codedeploy/deploymentGroup:DeploymentGroup": [
    {
      scope: deploymentGroups,
      actions: {
        create: ["codedeploy:CreateDeploymentGroup", "codedeploy:TagResource"],
        read: ["codedeploy:GetDeploymentGroup", "codedeploy:ListTagsForResource"],
        update: ["codedeploy:TagResource", "codedeploy:UntagResource", "codedeploy:UpdateDeploymentGroup"],
        delete: ["codedeploy:DeleteDeploymentGroup"],
      },
    },
    passRole("codedeploy.amazonaws.com"),
  ],
};

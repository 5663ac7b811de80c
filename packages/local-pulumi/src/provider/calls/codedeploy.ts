import { arnOf, on, passRole, tagged, textOf, when, type CallsByType, type CallSubject } from "./api-call";

const applicationArn = (subject: CallSubject): string =>
  arnOf(subject, "codedeploy", `application:${textOf(subject.inputs, "name")}`);

const groupArn = (subject: CallSubject): string =>
  arnOf(
    subject,
    "codedeploy",
    `deploymentgroup:${textOf(subject.inputs, "appName")}/${textOf(subject.inputs, "deploymentGroupName")}`,
  );

const tagChanges = (subject: CallSubject, arn: string) =>
  when(subject.changed("tags"), [
    ...tagged(on(arn, "codedeploy:TagResource"), subject.tags),
    ...on(arn, "codedeploy:UntagResource"),
  ]);

/**
 * Source: `deploy/app.go` (105be1d9) and `deploy/deployment_group.go` (1159b3ee), of earlier versions, of the Terraform
 * provider.
 */
export const codeDeployCalls: CallsByType = {
  "aws:codedeploy/application:Application": {
    create: (app) =>
      tagged(on(applicationArn(app), "codedeploy:CreateApplication", "codedeploy:TagResource"), app.tags),
    read: (app) => on(applicationArn(app), "codedeploy:GetApplication", "codedeploy:ListTagsForResource"),
    update: (app) => tagChanges(app, applicationArn(app)),
    delete: (app) => on(applicationArn(app), "codedeploy:DeleteApplication"),
  },
  "aws:codedeploy/deploymentGroup:DeploymentGroup": {
    create: (group) => [
      ...tagged(on(groupArn(group), "codedeploy:CreateDeploymentGroup", "codedeploy:TagResource"), group.tags),
      ...passRole(textOf(group.inputs, "serviceRoleArn"), "codedeploy.amazonaws.com"),
    ],
    read: (group) => on(groupArn(group), "codedeploy:GetDeploymentGroup", "codedeploy:ListTagsForResource"),
    update: (group) => [
      ...on(groupArn(group), "codedeploy:UpdateDeploymentGroup"),
      ...passRole(textOf(group.inputs, "serviceRoleArn"), "codedeploy.amazonaws.com"),
      ...tagChanges(group, groupArn(group)),
    ],
    delete: (group) => on(groupArn(group), "codedeploy:DeleteDeploymentGroup"),
  },
};

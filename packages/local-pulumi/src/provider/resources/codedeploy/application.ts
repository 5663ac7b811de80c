import type { Application } from "@image-pipeline/local-aws";
import { ifExists, type Made, type ProviderContext, type ResourceType } from "../../resource-type";
import { oneOf, text } from "../../schema";
import { allTags, tagOutputs } from "../../tags";
import { length } from "../../validators";
import type { Bag } from "../../../property-values";

function made({ name, id, tags }: Application, known: Bag, context: ProviderContext): Made {
  const outs = {
    applicationId: id,
    arn: context.cloud.services.codeDeploy.applicationArn(name),
    computePlatform: "Lambda",
    githubAccountName: "",
    linkedToGithub: false,
    name,
    ...tagOutputs(tags, known, context),
  };
  return { id: `${id}:${name}`, outs };
}

/**
 * `aws.codedeploy.Application` of functions. Its id is AWS's, and the name behind a colon. Another name makes a new
 * one here; in AWS it is renamed.
 */
export const application: ResourceType = {
  token: "aws:codedeploy/application:Application",
  tagged: true,
  autoName: { property: "name", maxLength: 100 },
  properties: {
    computePlatform: oneOf(["Lambda"], { required: true, replaces: true }),
    name: text({ computed: true, replaces: true, test: length(1, 100) }),
  },
  create(inputs, context) {
    const { codeDeploy } = context.cloud.services;
    return made(codeDeploy.createApplication(inputs.name as string, allTags(inputs, context)), inputs, context);
  },
  async read(id, known, context) {
    const name = (known.name as string | undefined) ?? id.slice(id.indexOf(":") + 1);
    const { codeDeploy } = context.cloud.services;
    const found = await ifExists(() => codeDeploy.application(name), "ApplicationDoesNotExistException");
    return found && made(found, known, context);
  },
  update(_, inputs, __, context) {
    const { codeDeploy } = context.cloud.services;
    return made(codeDeploy.tagApplication(inputs.name as string, allTags(inputs, context)), inputs, context);
  },
  delete: (_, known, { cloud }) => cloud.services.codeDeploy.deleteApplication(known.name as string),
};

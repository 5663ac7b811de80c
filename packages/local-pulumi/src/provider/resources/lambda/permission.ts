import { functionName, type FunctionPermission } from "@image-pipeline/local-aws";
import type { Made, ResourceType } from "../../resource-type";
import { text } from "../../schema";
import { anArn, matching } from "../../validators";
import type { Bag } from "../../../property-values";
import { functionNameOrArn } from "./function-name";

const replaces = { replaces: true } as const;

const statementId = matching(/^[\w-]{1,100}$/, "1 to 100 letters, digits, hyphens or underscores");

function made(fn: unknown, permission: FunctionPermission, known: Bag): Made {
  const { statementId, action, principal, sourceArn, sourceAccount } = permission;
  const outs = {
    action,
    function: fn,
    principal,
    sourceAccount,
    sourceArn,
    statementId,
    statementIdPrefix: known.statementIdPrefix,
  };
  return { id: statementId, outs };
}

/** `aws.lambda.Permission`. Its id is the statement's. */
export const permission: ResourceType = {
  token: "aws:lambda/permission:Permission",
  autoName: { property: "statementId", prefixProperty: "statementIdPrefix", maxLength: 100 },
  properties: {
    action: text({
      required: true,
      ...replaces,
      test: (action) =>
        /^(lambda:[*]|lambda:[a-zA-Z]+|[*])$/.test(action) ? undefined : `expected lambda:Something, got "${action}"`,
    }),
    function: text({ required: true, ...replaces, test: functionNameOrArn }),
    principal: text({ required: true, ...replaces }),
    sourceAccount: text({
      ...replaces,
      test: (account) =>
        /^\d{12}$/.test(account) ? undefined : `expected an account of twelve digits, got "${account}"`,
    }),
    sourceArn: text({ ...replaces, test: anArn }),
    statementId: text({ computed: true, ...replaces, test: statementId }),
    statementIdPrefix: text({ ...replaces, test: statementId, conflictsWith: ["statementId"] }),
  },
  create(inputs, { cloud }) {
    const added: FunctionPermission = {
      statementId: inputs.statementId as string,
      action: inputs.action as string,
      principal: inputs.principal as string,
      sourceArn: inputs.sourceArn as string | undefined,
      sourceAccount: inputs.sourceAccount as string | undefined,
    };
    cloud.services.lambda.addPermission(functionName(inputs.function as string), added);
    return made(inputs.function, added, inputs);
  },
  read(id, known, { cloud }) {
    // An import names function and statement: `function/statement`.
    const [imported, statement] = id.includes("/") ? id.split("/") : [undefined, id];
    const fn = known.function ?? imported;
    const name = functionName(typeof fn === "string" ? fn : "");
    if (!cloud.services.lambda.has(name)) return undefined;
    const found = cloud.services.lambda
      .function(name)
      .permissions.find((candidate) => candidate.statementId === statement);
    return found && made(fn, found, known);
  },
  delete(id, known, { cloud }) {
    const name = functionName(known.function as string);
    if (cloud.services.lambda.has(name)) cloud.services.lambda.removePermission(name, id);
  },
};

import { functionReference, type FunctionPermission } from "@image-pipeline/local-aws";
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
    qualifier: known.qualifier,
    sourceAccount,
    sourceArn,
    statementId,
    statementIdPrefix: known.statementIdPrefix,
  };
  return { id: statementId, outs };
}

/** The function, version or alias of a permission. */
const referenceOf = ({ function: fn, qualifier }: Bag): string =>
  functionReference(typeof fn === "string" ? fn : "", qualifier as string | undefined);

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
    qualifier: text({ ...replaces, test: matching(/^[\w$-]{1,128}$/, "a version or an alias") }),
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
    cloud.services.lambda.addPermission(referenceOf(inputs), added);
    return made(inputs.function, added, inputs);
  },
  read(id, known, { cloud }) {
    // An import names function and statement: `function/statement`.
    const [imported, statement] = id.includes("/") ? id.split("/") : [undefined, id];
    const fn = known.function ?? imported;
    const reference = referenceOf({ ...known, function: fn });
    const { lambda } = cloud.services;
    if (!lambda.has(reference)) return undefined;
    const found = lambda.permissions.of(reference).find((candidate) => candidate.statementId === statement);
    return found && made(fn, found, known);
  },
  delete(id, known, { cloud }) {
    const reference = referenceOf(known);
    if (cloud.services.lambda.has(reference)) cloud.services.lambda.removePermission(reference, id);
  },
};

import { createHash } from "node:crypto";

import { checkProperties, flag, list, object, text, type Properties } from "../schema";
import type { Bag } from "../../property-values";

interface StatementInput {
  readonly sid?: string;
  readonly effect?: string;
  readonly actions?: readonly string[];
  readonly notActions?: readonly string[];
  readonly resources?: readonly string[];
  readonly notResources?: readonly string[];
  readonly principals?: readonly { readonly type: string; readonly identifiers: readonly string[] }[];
  readonly notPrincipals?: readonly { readonly type: string; readonly identifiers: readonly string[] }[];
  readonly conditions?: readonly {
    readonly test: string;
    readonly variable: string;
    readonly values: readonly string[];
  }[];
}

const principals = list(object({ type: text({ required: true }), identifiers: list(text(), { required: true }) }));

const properties: Properties = {
  version: text(),
  policyId: text(),
  statements: list(
    object({
      sid: text(),
      effect: text(),
      actions: list(text()),
      notActions: list(text()),
      resources: list(text()),
      notResources: list(text()),
      principals,
      notPrincipals: principals,
      conditions: list(
        object({
          test: text({ required: true }),
          variable: text({ required: true }),
          values: list(text(), { required: true }),
        }),
      ),
    }),
  ),
  sourcePolicyDocuments: list(text()),
  minify: flag(),
};

/** One text where a list has one. */
function oneOrMany(values: readonly string[] | undefined): string | string[] | undefined {
  if (values === undefined || values.length === 0) return undefined;
  return values.length === 1 ? values[0] : [...values].sort().reverse();
}

function principalOf(specs: StatementInput["principals"]): unknown {
  if (specs === undefined || specs.length === 0) return undefined;
  if (specs.some(({ type, identifiers }) => type === "*" && identifiers.includes("*"))) return "*";
  return Object.fromEntries(specs.map(({ type, identifiers }) => [type, oneOrMany(identifiers)]));
}

function conditionOf(conditions: StatementInput["conditions"]): unknown {
  if (conditions === undefined || conditions.length === 0) return undefined;
  const byTest: Record<string, Record<string, unknown>> = {};
  for (const { test, variable, values } of conditions)
    byTest[test] = { ...byTest[test], [variable]: values.length === 1 ? values[0] : values };
  return byTest;
}

function statementOf(input: StatementInput): object {
  return {
    Sid: input.sid === "" ? undefined : input.sid,
    Effect: input.effect ?? "Allow",
    Action: oneOrMany(input.actions),
    NotAction: oneOrMany(input.notActions),
    Resource: oneOrMany(input.resources),
    NotResource: oneOrMany(input.notResources),
    Principal: principalOf(input.principals),
    NotPrincipal: principalOf(input.notPrincipals),
    Condition: conditionOf(input.conditions),
  };
}

/** `aws.iam.getPolicyDocument`: a policy's JSON from typed statements. */
export function policyDocument(inputs: Bag): Bag {
  const [failure] = checkProperties(properties, inputs);
  if (failure !== undefined) throw new Error(`getPolicyDocument: ${failure.property}: ${failure.reason}`);
  const {
    statements = [],
    sourcePolicyDocuments = [],
    version = "2012-10-17",
    policyId,
  } = inputs as {
    statements?: readonly StatementInput[];
    sourcePolicyDocuments?: readonly string[];
    version?: string;
    policyId?: string;
  };
  const sources = sourcePolicyDocuments.flatMap((text) => (JSON.parse(text) as { Statement: object[] }).Statement);
  const document = { Version: version, Id: policyId, Statement: [...sources, ...statements.map(statementOf)] };
  const minifiedJson = JSON.stringify(document);
  const id = String(parseInt(createHash("sha256").update(minifiedJson).digest("hex").slice(0, 8), 16));
  return {
    ...inputs,
    id,
    json: inputs.minify === true ? minifiedJson : JSON.stringify(document, undefined, 2),
    minifiedJson,
  };
}

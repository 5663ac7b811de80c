import type { AccessDecision, Cloud } from "@image-pipeline/local-aws";
import type { AccessView, GrantView, RoleView } from "../../console/contract";

/** A statement as a role's policy has it. */
interface PolicyStatement {
  readonly Sid?: string;
  readonly Effect: "Allow" | "Deny";
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly NotResource?: string | readonly string[];
  readonly Condition?: object;
}

/** A statement with its place. */
interface PlacedStatement {
  readonly policy: string;
  /** As decisions name it. */
  readonly id: string | number;
  readonly statement: PolicyStatement;
  /** What was allowed, or denied, by it. */
  readonly decisions: readonly AccessDecision[];
}

type Iam = Cloud["services"]["iam"];

/** What each role may, what it has used of that in this run, and what it was denied. */
export function accessView({ iam, lambda }: Pick<Cloud["services"], "iam" | "lambda">): AccessView {
  const functions = lambda.functions().map(({ config: { name, roleArn } }) => ({ name, roleArn }));
  const roles = [...iam.roles.values()].map((role) => {
    const own = functions.filter(({ roleArn }) => roleArn === role.arn).map(({ name }) => name);
    return roleView(iam, role, own);
  });
  return { roles: roles.sort((a, b) => Number(b.functions.length > 0) - Number(a.functions.length > 0)) };
}

function roleView(iam: Iam, role: Pick<RoleView, "name">, functions: readonly string[]) {
  const decisions = iam.decisions
    .all()
    .filter(({ principal, principalKind }) => principalKind === "role" && principal === role.name);
  const statements = placed(iam.identityPolicies(role.name), decisions);
  const sufficient = statements.flatMap(sufficientStatement);
  const isAllowed = sufficient.some(({ Effect }) => Effect === "Allow");
  return {
    name: role.name,
    functions,
    grants: statements.map(grantView),
    byResources: decisions
      .filter(({ allowed, by }) => allowed && by?.kind === "resource")
      .map((decision) => ({
        ...usedAction(decision),
        ...{ policy: decision.by?.policy ?? "", statement: label(decision.by?.statement ?? "") },
      })),
    denied: decisions
      .filter(({ allowed }) => !allowed)
      .map((decision) => {
        const { by } = decision;
        return { ...usedAction(decision), ...(by && { by: `${by.policy} ${label(by.statement)}` }) };
      }),
    ...(isAllowed && {
      sufficient: JSON.stringify({ Version: "2012-10-17", Statement: sufficient }, null, 2),
    }),
  };
}

/** The statements of a role's policies. */
function placed(
  policies: ReturnType<Iam["identityPolicies"]>,
  decisions: readonly AccessDecision[],
): PlacedStatement[] {
  return policies.flatMap(([policy, text]) => {
    const { Statement } = JSON.parse(text) as { Statement: PolicyStatement | readonly PolicyStatement[] };
    return many(Statement).map((statement, index) => {
      const id = statement.Sid ?? index;
      const own = decisions.filter(({ by }) => by?.kind === "identity" && by.policy === policy && by.statement === id);
      return { policy, id, statement, decisions: own };
    });
  });
}

function grantView({ policy, id, statement, decisions }: PlacedStatement): GrantView {
  const { Effect, Action, NotAction, Resource, NotResource } = statement;
  const actions = many(Action ?? NotAction);
  const isUsed = (pattern: string) => decisions.some(({ action }) => matchesAction(pattern, action));
  return {
    ...{ policy, statement: label(id), effect: Effect },
    actions: Action === undefined ? actions.map((action) => `all but ${action}`) : actions,
    resources: Resource === undefined ? many(NotResource).map((one) => `all but ${one}`) : many(Resource),
    used: decisions.map(usedAction),
    unused: Action === undefined ? [] : actions.filter((action) => !isUsed(action)),
  };
}

/** What of a statement was needed: the actions that were used, the resources that they were about, its conditions. */
function sufficientStatement({ statement, decisions }: PlacedStatement): PolicyStatement[] {
  // A denial takes nothing that was needed.
  if (statement.Effect === "Deny") return [statement];
  if (decisions.length === 0) return [];
  const { Sid, Resource, NotResource, Condition } = statement;
  const patterns = [...new Set(decisions.flatMap((decision) => [...decision.patterns]))].sort();
  return [
    {
      ...(Sid !== undefined && { Sid }),
      Effect: "Allow",
      Action: [...new Set(decisions.map(({ action }) => action))].sort(),
      ...(Resource === undefined ? { NotResource } : { Resource: patterns }),
      ...(Condition && { Condition }),
    },
  ];
}

const usedAction = ({ action, count, resources }: AccessDecision) => ({ action, count, resources: [...resources] });

const label = (statement: string | number) => (typeof statement === "number" ? `#${statement}` : statement);

/** Actions are compared without case; `*` stands for any characters, `?` for one. */
function matchesAction(pattern: string, action: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replace(/\*/g, ".*")
    .replace(/\?/g, ".");
  return new RegExp(`^${source}$`, "i").test(action);
}

function many<T>(value: T | readonly T[] | undefined): readonly T[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as readonly T[]) : [value as T];
}

import { principalsOf, statementsIn, type PolicyStatement } from "./policy-statements";

/**
 * What is to be said of the policy of a bucket that others own.
 *
 * @param policy JSON; absent: the bucket has none
 */
export function reviewPolicy(policy: string | undefined): readonly string[] {
  const statements = policy === undefined ? [] : statementsIn(policy);
  const denials = statements.filter(({ Effect }) => Effect === "Deny");
  const others = denials.filter((statement) => !requiresTls(statement));
  const nameOf = (statement: PolicyStatement) => statement.Sid ?? `statement ${statements.indexOf(statement) + 1}`;
  return [
    ...(denials.some(requiresTls)
      ? []
      : ["its policy lets requests without TLS through. Add a Deny for aws:SecureTransport = false"]),
    ...(statements.some(isPublic) ? ["its policy lets everybody in: an Allow for * has no condition"] : []),
    ...(others.length === 0
      ? []
      : [`its policy denies requests (${others.map(nameOf).join(", ")}). See that it denies none of the functions'`]),
  ];
}

const requiresTls = ({ Condition = {} }: PolicyStatement): boolean =>
  Object.entries(Condition).some(
    ([operator, keys]) =>
      operator.startsWith("Bool") &&
      Object.entries(keys).some(
        ([key, value]) => key.toLowerCase() === "aws:securetransport" && [value].flat().map(String).includes("false"),
      ),
  );

const isPublic = (statement: PolicyStatement): boolean =>
  statement.Effect === "Allow" && statement.Condition === undefined && principalsOf(statement).includes("*");

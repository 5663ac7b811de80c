/** The parts that are looked at of a statement of a resource's policy. */
export interface PolicyStatement {
  readonly Sid?: string;
  readonly Effect?: string;
  readonly Principal?: string | Readonly<Record<string, string | readonly string[]>>;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** The statements of a policy. @param policy JSON */
export function statementsIn(policy: string): readonly PolicyStatement[] {
  const { Statement: statements = [] } = JSON.parse(policy) as {
    readonly Statement?: PolicyStatement | readonly PolicyStatement[];
  };
  return [statements].flat();
}

/** Principals of a statement, whatever their kind: accounts, ARNs, services, `*`. */
export function principalsOf({ Principal = {} }: PolicyStatement): readonly string[] {
  return typeof Principal === "string" ? [Principal] : Object.values(Principal).flat();
}

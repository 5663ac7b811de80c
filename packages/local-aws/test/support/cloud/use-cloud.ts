import { startCloud, type Cloud, type CloudOptions } from "../../../src/cloud";
import { clientsOf, type Clients, type Keys } from "./clients";

/** A cloud for the tests of a suite. */
export interface SuiteCloud {
  readonly cloud: Cloud;
  /** SDK clients of the account's root. */
  readonly root: Clients;
  /** SDK clients of a new session of a role with this policy. */
  asRole(name: string, statements: readonly object[]): Clients;
  /** Keys of a new session of a role with this policy. */
  roleKeys(name: string, statements: readonly object[]): Keys;
}

/** A trust policy for a service. */
export function trust(service = "lambda.amazonaws.com"): string {
  return policy([{ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" }]);
}

/** A policy document as JSON. */
export function policy(statements: readonly object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

/** Creates a role in a cloud and answers its ARN. */
export function makeRole(
  { services }: Cloud,
  name: string,
  statements: readonly object[],
  assumeRolePolicy = trust(),
): string {
  const policies: Record<string, string> = statements.length === 0 ? {} : { inline: policy(statements) };
  return services.iam.createRole({ name, assumeRolePolicy, policies }).arn;
}

/** Starts a cloud before the tests of the suite it is called in and closes it after them. */
export function useCloud(options: CloudOptions = {}): () => SuiteCloud {
  let suite: SuiteCloud | undefined;
  const opened: Clients[] = [];
  const open = (cloud: Cloud, keys?: Keys) => {
    const clients = clientsOf(cloud, keys);
    opened.push(clients);
    return clients;
  };
  before(async () => {
    const cloud = await startCloud(options);
    const roleKeys = (name: string, statements: readonly object[]) => {
      makeRole(cloud, name, statements);
      return cloud.services.iam.startSession(name, "test");
    };
    suite = {
      cloud,
      root: open(cloud),
      roleKeys,
      asRole: (name, statements) => open(cloud, roleKeys(name, statements)),
    };
  });
  after(async () => {
    for (const clients of opened) clients.destroy();
    await suite?.cloud.close();
  });
  return () => {
    if (suite === undefined) throw new Error("the cloud has not been started");
    return suite;
  };
}

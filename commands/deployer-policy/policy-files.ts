/** Whose policies are derived. */
export type Actor = "deployer" | "previewer";

/** Name of an actor's role. */
export const roleName = (actor: Actor): string => `image-pipeline-${actor}`;

/**
 * Name of the file of an actor's policy: `deployer-policy.json`, and `deployer-policy-2.json` and so on for what does
 * not fit into the first one.
 *
 * @param index 0 for the first policy
 */
export const policyFile = (actor: Actor, index: number): string =>
  `${actor}-policy${index === 0 ? "" : `-${index + 1}`}.json`;

/**
 * The managed policies of an actor in a set of files: texts by the name that the policy has in AWS,
 * `image-pipeline-deployer-policy` and so on.
 */
export function policiesIn(files: Readonly<Record<string, string>>, actor: Actor): Record<string, string> {
  const own = Object.entries(files).filter(([file]) => isPolicyFile(file, actor));
  return Object.fromEntries(own.map(([file, text]) => [`image-pipeline-${file.slice(0, -".json".length)}`, text]));
}

/** Whether a file has the name of an actor's policy. Default: of anyone's. */
export function isPolicyFile(file: string, actor?: Actor): boolean {
  const [, whose] = /^(deployer|previewer)-policy(?:-\d+)?\.json$/.exec(file) ?? [];
  return whose !== undefined && (actor === undefined || whose === actor);
}

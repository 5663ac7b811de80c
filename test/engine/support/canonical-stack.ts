/** A resource as both engines can be compared by: without what AWS chose at random. */
export interface CanonicalResource {
  readonly urn: string;
  readonly parent: string;
  readonly custom: boolean;
  readonly inputs: unknown;
  readonly dependencies: readonly string[];
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
}

/** What of a resource either engine tells. */
export interface AnyResource {
  readonly urn: string;
  readonly type: string;
  readonly custom: boolean;
  readonly id?: string;
  readonly parent?: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly dependencies?: readonly string[];
  readonly propertyDependencies?: Readonly<Record<string, readonly string[] | null>>;
}

/** Outputs that AWS chooses: an API's root, a table's stream, a distribution's address, a key's public part. */
const chosenOutputs = ["rootResourceId", "streamArn", "domainName", "encodedKey"] as const;
const SIGNATURE_KEY = "4dabf18193072939515e22adb298388d";
/** An id that is shorter is no random one, and may stand in any text. */
const SHORTEST_ID_CHARS = 6;
const ARCHIVE_SIGNATURE = "0def7320c3a5731c473e5ecbe6d01bc7";

/**
 * Resources by URN, with every id that a cloud chose (and so every name, ARN and URL made of it) replaced by the
 * resource's own name, and the cloud's address by a word. Two runs of one program then differ only in what the engines
 * did differently.
 */
export function canonicalStack(resources: readonly AnyResource[], endpoint: string): Map<string, CanonicalResource> {
  const words = [...chosenNames(resources), [endpoint, "{endpoint}"] as const].sort(([a], [b]) => b.length - a.length);
  const plain = (text: string) => words.reduce((rest, [from, to]) => rest.replaceAll(from, to), text);
  const withoutNames = (value: unknown): unknown => {
    if (typeof value === "string") return plain(value);
    if (Array.isArray(value)) return value.map(withoutNames);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        // `__internal` is where the engine keeps notes of its own in a provider's inputs.
        .filter(([key]) => key !== "__internal" && !isDigestOfNames(key) && !isArchiveHash(key, value))
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, inner]) => [key, withoutNames(inner)]),
    );
  };
  return new Map(
    resources.map(({ urn, parent = "", custom, inputs, dependencies, propertyDependencies }) => [
      urn,
      {
        urn,
        parent,
        custom,
        inputs: withoutNames(inputs ?? {}),
        dependencies: [...(dependencies ?? [])].sort(),
        propertyDependencies: sortedDependencies(propertyDependencies ?? {}),
      },
    ]),
  );
}

/** Ids and names that were chosen at random. Those that the program itself gives are the same in both. */
function chosenNames(resources: readonly AnyResource[]): [string, string][] {
  return resources.flatMap(({ urn, id, custom, inputs, outputs }): [string, string][] => {
    if (!custom) return [];
    const name = urn.slice(urn.lastIndexOf("::") + 2);
    const ids = [id, ...chosenOutputs.map((output) => outputs?.[output])].filter(
      (text): text is string => typeof text === "string" && text.length >= SHORTEST_ID_CHARS,
    );
    const names = Object.values(inputs ?? {}).filter(
      (text): text is string => typeof text === "string" && isMadeFrom(name, text),
    );
    return [
      ...ids.map((text): [string, string] => [text, `{id of ${name}}`]),
      ...names.map((text): [string, string] => [text, `{${name}}`]),
      // Names that the program makes of another one's digits.
      ...names.map((text): [string, string] => [text.slice(name.length + 1), `{digits of ${name}}`]),
    ];
  });
}

/** Whether a physical name is a logical one with random digits behind it. */
function isMadeFrom(logicalName: string, text: string): boolean {
  return text.startsWith(`${logicalName}-`) && /^[0-9a-f]{7}$/.test(text.slice(logicalName.length + 1));
}

/** The trigger of an API's deployment is a digest of ARNs, and so of what was chosen at random. */
function isDigestOfNames(key: string): boolean {
  return key === "redeployment";
}

/** Of an archive both engines keep the hashes of its entries; the hash of the whole is each engine's own affair. */
function isArchiveHash(key: string, owner: object): boolean {
  return key === "hash" && (owner as Record<string, unknown>)[SIGNATURE_KEY] === ARCHIVE_SIGNATURE;
}

/** A property without dependencies may be there or not. */
function sortedDependencies(
  dependencies: Readonly<Record<string, readonly string[] | null>>,
): Record<string, readonly string[]> {
  return Object.fromEntries(
    Object.entries(dependencies)
      .filter(([, urns]) => urns !== null && urns.length > 0)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, urns]) => [key, [...(urns ?? [])].sort()]),
  );
}

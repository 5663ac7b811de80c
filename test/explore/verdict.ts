import { makeImageStatus } from "../../handlers/api/image-status";
import {
  hashOf,
  immutableKey,
  manifestKey,
  readDeadLetter,
  type DeadLetter,
  type ImageRecord,
} from "../../handlers/contract";
import type { ImageManifest } from "../../handlers/contract/image-manifest";
import { digest } from "../../layer/digest";
import { KEY, type BucketHistory } from "./bucket-history";
import type { ExploredWorld } from "./explored-world";
import type { QueuedMessage } from "./queue";

/** What is wrong in the end; nothing where results, records and API say what the bucket shows. */
export async function verdictOf(world: ExploredWorld, history: BucketHistory): Promise<readonly string[]> {
  const stored = wrongState(world, history);
  return stored.length > 0 ? stored : wrongAnswer(world, history, finalStatus(world, history));
}

function wrongState(world: ExploredWorld, history: BucketHistory): readonly string[] {
  const expected = expectedResults(world, history);
  const objects = [...world.objects.objects("destination")].filter(([key]) => key !== manifestKey(KEY));
  const stored = objects.filter(([, { metadata }]) => metadata.superseded === undefined);
  const actual = new Map(
    stored.map(([key, { bytes, metadata }]) => [key, `${bytes.toString()} of ${metadata["image-id"]}`]),
  );
  const keys = new Set([...expected.keys(), ...actual.keys()]);
  const results = [...keys]
    .filter((key) => expected.get(key) !== actual.get(key))
    .map((key) => `result ${key}: expected ${expected.get(key) ?? "none"}, found ${actual.get(key) ?? "none"}`);
  const superseded = objects
    .filter((object) => !stored.includes(object))
    .flatMap(([key, { metadata, tags }]) => {
      // Those of versions that are there, and nothing of what is removed.
      const isRight =
        history.has(metadata["image-id"]?.split("@")[1]) && history.current && tags?.superseded === "true";
      return isRight ? [] : [`result ${key}: superseded, of ${metadata["image-id"]}`];
    });
  const records = wrongRecords(world, history, [...expected.keys()]);
  return [...results, ...superseded, ...records, ...wrongManifest(world, history)];
}

/** A manifest says what the record does, of the current version; it is there where that is processed. */
function wrongManifest(world: ExploredWorld, { current }: BucketHistory): readonly string[] {
  const record = current && world.table.items.get(idOf(current.id));
  const isExpected = world.features.manifests && record?.status === "PROCESSED";
  const expected = isExpected ? `${current?.id} ${record.duration_ms} ${keysOf(record)}` : "none";
  const stored = world.objects.objects("destination").get(manifestKey(KEY));
  const manifest = stored && (JSON.parse(stored.bytes.toString()) as ImageManifest);
  const version = stored?.metadata["image-id"]?.split("@")[1];
  const found = manifest ? `${version} ${manifest.duration_ms} ${keysOf(manifest)}` : "none";
  return found === expected ? [] : [`manifest: expected ${expected}, found ${found}`];
}

const keysOf = ({ variants = [] }: Pick<ImageRecord, "variants">) => variants.map(({ key }) => key).join();

/** A message of the dead-letter queue, and what operators read in it. */
interface ReadLetter {
  readonly message: QueuedMessage;
  readonly letter: DeadLetter;
}

/** The dead letters that operators can read. */
export function readLetters({ queues }: ExploredWorld): readonly ReadLetter[] {
  return queues.deadLetters.all.flatMap((message): ReadLetter[] => {
    const letter = readDeadLetter({ body: message.body, texts: message.attributes }, new Date());
    return letter ? [{ message, letter }] : [];
  });
}

/**
 * What is wrong when everything was delivered or given up, and dead letters wait: nothing where each can be read,
 * nothing is lost, and records say FAILED of nothing but versions whose events are there.
 */
export async function verdictBeforeRedrive(world: ExploredWorld, history: BucketHistory): Promise<readonly string[]> {
  const { all } = world.queues.deadLetters;
  if (all.length === 0) return verdictOf(world, history);
  const read = readLetters(world);
  if (read.length < all.length) return ["expected dead letters that can be read"];
  const uploads = read.filter(({ letter }) => isOf(letter, "ObjectCreated:"));
  const removalWaits = uploads.length < read.length;
  const records = [...world.table.items.values()];
  // Also one of its removal, which takes the record with it when it is sent back.
  const unfounded = records
    .filter(({ status, version_id: id }) => status === "FAILED" && !read.some(({ letter }) => versionOf(letter) === id))
    .map((record) => `record ${record.image_id}: FAILED, and no dead letter of it waits`);
  const { current } = history;
  if (removalWaits) return unfounded;
  const gone = records
    .filter(({ status }) => status === "FAILED" && !current)
    .map((record) => `record ${record.image_id}: FAILED, and the image is gone`);
  if (!current) return [...unfounded, ...gone];
  const own = world.table.items.get(idOf(current.id));
  // What came to the queue as it was could not be recorded.
  const reported = uploads.some(({ message, letter }) => !message.givenUpBy && versionOf(letter) === current.id);
  const wrongStatus = own?.status === "FAILED" ? await wrongAnswer(world, history, "200 FAILED") : [];
  if (own?.status === "PROCESSED" || own?.status === "REFUSED" || own?.status === "FAILED") {
    return [...unfounded, ...wrongStatus];
  }
  return [
    ...unfounded,
    ...(uploads.length > 0 ? [] : [`${idOf(current.id)} has no outcome, and no dead letter waits`]),
    ...(reported ? [`${idOf(current.id)} has a dead letter, and its record says ${own?.status ?? "nothing"}`] : []),
    ...(await wrongAnswer(world, history, "202 PROCESSING")),
  ];
}

/** What the API answers in the end of what the bucket shows. */
function finalStatus(world: ExploredWorld, history: BucketHistory): string {
  if (!history.current) return "404 undefined";
  return expectedResults(world, history).size > 0 ? "200 PROCESSED" : "200 REFUSED";
}

/** What is wrong with the API's answer about the key. */
async function wrongAnswer(
  world: ExploredWorld,
  { current }: BucketHistory,
  expected: string,
): Promise<readonly string[]> {
  const answer = await makeImageStatus(world.plainConnections)({ queryStringParameters: { key: KEY } } as never);
  const { status, image_id: id } = JSON.parse(answer.body) as { status?: string; image_id?: string };
  // A problem's status is the number of the answer.
  const found = `${answer.statusCode} ${typeof status === "string" ? status : "undefined"}`;
  if (found !== expected) return [`GET /images?key=${KEY}: expected ${expected}, found ${found}`];
  const isOther = current !== undefined && id !== idOf(current.id);
  return isOther ? [`GET /images?key=${KEY}: expected ${idOf(current.id)}, found ${id}`] : [];
}

function isOf({ event }: DeadLetter, name: string): boolean {
  return event.Records?.[0]?.eventName.startsWith(name) ?? false;
}

function versionOf({ event }: DeadLetter): string | undefined {
  return event.Records?.[0]?.s3.object.versionId;
}

/** What the engine of the world makes of the current version, by key. */
function expectedResults({ features }: ExploredWorld, { current }: BucketHistory): Map<string, string> {
  const [, format, size] = /^(\w+) (\d+x\d+)$/.exec(current?.body ?? "") ?? [];
  if (!current || format === undefined) return new Map();
  const bytes = `processed of ${size}`;
  const hash = hashOf(digest(Buffer.from(bytes)));
  const immutable = (variant: string, extension: string) => immutableKey(KEY, { variant, hash, extension });
  const keys =
    features.address === "immutable"
      ? [immutable("processed", ".jpg"), immutable("thumb", ".png")]
      : [format === "jpeg" ? `processed-${KEY}` : `processed/${KEY}.jpg`, `thumb/${KEY}.png`];
  return new Map(keys.map((key) => [key, `${bytes} of ${idOf(current.id)}`]));
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

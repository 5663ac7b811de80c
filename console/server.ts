import type {
  AccessView,
  AlarmsView,
  DeletedList,
  FaultsView,
  FunctionsView,
  ImageList,
  ImageMetadataView,
  ImageView,
  LiveMessage,
  LogView,
  PlaygroundVariant,
  PoliciesView,
  ProblemView,
  RedriveView,
  ResourcesView,
  StackView,
  TraceView,
} from "./contract";

/** The token of this page's own address: the server answers nothing without it. */
const TOKEN = new URLSearchParams(location.search).get("token") ?? "";

/** An answer that says no. */
class ServerProblem extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** The address of something on the server. */
function addressOf(path: string, query: Readonly<Record<string, string | undefined>> = {}): string {
  const stated = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return `${path}?${new URLSearchParams([...stated, ["token", TOKEN]]).toString()}`;
}

async function ask<Answer>(method: string, address: string, init: RequestInit = {}): Promise<Answer> {
  const answer = await request(method, address, init);
  return (await answer.json()) as Answer;
}

/** @throws ServerProblem for an answer that says no; an AbortError if `init.signal` has fired */
async function request(method: string, address: string, init: RequestInit): Promise<Response> {
  const answer = await fetch(address, { method, ...init }).catch((error: unknown) => {
    if (init.signal?.aborted === true) throw error;
    throw new ServerProblem("UNREACHABLE", "The server does not answer: is npm run serve still running?");
  });
  if (answer.ok) return answer;
  const body: unknown = await answer.json().catch(() => ({}));
  const { code = "FAILED", message = `The server has answered ${answer.status}.` } = body as Partial<ProblemView>;
  throw new ServerProblem(code, message);
}

export const readStack = () => ask<StackView>("GET", addressOf("/api/stack"));

export const listImages = () => ask<ImageList>("GET", addressOf("/api/images"));

/** @param key without the stack's prefix */
export const uploadImage = (key: string, file: Blob, contentType: string) =>
  ask<{ readonly key: string; readonly id: string }>("POST", addressOf("/api/images", { key }), {
    body: file,
    headers: { "content-type": contentType },
  });

export const deleteImage = (key: string) => ask<object>("DELETE", addressOf("/api/images", { key }));

export const processAgain = (key: string) => ask<object>("POST", addressOf("/api/images/process", { key }));

export const readResources = () => ask<ResourcesView>("GET", addressOf("/api/resources"));

export const readFunctions = () => ask<FunctionsView>("GET", addressOf("/api/functions"));

export const readLog = (group: string) => ask<LogView>("GET", addressOf("/api/logs", { group }));

export const listDeleted = () => ask<DeletedList>("GET", addressOf("/api/deleted"));

export const restoreImage = (key: string) => ask<object>("POST", addressOf("/api/deleted", { key }));

export const readAccess = () => ask<AccessView>("GET", addressOf("/api/access"));

export const readTrace = (key: string) => ask<TraceView>("GET", addressOf("/api/trace", { key }));

export const readMetadata = (key: string) => ask<ImageMetadataView>("GET", addressOf("/api/metadata", { key }));

export const readPolicies = () => ask<PoliciesView>("GET", addressOf("/api/policies"));

export const readAlarms = () => ask<AlarmsView>("GET", addressOf("/api/alarms"));

export const readFaults = () => ask<FaultsView>("GET", addressOf("/api/faults"));

export const setFault = (id: string, isOn: boolean) =>
  ask<FaultsView>("POST", addressOf("/api/faults", { id, on: String(isOn) }));

export const sendDeadLettersBack = () => ask<RedriveView>("POST", addressOf("/api/redrive"));

/** A result that was rendered and not stored. */
export interface Rendered {
  readonly file: Blob;
  /** "WxH", pixels. */
  readonly size: string;
  /** Header to last byte, milliseconds. */
  readonly tookMs: number;
}

/** @param by `reference`: sharp, to compare with */
export async function renderVariant(
  key: string,
  variant: PlaygroundVariant,
  by: "own" | "reference",
  signal: AbortSignal,
): Promise<Rendered> {
  const path = by === "own" ? "/api/playground" : "/api/playground/reference";
  const answer = await request("POST", addressOf(path, { key }), {
    body: JSON.stringify(variant),
    signal,
  });
  const { headers } = answer;
  return {
    file: await answer.blob(),
    size: headers.get("x-image-size") ?? "",
    tookMs: Number(headers.get("x-render-ms") ?? 0),
  };
}

/** The diagram of the stack. */
export const flowAddress = () => addressOf("/api/flow", {});

export const originalAddress = ({ key, versionId }: ImageView, download = false) =>
  addressOf("/content/original", { key, version: versionId, download: download ? "1" : undefined });

/** @param id of the image: another version's result at the same key is another address */
export const resultAddress = (key: string, { id, timings }: ImageView, download = false) =>
  addressOf("/content/result", {
    key,
    of: id,
    at: timings.functionMs?.toString(),
    download: download ? "1" : undefined,
  });

/**
 * Listens to what happens.
 *
 * @param onOpen called with every connection: what happened while there was none has to be asked for
 * @returns ends it
 */
export function listen(onMessage: (message: LiveMessage) => void, onOpen: () => void, onLost: () => void): () => void {
  const source = new EventSource(addressOf("/api/events"));
  source.onmessage = ({ data }: MessageEvent<string>) => onMessage(JSON.parse(data) as LiveMessage);
  source.onopen = onOpen;
  source.onerror = onLost;
  return () => source.close();
}

/** A property bag in Pulumi's wire form. */
export type Bag = Readonly<Record<string, unknown>>;

/** Key that marks special values on the wire, and its values (`@pulumi/pulumi/runtime/rpc`). */
const SIGNATURE_KEY = "4dabf18193072939515e22adb298388d";
const signatures = {
  secret: "1b47061264138c4ac30d75fd1eb44270",
  asset: "c44067f5952c0a294b673a41bacd8c17",
  archive: "0def7320c3a5731c473e5ecbe6d01bc7",
  output: "d0e6a833031e9bbcd3f4e8bde6ca49a4",
  resource: "5cf8f73096256a8f31e491e813e4eb8e",
} as const;

/** Strings that stand for a value nobody knows yet: of any type, or of a particular one. */
const unknownSentinels: ReadonlySet<unknown> = new Set([
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

/** Stands for a value that is not known in a dry run. */
export const unknown = Symbol("unknown");

/** A file or a text. */
export interface Asset {
  readonly kind: "asset";
  readonly text?: string;
  readonly path?: string;
  readonly uri?: string;
  readonly hash?: string;
}

/** Several assets by path, or a file or folder with them. */
export interface Archive {
  readonly kind: "archive";
  readonly assets?: Readonly<Record<string, Asset | Archive>>;
  readonly path?: string;
  readonly uri?: string;
  readonly hash?: string;
}

function isObject(value: unknown): value is Bag {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether a decoded value is a particular kind of asset. */
export function isAsset(value: unknown, kind: "asset" | "archive"): boolean {
  return isObject(value) && value.kind === kind && ["text", "path", "uri", "assets"].some((key) => key in value);
}

function optional(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function decodeMarked(value: Bag): unknown {
  switch (value[SIGNATURE_KEY]) {
    case signatures.secret:
      return decode(value.value);
    case signatures.output:
      return "value" in value ? decode(value.value) : unknown;
    case signatures.resource:
      return decode(value.id);
    case signatures.asset:
      return {
        kind: "asset",
        ...text(value),
        path: optional(value.path),
        uri: optional(value.uri),
        hash: optional(value.hash),
      };
    case signatures.archive: {
      const assets = isObject(value.assets) ? { assets: decodeBag(value.assets) } : {};
      return {
        kind: "archive",
        ...assets,
        path: optional(value.path),
        uri: optional(value.uri),
        hash: optional(value.hash),
      };
    }
    default:
      throw new Error("a property has an unknown signature");
  }
}

function text(value: Bag): { text?: string } {
  return typeof value.text === "string" && optional(value.path) === undefined && optional(value.uri) === undefined
    ? { text: value.text }
    : {};
}

/** A value in clear: secrets and outputs unwrapped, assets as {@link Asset} and {@link Archive}, unknowns as {@link unknown}. */
export function decode(value: unknown): unknown {
  if (unknownSentinels.has(value)) return unknown;
  if (Array.isArray(value)) return value.map(decode);
  if (!isObject(value)) return value ?? undefined;
  return SIGNATURE_KEY in value ? decodeMarked(value) : decodeBag(value);
}

/** A bag in clear, without the properties that have no value. */
export function decodeBag(bag: Bag): Record<string, unknown> {
  const entries = Object.entries(bag).map(([key, value]) => [key, decode(value)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/** Whether anything in a decoded value is unknown. */
export function hasUnknown(value: unknown): boolean {
  if (value === unknown) return true;
  if (Array.isArray(value)) return value.some(hasUnknown);
  return isObject(value) && Object.values(value).some(hasUnknown);
}

/** Whether anything in a value on the wire is secret. */
export function hasSecret(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasSecret);
  if (!isObject(value)) return false;
  if (
    value[SIGNATURE_KEY] === signatures.secret ||
    (value[SIGNATURE_KEY] === signatures.output && value.secret === true)
  )
    return true;
  return Object.values(value).some(hasSecret);
}

/** Marks a value as secret on the wire. */
export function secret(value: unknown): Bag {
  return { [SIGNATURE_KEY]: signatures.secret, value };
}

/** A decoded value back on the wire. Unknown values cannot be sent back. */
export function encode(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(encode);
  if (!isObject(value)) return value;
  if (isAsset(value, "asset") || isAsset(value, "archive")) {
    const { kind, assets, ...rest } = value;
    const own = encodeBag(rest);
    const signature = signatures[kind as "asset" | "archive"];
    return { [SIGNATURE_KEY]: signature, ...own, ...(isObject(assets) && { assets: encodeBag(assets) }) };
  }
  return encodeBag(value);
}

/** A decoded bag back on the wire. */
export function encodeBag(bag: Bag): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(bag)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [key, encode(value)]),
  );
}

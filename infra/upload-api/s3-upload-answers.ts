import { acceptedMediaTypes, MAX_KEY_BYTES } from "../../handlers/contract";

const problem = (code: string, message: string): string => JSON.stringify({ code, message });

const answer = (status: number, body: string): string => `#set($context.responseOverride.status = ${status})${body}`;

/** Where S3 fails, or refuses for a reason that the request does not explain. */
const UNAVAILABLE_TEMPLATE = problem("INTERNAL", "S3 could not store the image. Try again later.");

const UNSUPPORTED_TYPE = problem(
  "CONTENT_TYPE_UNSUPPORTED",
  `Content-Type must be one of ${acceptedMediaTypes.join(", ")}.`,
);

function invalidKey(suffixes: readonly string[]): string {
  const end = suffixes.length === 0 ? "" : `, and must end with one of ${suffixes.join(", ")}`;
  const signs = "and no plus, question or number sign";
  const rules = `at most ${MAX_KEY_BYTES} bytes, no segment "." or "..", no slash at its end, ${signs}${end}`;
  return problem("KEY_INVALID", `key must have ${rules}. POST /uploads also takes keys with these signs.`);
}

const RESERVED_KEY = problem("KEY_RESERVED", "key must not be that of a watermark.");

/** A regular expression for this text. Any character stands for one that Velocity or a character class reads. */
const literally = (text: string): string => text.replace(/\W/g, (c) => (/[[\]\\^'"#$]/.test(c) ? "." : `[${c}]`));

const KEY = "#set($key = $input.params().querystring.get('key'))";

/** The content type, whichever case its name has: HTTP/2 has lower case only. */
const TYPE = [
  "#set($type = '')",
  "#foreach($name in $input.params().header.keySet())",
  "#if($name.equalsIgnoreCase('Content-Type'))#set($type = $input.params().header.get($name))#end",
  "#end",
].join("");

/**
 * S3 has stored the image. `escapeJavaScript` also escapes apostrophes, which is not valid JSON. API Gateway has cut a
 * key at a question or number sign, where the query begins or the URL ends.
 */
export const storedTemplate = (prefix: string): string =>
  [
    KEY,
    "#if($key.matches('[^?\\x23]*'))",
    `{"key":"${prefix}$util.escapeJavaScript($key).replaceAll("\\\\'","'")"}`,
    "#else",
    answer(400, invalidKey([])),
    "#end",
  ].join("");

/** What the role refuses of keys. */
interface KeyRules {
  /** Prepended to the key that the caller gives. */
  readonly prefix: string;
  /** Ends of the keys that are processed; empty: all are. */
  readonly suffixes: readonly string[];
  readonly watermarks: readonly string[];
}

/**
 * S3 has refused the request, or failed. The rules are those of the role, and that S3 reads a plus sign in a path as a
 * space, so that the gateway's signature does not fit, and a question sign as the begin of its query. A request that
 * breaks none was refused for a reason that is not its own.
 */
export function refusedTemplate({ prefix, suffixes, watermarks }: KeyRules): string {
  const types = acceptedMediaTypes.map(literally).join("|");
  const ends = suffixes.length === 0 ? "" : `(${suffixes.map(literally).join("|")})`;
  const reserved = watermarks.filter((key) => key.startsWith(prefix)).map((key) => literally(key.slice(prefix.length)));
  return [
    TYPE,
    KEY,
    `#if(!$type.matches('${types}'))`,
    answer(415, UNSUPPORTED_TYPE),
    ...(reserved.length === 0 ? [] : [`#elseif($key.matches('${reserved.join("|")}'))`, answer(400, RESERVED_KEY)]),
    `#elseif(!$key.matches('[^+?\\x23]*${ends}') || $key.matches('([\\s\\S]*/)?([.][.]?(/[\\s\\S]*)?)?')`,
    " || $input.body.contains('<Code>KeyTooLongError</Code>'))",
    answer(400, invalidKey(suffixes)),
    "#else",
    answer(502, UNAVAILABLE_TEMPLATE),
    "#end",
  ].join("");
}

import { AwsError } from "./aws-error";
import { header, type HttpCall } from "./call";

/** The one algorithm of signatures that is known here. */
export const ALGORITHM = "AWS4-HMAC-SHA256";

/** The signature of a request with its parameters. */
export interface SignatureClaim {
  readonly accessKeyId: string;
  /** `20260102`. */
  readonly day: string;
  readonly region: string;
  readonly service: string;
  /** `20260102T030405Z`. */
  readonly date: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  readonly sessionToken: string | undefined;
  /** Seconds that a presigned URL is valid; undefined if the signature is in the header. */
  readonly expiresSec: number | undefined;
}

/** Longest validity of a presigned URL, in seconds (a week). */
const MAX_EXPIRES_SEC = 604_800;

/** Query parameters of a presigned URL, all of which are required. */
const presignedParameters = [
  "X-Amz-Algorithm",
  "X-Amz-Credential",
  "X-Amz-Signature",
  "X-Amz-Date",
  "X-Amz-SignedHeaders",
  "X-Amz-Expires",
] as const;

function claim(
  credential: string | undefined,
  parts: { signedHeaders?: string; signature?: string; date?: string; token?: string; expiresSec?: number },
): SignatureClaim {
  const [accessKeyId, day, region, service, terminator, ...rest] = (credential ?? "").split("/");
  const { signedHeaders, signature, date, token, expiresSec } = parts;
  if (
    !accessKeyId ||
    !day ||
    !region ||
    !service ||
    terminator !== "aws4_request" ||
    rest.length > 0 ||
    !signedHeaders ||
    !signature ||
    !date
  ) {
    throw new AwsError("IncompleteSignature", "The request signature does not conform to AWS standards.", 400);
  }
  const names = signedHeaders.split(";");
  return { accessKeyId, day, region, service, date, signedHeaders: names, signature, sessionToken: token, expiresSec };
}

/** Whether a request has a signature of this version, valid or not. */
export function isSigned(call: HttpCall): boolean {
  return header(call, "authorization")?.startsWith(ALGORITHM) ?? call.query.has("X-Amz-Signature");
}

/** The refusal of another kind of signature. */
export function unsupportedSignature(what: string): AwsError {
  return new AwsError(
    "InvalidRequest",
    `The authorization mechanism you have provided is not supported. Please use ${ALGORITHM}. (${what})`,
  );
}

/** What an `Authorization` header is, if it is no Signature Version 4. */
function mechanismOf(authorization: string): string {
  const [scheme = ""] = authorization.split(" ");
  if (scheme === "AWS") return "This is Signature Version 2.";
  return scheme === "AWS4-ECDSA-P256-SHA256" ? "This is Signature Version 4A." : `This is "${scheme}".`;
}

/** Time of a request in the form `20260102T030405Z`: `X-Amz-Date`, else `Date`. */
function dateOf(call: HttpCall): string | undefined {
  const amzDate = header(call, "x-amz-date");
  const at = Date.parse(header(call, "date") ?? "");
  if (amzDate !== undefined || Number.isNaN(at)) return amzDate;
  return `${new Date(at).toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`;
}

function queryError(message: string): AwsError {
  return new AwsError("AuthorizationQueryParametersError", message, 400);
}

/** Seconds that a presigned URL is valid. @throws AwsError `AuthorizationQueryParametersError`. */
function expiresOf(text: string): number {
  const expiresSec = Number(text);
  if (text === "" || !Number.isInteger(expiresSec)) throw queryError("X-Amz-Expires should be a number");
  if (expiresSec < 0) throw queryError("X-Amz-Expires must be non-negative");
  if (expiresSec > MAX_EXPIRES_SEC) {
    const limit = `that is, the given X-Amz-Expires must be less than ${MAX_EXPIRES_SEC} seconds`;
    throw queryError(`X-Amz-Expires must be less than a week (in seconds); ${limit}`);
  }
  return expiresSec;
}

function queryClaim({ query }: HttpCall): SignatureClaim | undefined {
  if (query.has("AWSAccessKeyId") && query.has("Signature")) {
    throw unsupportedSignature("This is Signature Version 2 in a URL.");
  }
  const given = presignedParameters.filter((name) => query.has(name));
  if (given.length === 0) return undefined;
  if (given.length < presignedParameters.length) {
    const last = presignedParameters.at(-1) ?? "";
    const names = `${presignedParameters.slice(0, -1).join(", ")}, and ${last}`;
    throw queryError(`Query-string authentication version 4 requires the ${names} parameters.`);
  }
  if (query.get("X-Amz-Algorithm") !== ALGORITHM) throw queryError(`X-Amz-Algorithm only supports "${ALGORITHM}"`);
  return claim(query.get("X-Amz-Credential"), {
    signedHeaders: query.get("X-Amz-SignedHeaders"),
    signature: query.get("X-Amz-Signature"),
    date: query.get("X-Amz-Date"),
    token: query.get("X-Amz-Security-Token"),
    expiresSec: expiresOf(query.get("X-Amz-Expires") ?? ""),
  });
}

/**
 * Reads the signature of a request from its header or its query; undefined for an anonymous request.
 *
 * @throws AwsError for a signature of another version, and for one that is incomplete.
 */
export function readClaim(call: HttpCall): SignatureClaim | undefined {
  const authorization = header(call, "authorization");
  if (authorization === undefined || authorization === "") return queryClaim(call);
  if (authorization.split(" ")[0] !== ALGORITHM) throw unsupportedSignature(mechanismOf(authorization));
  if (call.query.has("X-Amz-Algorithm") || call.query.has("X-Amz-Signature")) {
    throw new AwsError(
      "InvalidArgument",
      "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified",
    );
  }
  const fields = new Map(
    authorization
      .slice(ALGORITHM.length)
      .split(",")
      .map((field) => {
        const [name = "", ...value] = field.trim().split("=");
        return [name, value.join("=")] as const;
      }),
  );
  return claim(fields.get("Credential"), {
    signedHeaders: fields.get("SignedHeaders"),
    signature: fields.get("Signature"),
    date: dateOf(call),
    token: header(call, "x-amz-security-token"),
  });
}

import { createPublicKey } from "node:crypto";

import { errorMessage } from "../http/aws-error";
import { AwsError } from "../http/aws-error";
import { isProtectedHeader } from "./header-rules";
import { invalidArgument, notImplemented } from "./errors";
import type {
  CachePolicyConfig,
  KeyGroupConfig,
  OriginAccessControlConfig,
  PublicKeyConfig,
  ResponseHeadersPolicyConfig,
} from "./types";

/** Longest comment and name of most resources, in characters. */
const MAX_TEXT = 128;

function checkTexts({ name, comment = "" }: { readonly name: string; readonly comment?: string }): void {
  if (!/^[\w-]{1,128}$/.test(name)) throw invalidArgument(`Name "${name}": expected 1 to 128 letters, digits, _ or -`);
  if (comment.length > MAX_TEXT) throw invalidArgument(`Comment of ${name}: expected at most ${MAX_TEXT} characters`);
}

/** @throws AwsError `InvalidArgument`, `NotImplemented`. */
export function checkOriginAccessControl(config: OriginAccessControlConfig): void {
  const { name, description, originType, signingProtocol } = config;
  checkTexts({ name, comment: description });
  // The types have one value; a definition may come from elsewhere.
  if ((originType as string) !== "s3")
    throw notImplemented(`origin access controls of the type "${String(originType)}"`);
  if ((signingProtocol as string) !== "sigv4") {
    throw invalidArgument(`SigningProtocol: expected sigv4, got "${String(signingProtocol)}"`);
  }
}

/** @throws AwsError `InvalidArgument`. */
export function checkCachePolicy(config: CachePolicyConfig): void {
  const { name, minTtlSec, defaultTtlSec, maxTtlSec } = config;
  checkTexts(config);
  const inOrder = minTtlSec >= 0 && minTtlSec <= defaultTtlSec && defaultTtlSec <= maxTtlSec;
  if (!inOrder) throw invalidArgument(`TTLs of ${name}: expected 0 <= MinTTL <= DefaultTTL <= MaxTTL`);
  for (const { behavior, items } of [config.headers, config.cookies, config.queryStrings]) {
    if ((behavior === "none" || behavior === "all") !== (items.length === 0)) {
      throw invalidArgument(
        `${name}: expected names for the behavior whitelist or allExcept, and none for ${behavior}`,
      );
    }
  }
  const keyed = [config.headers, config.cookies, config.queryStrings].some(({ behavior }) => behavior !== "none");
  if (maxTtlSec === 0 && (keyed || config.acceptEncodingGzip || config.acceptEncodingBrotli)) {
    throw invalidArgument(`${name}: a policy that disables caching (MaxTTL 0) has nothing in its cache key`);
  }
}

/** @throws AwsError `InvalidArgument`. */
export function checkResponseHeadersPolicy(config: ResponseHeadersPolicyConfig): void {
  checkTexts(config);
  const { security, custom, remove, cors, serverTimingSamplingRate: rate = 0 } = config;
  if (security.xssProtection?.modeBlock === true && security.xssProtection.reportUri !== undefined) {
    throw invalidArgument("XSSProtection: ModeBlock and ReportUri exclude each other");
  }
  const kept = remove.find(isProtectedHeader);
  if (kept !== undefined) throw invalidArgument(`The header ${kept} cannot be removed.`);
  const reserved = custom.find(({ header }) => isProtectedHeader(header));
  if (reserved !== undefined) throw invalidArgument(`The header ${reserved.header} cannot be added.`);
  if (cors !== undefined && (cors.allowOrigins.length === 0 || cors.allowMethods.length === 0)) {
    throw invalidArgument("CorsConfig: expected at least one origin and one method");
  }
  // "*.example.org" and "https://*.example.org" only: no wildcard inside of a domain.
  const bad = cors?.allowOrigins.find((origin) => origin !== "*" && !/^(https?:\/\/)?(\*\.)?[^*/]+$/.test(origin));
  if (bad !== undefined) throw invalidArgument(`AccessControlAllowOrigins: "${bad}" is no origin`);
  if (rate < 0 || rate > 100) throw invalidArgument("ServerTimingHeadersConfig: expected a sampling rate of 0 to 100");
}

/** @throws AwsError `InvalidArgument`, `CannotChangeImmutablePublicKeyFields`. */
export function checkPublicKey(config: PublicKeyConfig, before?: PublicKeyConfig): void {
  checkTexts(config);
  if (before !== undefined && (before.encodedKey !== config.encodedKey || before.name !== config.name)) {
    throw new AwsError("CannotChangeImmutablePublicKeyFields", "You can't change the value of a public key.");
  }
  const problem = keyProblem(config.encodedKey);
  if (problem !== undefined) throw invalidArgument(`EncodedKey of ${config.name}: ${problem}`);
}

/** What is wrong with a key: CloudFront verifies signatures of RSA 2048 and of ECDSA on P-256. */
function keyProblem(pem: string): string | undefined {
  if (!pem.trim().startsWith("-----BEGIN PUBLIC KEY-----")) return "expected PEM, -----BEGIN PUBLIC KEY-----";
  try {
    const { asymmetricKeyType: type, asymmetricKeyDetails: details } = createPublicKey(pem);
    if (type === "rsa" && details?.modulusLength === 2048) return undefined;
    if (type === "ec" && details?.namedCurve === "prime256v1") return undefined;
    return "expected RSA of 2048 bits or ECDSA on P-256";
  } catch (error) {
    return errorMessage(error);
  }
}

/** @throws AwsError `InvalidArgument`, `NoSuchPublicKey`. */
export function checkKeyGroup(config: KeyGroupConfig, requireKey: (id: string) => unknown): void {
  checkTexts(config);
  if (config.items.length === 0) throw invalidArgument(`${config.name}: expected at least one public key`);
  for (const id of config.items) requireKey(id);
}

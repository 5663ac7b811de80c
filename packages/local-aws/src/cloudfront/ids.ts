import { randomBytes, randomInt } from "node:crypto";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/** An identifier as CloudFront makes them: a letter of its kind, then capitals and digits. */
export function newId(letter: string, length = 14): string {
  return letter + Array.from({ length: length - 1 }, () => ALPHABET[randomInt(ALPHABET.length)]).join("");
}

/** The value of an `ETag` header: new with every change of a resource. */
export const newEtag = () => newId("E", 14);

/** First label of a distribution's domain name. */
export const newDomainLabel = () => newId("d", 14).toLowerCase();

/** The value of `x-amz-cf-id`: names one request. */
export const newRequestId = () => `${randomBytes(40).toString("base64").replace(/\+/g, "-").replace(/\//g, "_")}`;

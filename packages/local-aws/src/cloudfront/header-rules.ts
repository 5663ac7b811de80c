/**
 * Headers that belong to CloudFront or to the connection: neither a policy nor a function adds or removes them
 * ("Headers that you can't remove", "Restrictions on all edge functions").
 */
const CLOUDFRONTS_OWN =
  /^(connection|expect|keep-alive|proxy-authenticate|proxy-authorization|proxy-connection|trailer|upgrade|x-accel-(buffering|charset|limit-rate|redirect)|x-amz-cf-.*|x-amzn-(auth|cf-billing|cf-id|cf-xff|errortype|fle-profile|header-count|header-order|lambda-integration-tag|requestid)|x-cache|x-edge-.*|x-forwarded-proto|x-real-ip)$/i;

/** Further headers that a response headers policy does not touch. */
const OF_THE_MESSAGE = /^(content-encoding|content-length|host|transfer-encoding|via|warning)$/i;

/** Whether functions neither see nor add a header. */
export const isHiddenFromFunctions = (name: string): boolean => CLOUDFRONTS_OWN.test(name);

/** Whether a response headers policy can neither add nor remove a header. */
export const isProtectedHeader = (name: string): boolean => CLOUDFRONTS_OWN.test(name) || OF_THE_MESSAGE.test(name);

/** Headers that functions read and do not change. */
export const readOnlyHeaders = {
  "viewer-request": ["content-length", "host", "transfer-encoding", "via"],
  "viewer-response": ["warning", "via"],
} as const;

/** Headers of one connection (RFC 9110, section 7.6.1): none of them is passed on. */
export const isHopByHop = (name: string): boolean =>
  /^(connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade)$/i.test(name);

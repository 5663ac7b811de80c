import type { AwsRequest, AwsResponse } from "../../aws-request";
import { bucketOfDomain } from "../bucket-domain";
import { isHopByHop } from "../header-rules";
import type { Origin, OriginAccessControlConfig } from "../types";
import type { KeyedRequest } from "./cache-key";
import type { OriginResponse } from "./cache";
import type { ViewerRequest } from "./message";

/** A request to an origin. */
interface OriginRequest {
  readonly origin: Origin;
  /** Absent: requests are not signed. */
  readonly accessControl?: OriginAccessControlConfig | undefined;
  readonly request: ViewerRequest;
  readonly keyed: KeyedRequest;
  /** Conditions on what is in the cache. */
  readonly conditions?: Readonly<Record<string, string>>;
}

/** Asks origins: the cloud's own endpoint, with the keys of a distribution. */
export interface OriginDeps {
  readonly region: string;
  /** Sends a request to the cloud's endpoint: signed as `cloudfront.amazonaws.com` for the distribution, or not. */
  readonly send: (request: AwsRequest, signed: boolean) => Promise<AwsResponse>;
}

/**
 * Asks the bucket behind an origin ("Control origin requests with a policy": what is in the cache key, and CloudFront's
 * own headers). The request goes over the wire, signed as the origin access control says, and is authorised there.
 *
 * @throws AwsError `ServiceUnavailable` if the endpoint does not answer.
 */
export async function askOrigin({ region, send }: OriginDeps, asked: OriginRequest): Promise<OriginResponse> {
  const { origin, accessControl, request, keyed, conditions = {} } = asked;
  const bucket = bucketOfDomain(origin.domainName, region) ?? "";
  // S3 reads a plus sign in a path as a space; a signature covers what is meant.
  const path = `/${bucket}${origin.originPath}${request.uri}`.replace(/\+/g, "%20");
  const brought = keyed.headers.authorization !== undefined;
  const signs =
    accessControl?.signingBehavior === "always" || (accessControl?.signingBehavior === "no-override" && !brought);
  const { authorization, ...forwarded } = keyed.headers;
  const headers = {
    ...forwarded,
    ...(brought && !signs && { authorization: authorization ?? "" }),
    ...(keyed.cookie !== "" && { cookie: keyed.cookie }),
    ...conditions,
    ...Object.fromEntries(origin.customHeaders.map(({ name, value }) => [name.toLowerCase(), value])),
    "user-agent": "Amazon CloudFront",
    "x-amz-cf-id": request.id,
  };
  const query = Object.fromEntries(new URLSearchParams(keyed.query));
  const answer = await send({ service: "s3", method: request.method, path, query, headers }, signs);
  const passedOn = Object.entries(answer.headers).filter(([name]) => !isHopByHop(name) && name !== "set-cookie");
  return { status: answer.status, headers: Object.fromEntries(passedOn), body: answer.body };
}

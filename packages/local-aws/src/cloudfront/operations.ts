import type { ServerResponse } from "node:http";

import { AwsError } from "../http/aws-error";
import { send, type Call } from "../http/service";
import { buildXml, parseXml, type XmlElement, type XmlNode } from "../http/xml";
import type { CloudFront } from "./cloudfront";
import { invalidArgument } from "./errors";
import type { Invalidation } from "./types";

/** A request of an operation with the identifiers in its path. */
interface CloudFrontRequest {
  readonly cloudfront: CloudFront;
  readonly call: Call;
  readonly ids: readonly string[];
}

type Operation = (request: CloudFrontRequest, reply: ServerResponse) => void;

const NAMESPACE = "http://cloudfront.amazonaws.com/doc/2020-05-31/";

/** Entries of a page of a list, unless the caller wants less. */
const MAX_ITEMS = 100;

function sendXml(
  reply: ServerResponse,
  status: number,
  root: string,
  node: XmlNode,
  headers: Record<string, string> = {},
): void {
  send(reply, status, { "content-type": "text/xml", ...headers }, buildXml(root, node, NAMESPACE));
}

/** Authorises an action on a distribution, whether it exists or not. @throws AwsError `AccessDenied`. */
function authorize({ cloudfront: { iam, cloud }, call, ids }: CloudFrontRequest, action: string): string {
  const id = ids[0] ?? "";
  const resource = `arn:aws:cloudfront::${cloud.accountId}:distribution/${id}`;
  iam.authorize(call.caller, { action: `cloudfront:${action}`, resource });
  return id;
}

function bodyOf({ call }: CloudFrontRequest): XmlElement {
  if (call.body === undefined || call.body.length === 0) {
    throw new AwsError("MissingBody", "This operation requires a body. Ensure that the body is present.");
  }
  try {
    return parseXml(call.body.toString("utf8"));
  } catch {
    throw new AwsError("MalformedXML", "The XML you provided is not well formed.");
  }
}

const summary = ({ id, createdAt, status }: Invalidation): XmlNode => ({
  Id: id,
  CreateTime: new Date(createdAt).toISOString(),
  Status: status,
});

function described(invalidation: Invalidation): XmlNode {
  const { id, status, createdAt, paths, callerReference } = invalidation;
  return {
    ...{ Id: id, Status: status, CreateTime: new Date(createdAt).toISOString() },
    InvalidationBatch: {
      Paths: { Quantity: paths.length, Items: { Path: [...paths] } },
      CallerReference: callerReference,
    },
  };
}

function createInvalidation(request: CloudFrontRequest, reply: ServerResponse): void {
  const id = authorize(request, "CreateInvalidation");
  const { cloudfront, call } = request;
  const batch = bodyOf(request);
  const given = batch.child("Paths");
  const paths = given?.child("Items")?.all("Path") ?? [];
  const callerReference = batch.value("CallerReference") ?? "";
  if (callerReference === "") throw invalidArgument("CallerReference is missing.");
  if (Number(given?.value("Quantity")) !== paths.length) {
    throw new AwsError("InconsistentQuantities", "The value of Quantity and the size of Items don't match.");
  }
  const made = cloudfront.invalidations.create(id, { callerReference, paths: paths.map(({ text }) => text) });
  const location = `https://cloudfront.amazonaws.com${call.path}/${made.id}`;
  sendXml(reply, 201, "Invalidation", described(made), { location });
}

function getInvalidation(request: CloudFrontRequest, reply: ServerResponse): void {
  const id = authorize(request, "GetInvalidation");
  const invalidation = request.cloudfront.invalidations.get(id, request.ids[1] ?? "");
  sendXml(reply, 200, "Invalidation", described(invalidation));
}

function listInvalidations(request: CloudFrontRequest, reply: ServerResponse): void {
  const id = authorize(request, "ListInvalidations");
  const { cloudfront, call } = request;
  cloudfront.distributions.get(id);
  const marker = call.query.get("Marker") ?? "";
  const maxItems = Number(call.query.get("MaxItems") ?? MAX_ITEMS);
  if (!Number.isInteger(maxItems) || maxItems < 1) throw invalidArgument("MaxItems: expected a positive integer");
  const all = cloudfront.invalidations.all(id);
  const start = marker === "" ? 0 : all.findIndex((invalidation) => invalidation.id === marker) + 1;
  const page = all.slice(start, start + Math.min(maxItems, MAX_ITEMS));
  const isTruncated = start + page.length < all.length;
  sendXml(reply, 200, "InvalidationList", {
    Marker: marker,
    ...(isTruncated && { NextMarker: page.at(-1)?.id }),
    MaxItems: maxItems,
    IsTruncated: isTruncated,
    Quantity: page.length,
    ...(page.length > 0 && { Items: { InvalidationSummary: page.map(summary) } }),
  });
}

/** The operations over HTTP: what the functions and commands of a deployed stack ask for. */
export const cloudfrontOperations: Readonly<Record<string, Operation>> = {
  CreateInvalidation: createInvalidation,
  GetInvalidation: getInvalidation,
  ListInvalidations: listInvalidations,
};

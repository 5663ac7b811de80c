import { originalMetadata, parseFocalPoint } from "../contract/focal-point";
import { uploadedKey } from "../contract/routes";
import { SIGNATURE_EXPIRES_SEC, type UploadRequest } from "../contract/upload-api";
import type { Connections } from "../ports";
import { answer, jsonBody, problem, withCors, type ApiHandler } from "./http";
import { refuseUpload } from "./upload-rules";

type CreateUploadDeps = Pick<Connections, "settings" | "signer">;

/** `POST /uploads`: a form that uploads one key of one content type with exactly the announced size. */
export function makeCreateUpload({ settings, signer }: CreateUploadDeps): ApiHandler {
  return withCors(async (event) => {
    const request = uploadRequest(jsonBody(event));
    if (!request) {
      const expected =
        '{ "key": string, "contentType": string, "bytes": positive integer, "focal": "x,y", each 0..1, if any }';
      return problem(400, "REQUEST_INVALID", `The body must be a JSON object ${expected}.`);
    }
    const refused = refuseUpload(request, settings, "contentType");
    if (refused) return refused;
    const key = uploadedKey(settings, request.key);
    const expiresAt = new Date(Date.now() + SIGNATURE_EXPIRES_SEC * 1000).toISOString();
    const form = await signer.uploadForm({
      bucket: settings.sourceBucket,
      key,
      contentType: request.contentType,
      bytes: request.bytes,
      metadata: request.focal === undefined ? {} : { [originalMetadata.focal]: request.focal },
      expiresSec: SIGNATURE_EXPIRES_SEC,
    });
    return answer(201, { key, ...form, expiresAt });
  }, settings.corsOrigin);
}

function uploadRequest(body: unknown): UploadRequest | undefined {
  const { key, contentType, bytes, focal } = (body ?? {}) as Partial<Record<keyof UploadRequest, unknown>>;
  if (typeof key !== "string" || typeof contentType !== "string" || !isSize(bytes)) return undefined;
  if (focal === undefined) return { key, contentType, bytes };
  return typeof focal === "string" && parseFocalPoint(focal) ? { key, contentType, bytes, focal } : undefined;
}

function isSize(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) > 0;
}

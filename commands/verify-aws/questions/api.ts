import type { RequestSpec } from "../signed-request";
import { keyOf, outcomeOf, nameOf } from "../images";
import type { Observation, Question, Subject } from "../types";

const needsApi = ({ outputs }: Subject) =>
  outputs().uploadApiUrl === undefined ? "the stack has no upload API" : undefined;

/** Calls the API as its users do: signed, and with the key where it wants one. */
function callApi({ outputs, request }: Subject, path: string, spec: Omit<RequestSpec, "service" | "url">) {
  const { uploadApiUrl = "", uploadApiKey } = outputs();
  const headers = { ...spec.headers, ...(uploadApiKey !== undefined && { "x-api-key": uploadApiKey }) };
  return request({ ...spec, service: "execute-api", url: `${uploadApiUrl.replace(/\/$/, "")}${path}`, headers });
}

/** Puts an image through `POST /upload`. */
async function postImage(subject: Subject, name: string, headers: Record<string, string>): Promise<Observation> {
  const { status, text } = await callApi(subject, `/upload?key=${encodeURIComponent(nameOf(subject, name))}`, {
    method: "POST",
    headers,
    body: subject.image,
  });
  const outcome = status < 300 ? await outcomeOf(subject, keyOf(subject, name)) : undefined;
  const id = status < 300 ? (JSON.parse(text) as { image_id?: unknown }).image_id : undefined;
  const holds = outcome?.["status"] === "PROCESSED" && outcome["image_id"] === id;
  return { holds, observed: { status, text: text.slice(0, 500), outcome } };
}

export const apiQuestions: readonly Question[] = [
  {
    id: "post-upload",
    question: "Does POST /upload store an image with its content type, and answer with the id of its record?",
    expected: "2xx with image_id, then its record PROCESSED",
    skip: needsApi,
    ask: (subject) => postImage(subject, "post.jpg", { "content-type": "image/jpeg" }),
  },
  {
    id: "post-upload-odd-key",
    question:
      "Does POST /upload keep blanks, per cent and non-ASCII of a key, and answer a caller that accepts images?",
    expected: "2xx, then a record PROCESSED under the same key",
    skip: needsApi,
    ask: (subject) => postImage(subject, "50% ü b.jpg", { "content-type": "image/jpeg", accept: "image/*" }),
  },
  {
    id: "post-upload-type",
    question: "Does POST /upload tell a content type that it does not take from every other refusal?",
    expected: "415",
    skip: needsApi,
    ask: async (subject) => {
      const { status, text } = await callApi(subject, `/upload?key=${nameOf(subject, "type.jpg")}`, {
        ...{ method: "POST", headers: { "content-type": "text/plain" }, body: subject.image },
      });
      return { holds: status === 415, observed: { status, text: text.slice(0, 500) } };
    },
  },
  {
    id: "form-upload",
    question: "Does S3 take the form that POST /uploads presigns?",
    expected: "2xx from both, then a record PROCESSED",
    skip: needsApi,
    ask: async (subject) => {
      const { image } = subject;
      const key = nameOf(subject, "form.jpg");
      const body = JSON.stringify({ key, contentType: "image/jpeg", bytes: image.length });
      const headers = { "content-type": "application/json" };
      const answer = await callApi(subject, "/uploads", { method: "POST", headers, body });
      if (answer.status >= 300) return { holds: false, observed: { presign: answer.status, text: answer.text } };
      const { url, fields } = JSON.parse(answer.text) as { url: string; fields: Record<string, string> };
      const form = new FormData();
      for (const [name, value] of Object.entries(fields)) form.append(name, value);
      form.append("file", new Blob([new Uint8Array(image)]));
      const stored = await fetch(url, { method: "POST", body: form });
      const outcome = stored.ok ? await outcomeOf(subject, keyOf(subject, "form.jpg")) : undefined;
      const observed = { presign: answer.status, form: stored.status, outcome };
      return { holds: outcome?.["status"] === "PROCESSED", observed };
    },
  },
];

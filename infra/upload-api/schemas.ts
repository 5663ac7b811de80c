import { accepted } from "./content-types";

/** JSON schema (draft 4, the one that API Gateway validates by) of what `POST /uploads` takes. */
export const uploadRequestSchema = {
  type: "object",
  required: ["key", "contentType", "bytes"],
  additionalProperties: false,
  properties: {
    key: { type: "string", minLength: 1, maxLength: 1024 },
    contentType: { type: "string", enum: accepted },
    bytes: { type: "integer", minimum: 1 },
  },
} as const;

/** JSON schema of every error. */
export const problemSchema = {
  type: "object",
  required: ["code", "message"],
  properties: {
    code: { type: "string" },
    message: { type: "string" },
  },
} as const;

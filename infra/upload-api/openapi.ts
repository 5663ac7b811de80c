import { accepted } from "./content-types";
import { gatewayProblems } from "./gateway-problems";
import { operations, type Operation } from "./operations";
import { problemSchema, uploadRequestSchema } from "./schemas";

type Json = Readonly<Record<string, unknown>>;

const problemOf = (description: string): Json => ({
  description,
  content: { "application/json": { schema: { $ref: "#/components/schemas/Problem" } } },
});
const json = (description: string, schema: string): Json => ({
  description,
  content: { "application/json": { schema: { $ref: `#/components/schemas/${schema}` } } },
});

/** Answers of an operation besides those that every operation has. */
const responses: Readonly<Record<Operation["id"], Json>> = {
  putImage: {
    "200": {
      ...json("Stored.", "Stored"),
      headers: { "x-amz-version-id": { description: "The version that was stored.", schema: { type: "string" } } },
    },
    "400": problemOf("A parameter is missing, or S3 does not take the key."),
    "413": problemOf("More than 10 MB: ask `POST /uploads` for a form."),
    "415": problemOf("The content type is none of a picture."),
    "502": problemOf("S3 could not store the picture."),
  },
  createUpload: {
    "201": json("A form, good for 15 minutes.", "UploadForm"),
    "400": problemOf("The request or its key is not acceptable."),
    "413": problemOf("More bytes than the pipeline takes."),
    "415": problemOf("The content type is none of a picture."),
  },
  findImage: {
    "200": json("What became of it.", "Image"),
    "202": json("It is being processed.", "Pending"),
    "400": problemOf("There is no key."),
    "404": problemOf("No image has this key."),
  },
  getImage: { "200": json("What became of it.", "Image"), "404": problemOf("No image has this id.") },
  deleteImage: { "204": { description: "Removed." }, "404": problemOf("No image has this id.") },
};

const everywhere: Json = {
  "403": problemOf("Not signed, or not allowed."),
  "429": problemOf("Too many requests."),
  "5XX": problemOf("Something went wrong on our side."),
};

const bodies: Partial<Readonly<Record<Operation["id"], Json>>> = {
  putImage: {
    required: true,
    content: Object.fromEntries(accepted.map((type) => [type, { schema: { type: "string", format: "binary" } }])),
  },
  createUpload: {
    required: true,
    content: { "application/json": { schema: { $ref: "#/components/schemas/UploadRequest" } } },
  },
};

function describe({ id, summary, path, query }: Operation): Json {
  const parameter = (place: string, name: string) => ({ name, in: place, required: true, schema: { type: "string" } });
  const parameters = [
    ...query.map((name) => parameter("query", name)),
    ...[...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => parameter("path", name ?? "")),
  ];
  return {
    operationId: id,
    summary,
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(bodies[id] ? { requestBody: bodies[id] } : {}),
    responses: { ...responses[id], ...everywhere },
  };
}

const text = { type: "string" };
const integer = { type: "integer" };

const schemas: Json = {
  UploadRequest: uploadRequestSchema,
  Problem: {
    ...problemSchema,
    properties: {
      ...problemSchema.properties,
      code: {
        type: "string",
        description: "Stable.",
        enum: [
          ...new Set([...gatewayProblems.map(({ code }) => code), "IMAGE_TOO_LARGE", "IMAGE_UNKNOWN", "KEY_INVALID"]),
        ].sort(),
      },
    },
  },
  Stored: { type: "object", required: ["key"], properties: { key: text } },
  UploadForm: {
    type: "object",
    required: ["key", "url", "fields", "expiresAt"],
    properties: {
      key: text,
      url: { ...text, format: "uri" },
      fields: { type: "object", additionalProperties: text, description: "Form fields to post before the file." },
      expiresAt: { ...text, format: "date-time" },
    },
  },
  Pending: {
    type: "object",
    required: ["status", "image_id", "original_key"],
    properties: { status: { enum: ["PROCESSING"] }, image_id: text, original_key: text },
  },
  Image: {
    type: "object",
    required: ["image_id", "status", "original_key", "source_bucket", "destination_bucket", "upload_time", "links"],
    properties: {
      image_id: { ...text, format: "uuid" },
      status: { enum: ["PROCESSED", "REFUSED"] },
      reason: { ...text, description: "Why it was refused." },
      original_key: text,
      processed_key: text,
      original_size: { ...text, description: "Pixels, WxH." },
      processed_size: { ...text, description: "Pixels, WxH." },
      upload_time: { ...text, format: "date-time" },
      source_bucket: text,
      destination_bucket: text,
      content_type: text,
      bytes_in: integer,
      bytes_out: integer,
      version_id: text,
      sequencer: text,
      duration_ms: integer,
      variants: {
        type: "array",
        items: {
          type: "object",
          required: ["name", "key", "size", "bytes", "content_type"],
          properties: { name: text, key: text, size: text, bytes: integer, content_type: text },
        },
      },
      links: {
        type: "object",
        additionalProperties: { ...text, format: "uri" },
        description: "By variant, 15 minutes.",
      },
    },
  },
};

/** The API's description, OpenAPI 3.0.3. `upload-api.openapi.json` beside this file is what it says. */
export function openApi(): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const operation of operations) {
    paths[operation.path] = { ...paths[operation.path], [operation.method.toLowerCase()]: describe(operation) };
  }
  return {
    openapi: "3.0.3",
    info: {
      title: "image-upload-api",
      version: "1.0.0",
      description: "Uploads pictures and tells what became of them.",
    },
    security: [{ sigv4: [] }, { apiKey: [] }],
    paths,
    components: {
      schemas,
      securitySchemes: {
        sigv4: { type: "apiKey", in: "header", name: "Authorization", description: "AWS Signature Version 4." },
        apiKey: { type: "apiKey", in: "header", name: "x-api-key" },
      },
    },
  };
}

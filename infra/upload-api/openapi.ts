import {
  acceptedMediaTypes,
  MAX_BODY_BYTES,
  PENDING_STATUS,
  problemCodes,
  recordStatuses,
  SIGNATURE_EXPIRES_SEC,
  warnings,
  type DescribedResult,
  type DescribedSet,
  type ImageDescription,
  type ImageRecord,
  type VariantRecord,
} from "../../handlers/contract";
import { gatewayResponses } from "./gateway-responses";
import { operations, uploadRequestSchema, type Operation } from "./operations";

type Json = Readonly<Record<string, unknown>>;

const problemOf = (description: string): Json => ({
  description,
  content: { "application/json": { schema: { $ref: "#/components/schemas/Problem" } } },
});
const json = (description: string, schema: string): Json => ({
  description,
  content: { "application/json": { schema: { $ref: `#/components/schemas/${schema}` } } },
});

const VALID_MINUTES = SIGNATURE_EXPIRES_SEC / 60;
const UNSUPPORTED_TYPE = `Content-Type must be one of ${acceptedMediaTypes.join(", ")}.`;

/** Responses of an operation besides those that every operation has. */
const responses: Readonly<Record<Operation["id"], Json>> = {
  putImage: {
    "200": json("Stored.", "Stored"),
    "400": problemOf("A required parameter is missing, the body is empty, or the key is not one that is processed."),
    "413": {
      description: `The body has more than ${MAX_BODY_BYTES / 1e6} MB, or the image is larger than the pipeline accepts.`,
      content: {
        "application/json": {
          schema: { oneOf: [{ $ref: "#/components/schemas/Problem" }, { $ref: "#/components/schemas/Message" }] },
        },
      },
    },
    "415": problemOf(UNSUPPORTED_TYPE),
  },
  createUpload: {
    "201": json(`A form that is valid for ${VALID_MINUTES} minutes.`, "UploadForm"),
    "400": problemOf("The request or its key is invalid."),
    "413": problemOf("The image is larger than the pipeline accepts."),
    "415": problemOf(UNSUPPORTED_TYPE.replace("Content-Type", "`contentType`")),
  },
  findImage: {
    "200": json("The record of the image.", "Image"),
    "202": json("The image is being processed.", "Pending"),
    "400": problemOf("Query parameter `key` is missing."),
    "404": problemOf("No image has this key."),
  },
  getImage: { "200": json("The record of the image.", "Image"), "404": problemOf("No image has this id.") },
  deleteImage: {
    "204": { description: "Removed." },
    "400": problemOf("Query parameter `versions` has another value than `all`."),
    "404": problemOf("No image has this id."),
  },
};

const everywhere: Json = {
  "403": problemOf("The request is not signed, or the caller is not allowed to call this operation."),
  "429": problemOf("Too many requests."),
  "5XX": problemOf("Internal error."),
};

const bodies: Partial<Readonly<Record<Operation["id"], Json>>> = {
  putImage: {
    required: true,
    content: Object.fromEntries(
      acceptedMediaTypes.map((type) => [type, { schema: { type: "string", format: "binary" } }]),
    ),
  },
  createUpload: {
    required: true,
    content: { "application/json": { schema: { $ref: "#/components/schemas/UploadRequest" } } },
  },
};

function describe({ id, summary, path, query, optionalQuery }: Operation): Json {
  const parameter = (location: string, name: string) => ({
    name,
    in: location,
    required: true,
    schema: { type: "string" },
  });
  const parameters = [
    ...query.map((name) => parameter("query", name)),
    ...Object.entries(optionalQuery).map(([name, values]) => ({
      name,
      in: "query",
      required: false,
      schema: { type: "string", ...(values.length > 0 && { enum: values }) },
    })),
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

const warningList = {
  type: "array",
  items: { enum: warnings },
  description: "What is wrong with the original although it was processed.",
};

/** What an image has besides its record. */
const descriptionProperties: Record<keyof ImageDescription, Json> = {
  results: {
    type: "array",
    description: "The results of this version that are there.",
    items: {
      type: "object",
      required: ["name", "address", "width", "height", "bytes", "content_type"],
      properties: {
        name: { ...text, description: "Name of the variant." },
        set: { ...text, description: "Name of the set that it is a member of." },
        address: { ...text, format: "uri", description: `Valid for ${VALID_MINUTES} minutes.` },
        width: integer,
        height: integer,
        bytes: integer,
        content_type: text,
        digest: { ...text, description: "SHA-256 of its bytes, base64url." },
      } satisfies Record<keyof DescribedResult, Json>,
    },
  },
  sets: {
    type: "array",
    description: "The results of sets, as HTML takes them.",
    items: {
      type: "object",
      required: ["name", "sources", "picture"],
      properties: {
        name: text,
        sources: {
          type: "array",
          description: "Formats that a browser may know, the best first; the last one every browser shows.",
          items: { type: "object", required: ["srcset"], properties: { content_type: text, srcset: text } },
        },
        sizes: { ...text, description: "For the attribute of that name. Absent: there is one width." },
        picture: { ...text, description: "HTML of a `picture`, with an empty `alt`." },
      } satisfies Record<keyof DescribedSet, Json>,
    },
  },
  placeholder_url: { ...text, description: "The placeholder as the data URL of a PNG." },
};

const schemas: Json = {
  UploadRequest: uploadRequestSchema,
  Problem: {
    type: "object",
    required: ["code", "message"],
    properties: {
      code: {
        type: "string",
        description: "Stable.",
        enum: [...new Set([...gatewayResponses.map(({ code }) => code), ...problemCodes])].sort(),
      },
      message: { type: "string" },
    },
  },
  Message: {
    type: "object",
    required: ["message"],
    properties: { message: text },
    description: "API Gateway's own, of a body that is too large for an event; it has no code.",
  },
  Stored: {
    type: "object",
    required: ["image_id", "key", "version_id"],
    properties: { image_id: { ...text, format: "uuid" }, key: text, version_id: text },
  },
  UploadForm: {
    type: "object",
    required: ["key", "url", "fields", "expiresAt"],
    properties: {
      key: text,
      url: { ...text, format: "uri" },
      fields: { type: "object", additionalProperties: text, description: "Form fields to send before the file." },
      expiresAt: { ...text, format: "date-time" },
    },
  },
  Pending: {
    type: "object",
    required: ["status", "image_id", "original_key"],
    properties: { status: { enum: [PENDING_STATUS] }, image_id: text, original_key: text },
  },
  Image: {
    type: "object",
    required: [
      ...["image_id", "status", "original_key", "source_bucket", "destination_bucket", "upload_time"],
      ...["links", "results", "sets"],
    ],
    properties: {
      image_id: { ...text, format: "uuid" },
      status: { enum: recordStatuses },
      reason: { ...text, description: "Code of the refusal, or of the failure." },
      failed_at: { ...text, format: "date-time", description: "When it failed for good." },
      attempts: { ...integer, description: "How often it was attempted before it failed for good." },
      original_key: text,
      processed_key: { ...text, description: "Key of the first variant's result in the destination bucket." },
      original_size: { ...text, description: "Width x height in pixels, WxH." },
      processed_size: { ...text, description: "Width x height in pixels, WxH." },
      upload_time: { ...text, format: "date-time" },
      source_bucket: text,
      destination_bucket: text,
      content_type: text,
      focal: { ...text, description: "Focal point of the original, `x,y`, 0..1 each." },
      warnings: warningList,
      placeholder: { ...text, description: "ThumbHash of the image, base64." },
      colour: {
        type: "object",
        required: ["average", "dominant"],
        properties: { average: text, dominant: text },
        description: "Colours of the image, #rrggbb.",
      },
      perceptual_hash: { ...text, description: "dHash of the image, 64 bits in hexadecimal digits." },
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
          properties: {
            name: text,
            key: { ...text, description: "Key of the result in the destination bucket." },
            size: text,
            bytes: integer,
            content_type: text,
            digest: { ...text, description: "SHA-256 of its bytes, base64url." },
            set: { ...text, description: "Name of the set that it is a member of." },
            reused: { type: "boolean", description: "The original's own compressed data, without its metadata." },
            specification: { ...text, description: "Digest of what the variant asked for." },
            warnings: warningList,
          } satisfies Record<keyof VariantRecord, Json>,
        },
      },
      links: {
        type: "object",
        additionalProperties: { ...text, format: "uri" },
        description: `Presigned URL per variant, valid for ${VALID_MINUTES} minutes.`,
      },
      ...descriptionProperties,
    } satisfies Record<keyof ImageRecord | keyof ImageDescription | "links", Json>,
  },
};

/** The API's description in OpenAPI 3.0.3. `upload-api.openapi.json` beside this file holds the same. */
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
      description: "Uploads images and returns their records and results.",
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

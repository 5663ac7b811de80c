import { Struct } from "google-protobuf/google/protobuf/struct_pb";

/** Properties of a message in wire form; an absent message has none. */
export function fromStruct(message: Struct | undefined): Record<string, unknown> {
  return message?.toJavaScript() ?? {};
}

/** The message for properties in wire form. What is `undefined` is left out: a message has no such value. */
export function toStruct(properties: unknown): Struct {
  return Struct.fromJavaScript(
    JSON.parse(JSON.stringify(properties ?? {})) as Parameters<typeof Struct.fromJavaScript>[0],
  );
}

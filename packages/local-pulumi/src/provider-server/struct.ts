import { Struct } from "google-protobuf/google/protobuf/struct_pb";

/** A property bag in Pulumi's wire form, as plain JavaScript. */
export type Bag = Record<string, unknown>;

/** What the engine sent; an absent message is an empty bag. */
export function fromStruct(message: Struct | undefined): Bag {
  return message?.toJavaScript() ?? {};
}

/** The message for a bag. Properties that are `undefined` are left out: the wire has no such value. */
export function toStruct(bag: unknown): Struct {
  return Struct.fromJavaScript(JSON.parse(JSON.stringify(bag ?? {})) as Parameters<typeof Struct.fromJavaScript>[0]);
}

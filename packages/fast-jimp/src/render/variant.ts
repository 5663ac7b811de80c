import type { VariantSpec } from "../types";
import { parseColour } from "./background";

const MAX_VARIANT_EDGE_PX = 8192;

const fits: readonly string[] = ["cover", "contain", "fill", "inside"] satisfies VariantSpec["fit"][];
const formats: readonly string[] = ["auto", "jpeg", "png", "webp"] satisfies VariantSpec["format"][];

/** @throws RangeError naming the field, the expected values and the one received */
export function checkVariant(variant: VariantSpec): void {
  const refuse = (field: string, expected: string, received: unknown): never => {
    throw new RangeError(
      `variant "${variant.name}": expected ${expected} for ${field} but received ${String(received)}`,
    );
  };
  const integer = (field: "width" | "height" | "quality", max: number): void => {
    const value = variant[field];
    if (!Number.isInteger(value) || value < 1 || value > max) refuse(field, `an integer 1..${max}`, value);
  };
  integer("width", MAX_VARIANT_EDGE_PX);
  integer("height", MAX_VARIANT_EDGE_PX);
  integer("quality", 100);
  if (!fits.includes(variant.fit)) refuse("fit", `one of ${fits.join(", ")}`, variant.fit);
  if (!formats.includes(variant.format)) refuse("format", `one of ${formats.join(", ")}`, variant.format);
  parseColour(variant.background);
}

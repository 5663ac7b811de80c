import { expect } from "chai";
import { render, type VariantSpec } from "../src";
import { exampleJpeg } from "./support/images";

const base: VariantSpec = {
  name: "thumb",
  width: 30,
  height: 20,
  fit: "cover",
  format: "png",
  quality: 90,
  background: "#ff8000",
};

describe("a variant", () => {
  it("is refused with the field, the expected values and the received one", async () => {
    const wrong: readonly (readonly [Partial<Record<keyof VariantSpec, unknown>>, string])[] = [
      [{ width: 0 }, 'variant "thumb": expected an integer 1..8192 for width but received 0'],
      [{ height: 8193 }, "for height but received 8193"],
      [{ width: 1.5 }, "for width but received 1.5"],
      [{ quality: 101 }, "expected an integer 1..100 for quality but received 101"],
      [{ fit: "zoom" }, "expected one of cover, contain, fill, inside for fit but received zoom"],
      [{ format: "bmp" }, "expected one of auto, jpeg, png, webp for format but received bmp"],
      [{ background: "white" }, 'expected a colour like #rrggbb for background but received "white"'],
    ];
    for (const [change, message] of wrong) {
      const error = await render(exampleJpeg(), [{ ...base, ...change } as VariantSpec]).catch(
        (reason: unknown) => reason,
      );
      expect(error).to.be.instanceOf(RangeError);
      expect((error as Error).message).to.contain(message);
    }
  });
});

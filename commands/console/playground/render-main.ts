import { parseFocalPoint } from "../../../handlers/contract";
import { openImage } from "../../../handlers/original";
import { refusalOf } from "../../../handlers/refusal";
import { renderVariants } from "../../../handlers/rendition";
import { Jimp } from "../../../layer/jimp";
import { readSettings } from "../../../layer/settings";
import { renderReference } from "./reference";
import type { RenderAnswer, RenderOrder } from "./messages";

// A process of its own, as a function has one: an image that takes all memory ends this one and not the server.

/** The playground's variants have no watermark. */
const watermarks = { read: () => Promise.reject(new Error("The playground draws no watermarks.")) };

/** Renders as `handlers/attempt-upload.ts` does: the same calls, with the same limits. */
async function render({ original, focal, variant, env }: RenderOrder): Promise<RenderAnswer> {
  const startedAt = performance.now();
  try {
    const image = await openImage({ Jimp, settings: readSettings(env) }, Buffer.from(original));
    const point = focal === undefined ? undefined : parseFocalPoint(focal);
    const [rendition] = await renderVariants({ watermarks }, image, [variant], point);
    if (rendition === undefined) throw new Error("no rendition was made");
    const { bytes, contentType, width, height } = rendition;
    return { kind: "rendered", bytes, contentType, width, height, tookMs: performance.now() - startedAt };
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal !== undefined) return { kind: "refused", code: refusal.reason, message: refusal.message };
    return { kind: "refused", code: "RENDER_FAILED", message: error instanceof Error ? error.message : String(error) };
  }
}

process.on("message", (order: RenderOrder) => {
  const answered = order.renderer === "reference" ? renderReference(order) : render(order);
  void answered.then((answer) => process.send?.(answer));
});
// The server has ended.
process.on("disconnect", () => process.exit());

import { environmentVariables, type Variant } from "../../../handlers/contract";
import { renderVariants } from "../../../handlers/rendition";
import { Jimp } from "../../../layer/jimp";
import { processorTime } from "./measurements";

/** What a process is to render. */
export interface ImagingTask {
  readonly bodies: readonly Uint8Array[];
  readonly variants: readonly Variant[];
}

/** Images before and while the processor time is taken. */
const WARM_UP = 100;
const MEASURED = 200;

const watermarks = { read: () => Promise.reject(new Error(`${environmentVariables.variants} has a watermark`)) };

/** Renders images one after the other. @returns processor time of each, in milliseconds */
async function measure({ bodies, variants }: ImagingTask): Promise<number> {
  const render = async (count: number) => {
    for (let i = 0; i < count; i += 1) {
      const image = await Jimp.fromBuffer(Buffer.from(bodies[i % bodies.length] ?? []));
      await renderVariants({ watermarks }, image, variants);
    }
  };
  await render(WARM_UP);
  const before = processorTime().ownMs;
  await render(MEASURED);
  return (processorTime().ownMs - before) / MEASURED;
}

process.once("message", (task: ImagingTask) => {
  void measure(task).then((ms) => process.send?.(ms, () => process.disconnect()));
});

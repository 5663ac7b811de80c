import { SAMPLE_EDGE_PX, type ImageAppearance } from "./contract/image-appearance";
import type { Connections } from "./ports";
import type { Image } from "./ports/image";

/**
 * Plans a small rendition of an image; undefined where the stack describes none. Planned before the variants are
 * rendered and looked at after them, it is of their decode.
 */
export function planSample({ settings }: Pick<Connections, "settings">, image: Image): Image | undefined {
  if (!settings.describes) return undefined;
  const [w, h] = [Math.min(SAMPLE_EDGE_PX, image.width), Math.min(SAMPLE_EDGE_PX, image.height)];
  return image.clone().scaleToFit({ w, h });
}

/** How an image looks by its sample; undefined where there is none. */
export async function lookAtSample(
  { appearanceOf }: Pick<Connections, "appearanceOf">,
  sample: Image | undefined,
): Promise<ImageAppearance | undefined> {
  return sample && appearanceOf((await sample.decode()).bitmap);
}

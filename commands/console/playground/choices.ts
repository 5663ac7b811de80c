import type { RunResult } from "@image-pipeline/local-pulumi";
import type { PlaygroundChoices } from "../../../console/contract";
import {
  chromaFormats,
  flipAxes,
  operationRanges,
  positionedFits,
  variantChromas,
  variantFits,
  variantPositions,
  variantRanges,
} from "../../../handlers/contract";
import { playgroundFormats } from "./read-variant";

/** What the settings of a stack's variant may be. */
export function playgroundChoices(resources: RunResult["resources"]): PlaygroundChoices {
  return {
    ...{ fits: variantFits, positionedFits, positions: variantPositions, flips: flipAxes },
    ...{ formats: playgroundFormats(hasAvif(resources)), chromas: variantChromas, chromaFormats },
    ...{ ...variantRanges, operations: operationRanges },
  };
}

/** Whether the stack has the layer of AVIF's codec. */
export function hasAvif(resources: RunResult["resources"]): boolean {
  return resources.some(({ type, outputs }) => {
    const { layerName } = outputs;
    return type === "aws:lambda/layerVersion:LayerVersion" && typeof layerName === "string" && /-avif$/.test(layerName);
  });
}

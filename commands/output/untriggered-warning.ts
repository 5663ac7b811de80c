import pc from "picocolors";

import { oneLine } from "@image-pipeline/local-pulumi/terminal";
import { untriggeredByConfig } from "../images/untriggered";
import type { InputImage } from "../images/inputs";
import type { BringUpOptions } from "../stack/bring-up";

/** Most images that are named. */
const MAX_WARNED = 5;

/** Lines that say before the stack comes up, which takes a while, which images it will not process. */
export function untriggeredWarning(
  images: readonly InputImage[],
  { project, config }: BringUpOptions["target"],
): string[] {
  const untriggered = untriggeredByConfig(
    images.map(({ name }) => name),
    project.name,
    config.values,
  );
  if (untriggered.length === 0) return [];
  const more = untriggered.length - MAX_WARNED;
  return [
    ...untriggered
      .slice(0, MAX_WARNED)
      .map(({ name, reason }) => `${pc.yellow(`will not be processed ${oneLine(name)}`)}: ${reason}`),
    ...(more > 0 ? [pc.yellow(`and ${more} more`)] : []),
    "",
  ];
}

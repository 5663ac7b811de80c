import type { OperationView, PlaygroundChoices, PlaygroundVariant } from "./contract";

/** The settings of the playground's form: every field, whether it applies or not. */
export interface VariantSettings {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly fit: string;
  readonly position: string;
  readonly format: string;
  readonly quality: number;
  readonly chroma: string;
  readonly effort: number;
  readonly background: string;
  readonly greyscale: boolean;
  readonly sepia: boolean;
  readonly sharpen: boolean;
  /** Pixels; 0: none. */
  readonly blur: number;
  /** 1: as it is. */
  readonly brightness: number;
  /** 0: as it is. */
  readonly contrast: number;
  /** Degrees counter-clockwise; 0: none. */
  readonly rotate: number;
  /** Empty: none. */
  readonly flip: string;
}

/** As the stack's configuration has them by default. */
export const usualSettings: VariantSettings = {
  ...{ name: "thumb", width: 300, height: 300, fit: "cover", position: "center", format: "auto", quality: 75 },
  ...{ chroma: "auto", effort: 4, background: "#ffffff", greyscale: false, sepia: false, sharpen: false },
  ...{ blur: 0, brightness: 1, contrast: 0, rotate: 0, flip: "" },
};

/** The variant that the settings describe: without what does not apply, and without what is the default. */
export function variantOf(
  settings: VariantSettings,
  choices: Pick<PlaygroundChoices, "positionedFits" | "chromaFormats">,
): PlaygroundVariant {
  const { name, width, height, fit, position, format, quality, chroma, effort, background } = settings;
  const isPositioned = choices.positionedFits.includes(fit) && position !== usualSettings.position;
  const hasChroma = choices.chromaFormats.includes(format) && chroma !== usualSettings.chroma;
  return {
    ...{ name, width, height, fit, format, quality, background },
    ...(isPositioned && { position }),
    ...(hasChroma && { chroma }),
    ...(effort !== usualSettings.effort && { effort }),
    operations: operationsOf(settings),
  };
}

/** In the order of the form. */
function operationsOf(settings: VariantSettings): OperationView[] {
  const { greyscale, sepia, sharpen, blur, brightness, contrast, rotate, flip } = settings;
  const operations: readonly (OperationView | false)[] = [
    greyscale && { greyscale },
    sepia && { sepia },
    blur !== usualSettings.blur && { blur },
    sharpen && { sharpen },
    brightness !== usualSettings.brightness && { brightness },
    contrast !== usualSettings.contrast && { contrast },
    rotate !== usualSettings.rotate && { rotate },
    flip !== usualSettings.flip && { flip },
  ];
  return operations.filter((operation) => operation !== false);
}

/** A variant as Pulumi.STACK.yaml has it. */
export function variantYaml({ operations, ...variant }: PlaygroundVariant): string {
  const fields = Object.entries(variant).map(([name, value]) => `${name}: ${scalar(value as string | number)}`);
  const steps = operations.map((operation) => {
    const [name = "", value] = Object.entries(operation)[0] ?? [];
    return value === true ? `      - ${name}: true` : `      - ${name}: ${scalar(value as string | number)}`;
  });
  return [
    "config:",
    "  image-pipeline:variants:",
    ...fields.map((field, index) => `${index === 0 ? "  - " : "    "}${field}`),
    ...(steps.length === 0 ? [] : ["    operations:", ...steps]),
    "",
  ].join("\n");
}

/** Texts are quoted: `#` begins a comment in YAML. */
const scalar = (value: string | number) => (typeof value === "number" ? String(value) : JSON.stringify(value));

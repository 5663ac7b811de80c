import type { ComponentChildren } from "preact";

import type { PlaygroundChoices, RangeView } from "./contract";
import type { VariantSettings } from "./variant-settings";

interface VariantFormProps {
  readonly settings: VariantSettings;
  readonly choices: PlaygroundChoices;
  readonly onChange: (settings: VariantSettings) => void;
}

/** Names of the settings that are of a type. */
type NamesOf<Value> = {
  [Name in keyof VariantSettings]: VariantSettings[Name] extends Value ? Name : never;
}[keyof VariantSettings];

/**
 * The settings of a variant, and what applies of them. What is typed is the field's own: "0." is on its way to a
 * number, and takes effect once it is one in range.
 */
export function VariantForm({ settings, choices, onChange }: VariantFormProps) {
  const { operations } = choices;
  const set = (change: Partial<VariantSettings>) => onChange({ ...settings, ...change });
  const number = (name: NamesOf<number>, label: string, { min, max }: RangeView, step = 1) => (
    <Field label={label}>
      <input
        type="number"
        {...{ min, max, step }}
        defaultValue={settings[name]}
        onInput={({ currentTarget: { valueAsNumber } }) => {
          if (valueAsNumber >= min && valueAsNumber <= max) set({ [name]: valueAsNumber });
        }}
      />
    </Field>
  );
  const choice = (name: NamesOf<string>, label: string, values: readonly string[]) => (
    <Field label={label}>
      <select value={settings[name]} onChange={(event) => set({ [name]: event.currentTarget.value })}>
        {values.map((value) => (
          <option key={value} value={value}>
            {value === "" ? "none" : value}
          </option>
        ))}
      </select>
    </Field>
  );
  const flag = (name: NamesOf<boolean>, label: string) => (
    <label class="flag">
      <input
        type="checkbox"
        checked={settings[name]}
        onChange={(event) => set({ [name]: event.currentTarget.checked })}
      />{" "}
      {label}
    </label>
  );
  return (
    <form class="variant-form" onSubmit={(event) => event.preventDefault()}>
      <fieldset>
        <legend>Variant</legend>
        <Field label="Name">
          <input
            type="text"
            defaultValue={settings.name}
            onInput={({ currentTarget: { value } }) => {
              if (/^\w{1,32}$/.test(value)) set({ name: value });
            }}
          />
        </Field>
        {number("width", "Width, px", choices.edgePx)}
        {number("height", "Height, px", choices.edgePx)}
        {choice("fit", "Fit", choices.fits)}
        {choices.positionedFits.includes(settings.fit) && choice("position", "Position", choices.positions)}
        {choice("format", "Format", choices.formats)}
        {number("quality", "Quality", choices.quality)}
        {choices.chromaFormats.includes(settings.format) && choice("chroma", "Chroma", choices.chromas)}
        {number("effort", "Effort", choices.effort)}
        <Field label="Background">
          <input
            type="color"
            value={settings.background}
            onChange={(event) => set({ background: event.currentTarget.value })}
          />
        </Field>
      </fieldset>
      <fieldset>
        <legend>Operations, in this order</legend>
        {flag("greyscale", "Greyscale")}
        {flag("sepia", "Sepia")}
        {number("blur", "Blur, px", { ...operations.blur, min: 0 })}
        {flag("sharpen", "Sharpen")}
        {number("brightness", "Brightness", operations.brightness, 0.1)}
        {number("contrast", "Contrast", operations.contrast, 0.01)}
        {number("rotate", "Rotate, degrees", operations.rotate)}
        {choice("flip", "Flip", ["", ...choices.flips])}
      </fieldset>
    </form>
  );
}

function Field({ label, children }: { readonly label: string; readonly children: ComponentChildren }) {
  return (
    <label class="field">
      <span>{label}</span> {children}
    </label>
  );
}

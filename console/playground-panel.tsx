import { useState } from "preact/hooks";

import { CopyText } from "./copy-text";
import type { ImageView, PlaygroundVariant, StackView } from "./contract";
import { formatBytes, formatMs, formatSaving, formatSize, formatType } from "./format";
import { originalAddress, type Rendered } from "./server";
import { useRendered } from "./use-rendered";
import { usualSettings, variantOf, variantYaml, type VariantSettings } from "./variant-settings";
import { VariantForm } from "./variant-form";

interface PlaygroundPanelProps {
  readonly stack: StackView;
  /** By key. */
  readonly images: ReadonlyMap<string, ImageView>;
}

/** A variant's settings, tried on an image before they are put into the stack's configuration. */
export function PlaygroundPanel({ stack, images }: PlaygroundPanelProps) {
  const [settings, setSettings] = useState<VariantSettings>({
    ...usualSettings,
    quality: stack.routes[0]?.variants[0]?.quality ?? usualSettings.quality,
  });
  const [chosen, setChosen] = useState<string>();
  const usable = [...images.values()].filter(({ state }) => state === "processed");
  const image = usable.find(({ key }) => key === chosen) ?? usable[0];
  const variant = variantOf(settings, stack.choices);
  if (image === undefined) {
    return <p class="empty">Upload an image first: here its results are tried with other settings.</p>;
  }
  return (
    <div class="playground">
      <div>
        <label class="field">
          Image{" "}
          <select value={image.key} onChange={(event) => setChosen(event.currentTarget.value)}>
            {usable.map(({ key }) => (
              <option key={key}>{key}</option>
            ))}
          </select>
        </label>
        <VariantForm settings={settings} choices={stack.choices} onChange={setSettings} />
      </div>
      <div class="preview">
        <Preview image={image} variant={variant} />
      </div>
      <Yaml text={variantYaml(variant)} />
    </div>
  );
}

function Preview({ image, variant }: { readonly image: ImageView; readonly variant: PlaygroundVariant }) {
  const own = useRendered(image, variant, "own");
  const reference = useRendered(image, variant, "reference");
  return (
    <>
      <p role="status">
        {own.rendered && describe(own.rendered, image)}
        {own.problem}
      </p>
      <p class="quiet">
        sharp: {reference.rendered ? describe(reference.rendered, image) : (reference.problem ?? "rendering")}
        {own.rendered && reference.rendered && `; this stack's takes ${share(own.rendered, reference.rendered)} of it`}
        {variant.operations.length > 0 && "; it leaves the operations out"}
      </p>
      <div class="figures" role="group" aria-label="Original and results" tabIndex={0}>
        {own.address !== undefined && (
          <Result address={own.address} alt={`${image.key} with these settings`} title={variant.name} />
        )}
        {reference.address !== undefined && (
          <Result address={reference.address} alt={`${image.key} by sharp`} title="sharp, to compare with" />
        )}
        <figure class="figure scaled">
          <img src={originalAddress(image)} alt={`Original ${image.key}`} />
          <figcaption>
            <strong>original</strong> (scaled to fit) {image.size && formatSize(image.size)}
          </figcaption>
        </figure>
      </div>
    </>
  );
}

interface ResultProps {
  readonly address: string;
  readonly alt: string;
  readonly title: string;
}

function Result({ address, alt, title }: ResultProps) {
  return (
    <figure class="figure">
      <img src={address} alt={alt} />
      <figcaption>
        <strong>{title}</strong> (true size)
      </figcaption>
    </figure>
  );
}

function describe({ size, file, tookMs }: Rendered, { bytes }: ImageView): string {
  const saving = bytes === undefined ? "" : ` (${formatSaving(file.size, bytes)} against the original)`;
  const facts = [size.replace("x", " × "), formatBytes(file.size), formatType(file.type)];
  return `${facts.join(", ")}, rendered in ${formatMs(tookMs)}${saving}`;
}

const share = (own: Rendered, reference: Rendered) => `${Math.round((own.file.size / reference.file.size) * 100)} %`;

function Yaml({ text }: { readonly text: string }) {
  return (
    <section aria-label="As configuration">
      <h2 class="section">As configuration</h2>
      <CopyText text={text} label="Copy as YAML" />
      <p class="quiet">
        For Pulumi.&lt;stack&gt;.yaml. As the only variant it makes these very bytes; beside others an original is
        decoded once for all of them, and a few bytes may differ.
      </p>
    </section>
  );
}

import { useEffect, useState } from "preact/hooks";

import type { ImageView, PlaygroundVariant, StackView } from "./contract";
import { formatBytes, formatMs, formatSaving, formatSize, formatType } from "./format";
import { originalAddress, renderVariant, type Rendered } from "./server";
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
    quality: stack.variants[0]?.quality ?? usualSettings.quality,
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

/** Milliseconds after the last change before the image is rendered. */
const SETTLE_MS = 200;

interface Preview {
  readonly rendered?: Rendered;
  readonly address?: string;
  readonly problem?: string;
}

function Preview({ image, variant }: { readonly image: ImageView; readonly variant: PlaygroundVariant }) {
  const [{ rendered, address, problem }, setPreview] = useState<Preview>({});
  const wanted = JSON.stringify(variant);
  useEffect(() => {
    const asked = new AbortController();
    const render = async () => {
      try {
        const rendered = await renderVariant(image.key, variant, asked.signal);
        setPreview({ rendered, address: URL.createObjectURL(rendered.file) });
      } catch (error) {
        if (!asked.signal.aborted) setPreview({ problem: (error as Error).message });
      }
    };
    const timer = setTimeout(() => void render(), SETTLE_MS);
    return () => {
      clearTimeout(timer);
      asked.abort();
    };
  }, [image.id, wanted]);
  useEffect(() => () => void (address !== undefined && URL.revokeObjectURL(address)), [address]);
  return (
    <>
      <p role="status">
        {rendered &&
          `${rendered.size.replace("x", " × ")}, ${formatBytes(rendered.file.size)}, ` +
            `${formatType(rendered.file.type)}, rendered in ${formatMs(rendered.tookMs)}` +
            (image.bytes === undefined
              ? ""
              : ` (${formatSaving(rendered.file.size, image.bytes)} against the original)`)}
        {problem}
      </p>
      <div class="figures" role="group" aria-label="Original and result" tabIndex={0}>
        <figure class="figure scaled">
          <img src={originalAddress(image)} alt={`Original ${image.key}`} />
          <figcaption>
            <strong>original</strong> (scaled to fit) {image.size && formatSize(image.size)}
          </figcaption>
        </figure>
        {address !== undefined && (
          <figure class="figure">
            <img src={address} alt={`${image.key} with these settings`} />
            <figcaption>
              <strong>{variant.name}</strong> (true size)
            </figcaption>
          </figure>
        )}
      </div>
    </>
  );
}

function Yaml({ text }: { readonly text: string }) {
  const [said, setSaid] = useState("");
  const copy = () =>
    void navigator.clipboard.writeText(text).then(
      () => setSaid("Copied."),
      () => setSaid("The browser does not let this page copy: select the text and copy it."),
    );
  return (
    <section aria-label="As configuration">
      <h2 class="section">As configuration</h2>
      <pre class="yaml" tabIndex={0}>
        {text}
      </pre>
      <p class="actions">
        <button type="button" class="button" onClick={copy}>
          Copy as YAML
        </button>
        <span role="status">{said}</span>
      </p>
      <p class="quiet">
        For Pulumi.&lt;stack&gt;.yaml. As the only variant it makes these very bytes; beside others an original is
        decoded once for all of them, and a few bytes may differ.
      </p>
    </section>
  );
}

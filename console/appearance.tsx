import { useMemo, useState } from "preact/hooks";
import { thumbHashToDataURL } from "thumbhash";

import type { AppearanceView, ImageView, PixelSize, ResultView } from "./contract";

/** A placeholder as the address of an image; undefined where there is none, or it is none. */
function placeholderAddress(appearance: AppearanceView | undefined): string | undefined {
  try {
    const bytes = Uint8Array.from(atob(appearance?.placeholder ?? ""), (char) => char.charCodeAt(0));
    return bytes.length === 0 ? undefined : thumbHashToDataURL(bytes);
  } catch {
    return undefined;
  }
}

interface LoadingImageProps {
  readonly address: string;
  readonly alt: string;
  readonly size: PixelSize;
  readonly appearance: AppearanceView | undefined;
}

/** An image in a frame, with its placeholder until it is loaded: what is transparent of it would show it later. */
export function LoadingImage({ address, alt, size, appearance }: LoadingImageProps) {
  const [isLoaded, setLoaded] = useState(false);
  const placeholder = useMemo(() => placeholderAddress(appearance), [appearance?.placeholder]);
  const style =
    placeholder === undefined || isLoaded
      ? {}
      : { background: `url(${placeholder}) center / contain no-repeat`, minHeight: "100%" };
  return (
    <img
      {...{ src: address, alt, style, width: size.width, height: size.height }}
      loading="lazy"
      decoding="async"
      onLoad={() => setLoaded(true)}
    />
  );
}

/** How an image looks, by its record, and which of its results are sets. */
export function Appearance({ image: { appearance, results } }: { readonly image: ImageView }) {
  const address = useMemo(() => placeholderAddress(appearance), [appearance?.placeholder]);
  const sets = setsOf(results);
  if (appearance === undefined && sets.length === 0) return null;
  const { colour, perceptualHash } = appearance ?? {};
  return (
    <>
      <h3>Described</h3>
      <dl class="facts">
        {address !== undefined && (
          <div>
            <dt>Placeholder</dt>
            <dd>
              <img class="placeholder" src={address} alt="Placeholder" />
            </dd>
          </div>
        )}
        {colour && <Swatch name="Average colour" value={colour.average} />}
        {colour && <Swatch name="Dominant colour" value={colour.dominant} />}
        {perceptualHash !== undefined && (
          <div>
            <dt>Perceptual hash</dt>
            <dd>
              <code>{perceptualHash}</code>
            </dd>
          </div>
        )}
        {sets.map(([name, widths]) => (
          <div key={name}>
            <dt>Set {name}</dt>
            <dd>{widths}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function Swatch({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <span class="swatch" style={{ background: value }} /> <code>{value}</code>
      </dd>
    </div>
  );
}

/** The sets of results with their widths and formats, in words. */
function setsOf(results: readonly ResultView[]): readonly (readonly [name: string, widths: string])[] {
  const names = [...new Set(results.flatMap(({ set }) => set ?? []))];
  return names.map((name) => {
    const members = results.filter(({ set }) => set === name);
    const widths = [...new Set(members.map(({ size }) => size.width))].sort((a, b) => a - b);
    const types = [...new Set(members.map(({ contentType }) => contentType.replace("image/", "").toUpperCase()))];
    return [name, `${widths.join(", ")} pixels wide, ${types.join(", ")}`];
  });
}

import { useId, useState } from "preact/hooks";

import type { ImageView, ResultView, RouteView } from "./contract";
import { originalAddress, resultAddress } from "./server";

interface CompareProps {
  readonly image: ImageView;
  readonly variants: RouteView["variants"];
}

/** The original and a result one over the other, with a line between them that can be moved. */
export function Compare({ image, variants }: CompareProps) {
  const { results } = image;
  const [name, setName] = useState(results[0]?.variant);
  const [percent, setPercent] = useState(50);
  const [isBroken, setBroken] = useState(false);
  const id = useId();
  const result = results.find(({ variant }) => variant === name) ?? results[0];
  if (result === undefined) return null;
  if (isBroken) return <p class="quiet">This browser cannot show the original, so there is no before and after.</p>;
  return (
    <section aria-label="Before and after">
      {results.length > 1 && (
        <label>
          Result{" "}
          <select value={result.variant} onChange={(event) => setName(event.currentTarget.value)}>
            {results.map(({ variant }) => (
              <option key={variant}>{variant}</option>
            ))}
          </select>
        </label>
      )}
      <Layers
        image={image}
        result={result}
        variants={variants}
        percent={percent}
        onPercent={setPercent}
        onBroken={() => setBroken(true)}
        id={id}
      />
      <p class="compare-legend quiet">
        <span>original</span>
        <label for={id}>Share of the original that is shown: {percent} %</label>
        <span>{result.variant}</span>
      </p>
    </section>
  );
}

interface LayersProps extends CompareProps {
  readonly result: ResultView;
  readonly percent: number;
  readonly onPercent: (percent: number) => void;
  /** Called if the browser cannot show the original. */
  readonly onBroken: () => void;
  /** Of the slider. */
  readonly id: string;
}

/** The original is laid out as the variant lays it out, so that both show the same part. */
function Layers({ image, result, variants, percent, onPercent, onBroken, id }: LayersProps) {
  const variant = variants.find((one) => one.name === result.variant);
  const layout = {
    "object-fit": objectFits[variant?.fit ?? ""] ?? "fill",
    "object-position": objectPosition(variant?.position),
    "clip-path": `inset(0 ${100 - percent}% 0 0)`,
  };
  return (
    <div
      class="compare"
      style={{ width: `${result.size.width}px`, "aspect-ratio": `${result.size.width} / ${result.size.height}` }}
    >
      <img src={resultAddress(result.key, image)} alt={`${result.variant}, after`} />
      <img src={originalAddress(image)} alt="Original, before" style={layout} onError={onBroken} />
      <span class="compare-line" style={{ left: `${percent}%` }} />
      <input
        id={id}
        type="range"
        min={0}
        max={100}
        value={percent}
        onInput={(event) => onPercent(Number(event.currentTarget.value))}
      />
    </div>
  );
}

/** CSS's words for a variant's fit; `inside` leaves nothing free and cuts nothing off. */
const objectFits: Readonly<Record<string, string>> = {
  cover: "cover",
  contain: "contain",
  fill: "fill",
  inside: "fill",
};

/** CSS's words for a side or corner. Of `attention` only the function knows the place. */
function objectPosition(position = "center"): string {
  const horizontal = position.endsWith("west") ? "left" : position.endsWith("east") ? "right" : "center";
  const vertical = position.startsWith("north") ? "top" : position.startsWith("south") ? "bottom" : "center";
  return `${horizontal} ${vertical}`;
}

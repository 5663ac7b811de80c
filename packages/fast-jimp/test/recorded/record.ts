/**
 * Records the renditions of the files in the record again, of a function `render(file, variants, { quality })`, which
 * resolves to `{ bytes }[]`: `npx tsx --conditions=source packages/fast-jimp/test/recorded/record.ts MODULE COMMIT`.
 * Those that are committed are of the function that this package had before its images were decoded lazily
 * (`src/index.ts` of commit 8f9d07e).
 */
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { render as ownRender, type Render } from "../support/render";
import { digestOf, qualities, RECORD, recordedImages, variants, type RecordedImage } from "./renditions";

async function main(): Promise<void> {
  const [path, commit] = process.argv.slice(2);
  if (path === undefined || commit === undefined) throw new Error("expected a module and its commit");
  const { render } = (await import(resolve(path))) as { render: Render };
  if (render === ownRender) throw new Error("expected another render than the tests' own");
  const images: RecordedImage[] = [];
  for (const { name, file } of recordedImages()) {
    const digests: Record<string, readonly string[]> = {};
    for (const quality of qualities) {
      const renditions = await render(Buffer.from(file, "base64"), variants, { quality });
      digests[quality] = await Promise.all(renditions.map(({ bytes }, i) => digestOf(bytes, variants[i] ?? raise(i))));
    }
    images.push({ name, file, digests: digests as RecordedImage["digests"] });
  }
  writeFileSync(RECORD, `${JSON.stringify({ commit, images }, null, 2)}\n`);
}

function raise(i: number): never {
  throw new Error(`rendition ${i} is of no variant`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
});

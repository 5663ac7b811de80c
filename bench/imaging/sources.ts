import { readdirSync, statSync } from "node:fs";
import { basename, extname, join } from "node:path";
import sharp, { type JpegOptions, type Sharp } from "sharp";
import { makeScene, SCENE_NAMES, type SceneName } from "./scenes";

/** An image that the files of the cells are made of. */
export interface Source {
  readonly name: string;
  /** What changes with the image, for the cache. */
  readonly key: string;
  /** Path of the image, where it is a file. */
  readonly file?: string;
  readonly open: () => Sharp;
  /** How JPEGs are written of it, where none is used as it is. */
  readonly jpeg: Pick<JpegOptions, "quality" | "chromaSubsampling">;
}

/** Size and JPEG settings of a scene: together they give the bytes per pixel of camera files, 0.2 to 0.7. */
const sceneFiles: Readonly<
  Record<SceneName, { readonly width: number; readonly height: number; readonly jpeg: Source["jpeg"] }>
> = {
  coast: { width: 4000, height: 3000, jpeg: { quality: 93, chromaSubsampling: "4:4:4" } },
  foliage: { width: 4000, height: 3000, jpeg: { quality: 96, chromaSubsampling: "4:2:0" } },
  street: { width: 4608, height: 3456, jpeg: { quality: 94, chromaSubsampling: "4:2:0" } },
  dunes: { width: 6000, height: 4000, jpeg: { quality: 92, chromaSubsampling: "4:2:0" } },
};

function sceneSource(name: SceneName): Source {
  const { width, height, jpeg } = sceneFiles[name];
  let pixels: Buffer | undefined;
  return {
    name,
    key: JSON.stringify(["scene 2", width, height, jpeg]),
    jpeg,
    open: () => {
      pixels ??= makeScene(name, width, height).data;
      return sharp(pixels, { raw: { width, height, channels: 3 } });
    },
  };
}

const EXTENSIONS = [".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff"];
/** Of photographs that are encoded anew; cameras write 90 and above. */
const PHOTOGRAPH_JPEG = { quality: 90, chromaSubsampling: "4:2:0" };

function photographSource(file: string): Source {
  const { size, mtimeMs } = statSync(file);
  const name = basename(file, extname(file))
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-");
  return { name, key: `${file} ${size} ${mtimeMs} 2`, file, jpeg: PHOTOGRAPH_JPEG, open: () => sharp(file) };
}

/** The photographs of a folder, or scripted scenes. */
export function findSources(photosDir: string | undefined): Source[] {
  if (photosDir === undefined) return SCENE_NAMES.map(sceneSource);
  const files = readdirSync(photosDir).filter((file) => EXTENSIONS.includes(extname(file).toLowerCase()));
  if (files.length === 0) throw new Error(`expected photographs in ${photosDir}; found none`);
  return files.sort().map((file) => photographSource(join(photosDir, file)));
}

import * as pulumi from "@pulumi/pulumi";
import { readFileSync } from "node:fs";
import type { Registration } from "./pulumi-program";

/** The files of an archive that holds texts and files, by path; files byte by byte. Throws on anything else. */
export async function filesOf({ inputs }: Registration): Promise<Record<string, string>> {
  const archive = inputs.code;
  if (!(archive instanceof pulumi.asset.AssetArchive)) throw new Error("expected an archive of assets");
  const assets = Object.entries((await archive.assets) as Record<string, pulumi.asset.Asset>);
  return Object.fromEntries(
    await Promise.all(
      assets.map(async ([path, asset]): Promise<[string, string]> => {
        if (asset instanceof pulumi.asset.FileAsset) return [path, readFileSync(await asset.path, "latin1")];
        if (!(asset instanceof pulumi.asset.StringAsset)) throw new Error(`expected text at ${path}`);
        return [path, await asset.text];
      }),
    ),
  );
}

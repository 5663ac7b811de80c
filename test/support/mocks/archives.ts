import * as pulumi from "@pulumi/pulumi";
import type { Registration } from "./pulumi-program";

/** The files of an archive that holds texts, by path. Throws on anything else: no archive of ours has it. */
export async function filesOf({ inputs }: Registration): Promise<Record<string, string>> {
  const archive = inputs.code;
  if (!(archive instanceof pulumi.asset.AssetArchive)) throw new Error("expected an archive of assets");
  const assets = Object.entries((await archive.assets) as Record<string, pulumi.asset.Asset>);
  return Object.fromEntries(
    await Promise.all(
      assets.map(async ([path, asset]): Promise<[string, string]> => {
        if (!(asset instanceof pulumi.asset.StringAsset)) throw new Error(`expected text at ${path}`);
        return [path, await asset.text];
      }),
    ),
  );
}

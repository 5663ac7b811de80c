import { asset, runtime } from "@pulumi/pulumi";

const { specialArchiveSig, specialAssetSig, specialSigKey } = runtime;

/**
 * Remediated properties in the form in which they are sent back. The SDK (1.21) serializes an archive of assets as the
 * list of its names only, which would lose a function's code: here it is converted to its wire form first. Secrets and
 * unknown values stay as they are.
 */
export async function withWireArchives(props: Record<string, unknown>): Promise<Record<string, unknown>> {
  const plain = unwrap(props) as Record<string, unknown>;
  const entries = Object.entries(plain).map(async ([key, value]): Promise<[string, unknown]> => {
    const bare = unwrap(value);
    return [key, bare instanceof asset.AssetArchive ? await wireArchive(bare) : value];
  });
  return Object.fromEntries(await Promise.all(entries));
}

async function wireArchive(archive: asset.AssetArchive): Promise<unknown> {
  const members = Object.entries(await archive.assets).map(async ([name, member]): Promise<[string, unknown]> => [
    name,
    member instanceof asset.AssetArchive ? await wireArchive(member) : await wireLeaf(member),
  ]);
  return { [specialSigKey]: specialArchiveSig, assets: Object.fromEntries(await Promise.all(members)) };
}

async function wireLeaf(leaf: asset.Asset | asset.Archive): Promise<unknown> {
  if (leaf instanceof asset.StringAsset) return { [specialSigKey]: specialAssetSig, text: await leaf.text };
  if (leaf instanceof asset.FileAsset) return { [specialSigKey]: specialAssetSig, path: await leaf.path };
  if (leaf instanceof asset.RemoteAsset) return { [specialSigKey]: specialAssetSig, uri: await leaf.uri };
  if (leaf instanceof asset.FileArchive) return { [specialSigKey]: specialArchiveSig, path: await leaf.path };
  if (leaf instanceof asset.RemoteArchive) return { [specialSigKey]: specialArchiveSig, uri: await leaf.uri };
  throw new Error("Expected an asset or an archive inside an archive, got another value.");
}

/** The object behind the SDK's proxies, which expose it under these two names for the SDK's serializer. */
function unwrap(value: unknown): unknown {
  let bare = value;
  while (
    typeof bare === "object" &&
    bare !== null &&
    (bare as { __isSpecialProxy?: boolean }).__isSpecialProxy === true
  ) {
    bare = (bare as { __getSpecialProxyTarget: unknown }).__getSpecialProxyTarget;
  }
  return bare;
}

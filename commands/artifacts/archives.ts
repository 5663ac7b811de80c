import { isMap, isMarked, type PropertyMap, type ResourceState } from "@image-pipeline/local-pulumi";
import { archiveEntries, sha256, zip, type Entries } from "../zip";

/** An archive that the program would upload. */
export interface Artifact {
  /** Name of its resource. */
  readonly name: string;
  readonly type: string;
  /** Size of the zip archive, in bytes. */
  readonly bytes: number;
  readonly sha256: string;
  readonly entries: number;
}

/** An artifact with what it is packed of. */
export interface PackedArchive extends Artifact {
  readonly zipped: Buffer;
  readonly files: Entries;
  /** Names of the resources of its layers. */
  readonly layers: readonly string[];
}

/**
 * Packs every archive of the resources, sorted by name.
 *
 * @param dir folder that relative paths of files start from
 */
export async function packArchives(resources: readonly ResourceState[], dir: string): Promise<PackedArchive[]> {
  const packed = await Promise.all(resources.flatMap((resource) => packedOf(resource, dir)));
  return packed.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function packedOf({ urn, type, inputs, propertyDependencies }: ResourceState, dir: string): Promise<PackedArchive>[] {
  const layers = (propertyDependencies["layers"] ?? []).map(nameOf);
  return archivesOf(inputs).map(async (archive) => {
    const files = archiveEntries(archive, dir);
    const zipped = await zip(files);
    return {
      ...{ name: nameOf(urn), type, bytes: zipped.length, sha256: sha256(zipped), entries: files.length },
      ...{ zipped, files, layers },
    };
  });
}

const nameOf = (urn: string): string => urn.slice(urn.lastIndexOf("::") + 2);

function archivesOf(inputs: PropertyMap): PropertyMap[] {
  return Object.values(inputs)
    .filter((value) => isMap(value))
    .filter((value) => isMarked(value, "archive"));
}

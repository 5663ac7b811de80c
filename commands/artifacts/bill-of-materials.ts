import { Enums, Models, Serialize, Spec } from "@cyclonedx/cyclonedx-library";
import { softwareIn, type IncludedSoftware } from "../../infra/third-party/contents";
import { license, version } from "../../package.json";
import { sha256 } from "../zip";
import type { Artifact, PackedArchive } from "./archives";

const { ComponentType, HashAlgorithm } = Enums;

/** The version of CycloneDX that is written: what scanners of the time read. */
export const SPECIFICATION = Spec.Spec1dot6;

/**
 * The bill of materials of an archive as CycloneDX JSON: its files, the software of others in them and, of a function,
 * the layers that it runs with. The same archive gives the same text: there is no time and no serial number in it,
 * which the specification leaves open ("CycloneDX Bill of Materials Standard", `serialNumber`, `metadata.timestamp`).
 *
 * @param artifacts all artifacts of the stack, the archive's layers among them
 * @throws Error LICENCE_REFUSED, or if it is not known what the archive holds
 */
export async function billOfMaterials(archive: PackedArchive, artifacts: readonly Artifact[]): Promise<string> {
  const { name, type, files, layers } = archive;
  const software = await softwareIn(files.map(([path]) => path));
  const described = componentOf(
    archive,
    type.includes("layerVersion") ? ComponentType.Library : ComponentType.Application,
  );
  const others = software.map(softwareComponent);
  const used = artifacts
    .filter((artifact) => layers.includes(artifact.name))
    .map((layer) => componentOf(layer, ComponentType.Library));
  for (const { bomRef } of [...others, ...used]) described.dependencies.add(bomRef);
  const bom = new Models.Bom({ metadata: new Models.Metadata({ component: described }) });
  for (const component of [...others, ...used]) bom.components.add(component);
  for (const [path, content] of files) {
    const hashes = new Models.HashDictionary([[HashAlgorithm["SHA-256"], sha256(content)]]);
    bom.components.add(new Models.Component(ComponentType.File, path, { bomRef: `${name}/${path}`, hashes }));
  }
  const serializer = new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(SPECIFICATION));
  return `${serializer.serialize(bom, { sortLists: true, space: 2 })}\n`;
}

/** An artifact, which is this project's own. */
function componentOf({ name, sha256: hash }: Artifact, type: Enums.ComponentType): Models.Component {
  return new Models.Component(type, name, {
    bomRef: name,
    version,
    hashes: new Models.HashDictionary([[HashAlgorithm["SHA-256"], hash]]),
    licenses: new Models.LicenseRepository([licenceOf(license)]),
  });
}

function softwareComponent({ name, version: of, licence, form }: IncludedSoftware): Models.Component {
  const [, group, shortName = name] = /^(@[^/]+)\/(.+)$/.exec(name) ?? [];
  const purl = of === undefined ? undefined : purlOf(form, name, of);
  return new Models.Component(ComponentType.Library, shortName, {
    bomRef: purl ?? name,
    ...(group !== undefined && { group }),
    ...(of !== undefined && { version: of }),
    ...(purl !== undefined && { purl }),
    licenses: new Models.LicenseRepository([licenceOf(licence)]),
  });
}

/** A package URL (ECMA-427): of what is compiled in, the type that stands for no registry. */
function purlOf(form: IncludedSoftware["form"], name: string, version: string): string {
  const path = name.split("/").map(encodeURIComponent).join("/");
  return `pkg:${form === "npm" ? "npm" : "generic"}/${path}@${encodeURIComponent(version)}`;
}

/** An SPDX identifier, or an expression of several. */
function licenceOf(licence: string): Models.License {
  return /[ ()]/.test(licence) ? new Models.LicenseExpression(licence) : new Models.SpdxLicense(licence);
}

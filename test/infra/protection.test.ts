import type * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { ImagePipeline } from "../../infra/image-pipeline";
import { stackArgs } from "../../infra/stack-args";
import { runProgram } from "../support/mocks/pulumi-program";

const everything = {
  uploadApi: '{"accountLogging":true}',
  workflow: "true",
  monitoring: "true",
  encryption: "kms",
  accessLogs: "true",
  delivery: "true",
};

/** `type name` of the resources with an option, and the names that each resource waits for. */
async function optionsOf(config: Record<string, string>) {
  const found = { protect: [] as string[], retainOnDelete: [] as string[], dependsOn: new Map<string, string[]>() };
  const names = new Map<pulumi.Resource, string>();
  await runProgram((opts) => {
    const note: pulumi.ResourceTransformation = ({ resource, type, name, opts: given }) => {
      const title = `${type.split(":").at(-1) ?? ""} ${name}`;
      names.set(resource, name);
      if (given.protect === true) found.protect.push(title);
      if (given.retainOnDelete === true) found.retainOnDelete.push(title);
      const on = (Array.isArray(given.dependsOn) ? given.dependsOn : []) as pulumi.Resource[];
      found.dependsOn.set(
        title,
        on.map((one) => names.get(one) ?? "unknown"),
      );
      return undefined;
    };
    return new ImagePipeline("images", stackArgs({ ...everything, ...config }), {
      transformations: [note, ...(opts.transformations ?? [])],
    });
  });
  return found;
}

describe("what must not go", () => {
  it("is protected in production: buckets, table, key and the address of the results", async () => {
    expect((await optionsOf({ production: "true" })).protect).to.have.members([
      "Bucket images-source-bucket",
      "Bucket images-destination-bucket",
      "Bucket images-access-logs-bucket",
      "Key images-encryption-key",
      "Table image-metadata",
      "Distribution images-delivery-distribution",
    ]);
  });

  it("is nothing in development", async () => {
    expect((await optionsOf({})).protect).to.deep.equal([]);
  });

  it("is the account's setting for API Gateway's logs, with its role", async () => {
    expect((await optionsOf({})).retainOnDelete).to.have.members([
      "Account images-api-logging-account",
      "Role images-api-logging-role",
      "RolePolicy images-api-logging-policy",
    ]);
  });
});

describe("access logs", () => {
  it("are switched on once the target's policy lets S3 deliver them", async () => {
    const { dependsOn } = await optionsOf({});
    for (const bucket of ["source", "destination"]) {
      expect(dependsOn.get(`BucketLogging images-${bucket}-logging`)).to.include("images-access-logs-policy");
    }
    const destination = "LogDeliveryDestination images-delivery-logs-destination";
    expect(dependsOn.get(destination)).to.include("images-access-logs-policy");
  });
});

import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { expect } from "chai";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { startCloud } from "../../src/cloud";
import type { Keys } from "../support/cloud/clients";
import { jsonRequest } from "../support/cloud/raw-request";
import { rejection } from "../support/cloud/rejection";
import { useCloud } from "../support/cloud/use-cloud";

describe("Secrets Manager", () => {
  const suite = useCloud();
  const secrets = () => suite().cloud.services.secretsManager;

  async function read(SecretId: string, more: object = {}, credentials: Keys = suite().cloud.credentials) {
    const { endpoint, region } = suite().cloud;
    const client = new SecretsManagerClient({ endpoint, region, credentials: { ...credentials }, maxAttempts: 1 });
    try {
      return await client.send(new GetSecretValueCommand({ SecretId, ...more }));
    } finally {
      client.destroy();
    }
  }

  it("answers with a secret's text by name and by ARN", async () => {
    const { arn } = secrets().put("hooks/main", "one");
    expect(arn).to.match(/^arn:aws:secretsmanager:us-east-1:000000000000:secret:hooks\/main-[A-Za-z0-9]{6}$/);
    const value = await read("hooks/main");
    expect(value).to.deep.include({ ARN: arn, Name: "hooks/main", SecretString: "one", VersionStages: ["AWSCURRENT"] });
    expect(value.CreatedDate).to.be.an.instanceOf(Date);
    expect((await read(arn, { VersionId: value.VersionId })).SecretString).to.equal("one");
  });

  it("keeps the version before the current one, and none before that", async () => {
    for (const text of ["one", "two", "three"]) secrets().put("rotated", text);
    expect((await read("rotated")).SecretString).to.equal("three");
    expect((await read("rotated", { VersionStage: "AWSPREVIOUS" })).SecretString).to.equal("two");
    const none = await rejection(read("hooks/main", { VersionStage: "AWSPREVIOUS" }));
    expect(none).to.include({ name: "ResourceNotFoundException" });
    expect(none.message).to.contain("staging label: AWSPREVIOUS");
  });

  it("does not find a secret that is not there", async () => {
    expect(await rejection(read("nothing"))).to.include({
      name: "ResourceNotFoundException",
      message: "Secrets Manager can't find the specified secret.",
    });
  });

  it("lets a role read the secrets of its policy alone", async () => {
    secrets().put("mine", "one");
    const statement = {
      Effect: "Allow",
      Action: "secretsmanager:GetSecretValue",
      Resource: "arn:aws:secretsmanager:us-east-1:000000000000:secret:mine-??????",
    };
    const keys = suite().roleKeys("reader", [statement]);
    expect((await read("mine", {}, keys)).SecretString).to.equal("one");
    for (const other of ["hooks/main", "nothing"]) {
      expect(await rejection(read(other, {}, keys))).to.include({ name: "AccessDeniedException" });
    }
  });

  it("refuses what AWS's model refuses, and operations that it does not have", async () => {
    const call = (operation: string, input: object) =>
      jsonRequest(suite().cloud, "secretsmanager", `secretsmanager.${operation}`, input);
    expect(await call("GetSecretValue", {})).to.include({ __type: "ValidationException" });
    expect(await call("PutSecretValue", { SecretId: "mine" })).to.include({ __type: "UnknownOperationException" });
  });

  it("has its secrets in the next run", async () => {
    const dataDir = mkdtempSync(join(tmpdir(), "secrets-"));
    try {
      const first = await startCloud({ dataDir });
      first.services.secretsManager.put("kept", "one");
      await first.close();
      const next = await startCloud({ dataDir });
      expect(next.services.secretsManager.secret("kept").versions[0]?.secretString).to.equal("one");
      await next.close();
    } finally {
      rmSync(dataDir, { recursive: true, force: true });
    }
  });
});

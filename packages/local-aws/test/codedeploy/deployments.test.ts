import {
  CodeDeployClient,
  CreateDeploymentCommand,
  GetDeploymentCommand,
  StopDeploymentCommand,
  type DeploymentInfo,
} from "@aws-sdk/client-codedeploy";
import { expect } from "chai";
import { setTimeout as sleep } from "node:timers/promises";

import type { Cloud } from "../../src/cloud";
import type { Keys } from "../support/cloud/clients";
import { ALL, appSpec, CANARY, prepare, putAlarm } from "../support/cloud/deployments";
import { rejection, rejectionName } from "../support/cloud/rejection";
import { makeRole, useCloud } from "../support/cloud/use-cloud";

const clientOf = ({ endpoint, region, credentials }: Cloud, keys: Keys = credentials) =>
  new CodeDeployClient({ endpoint, region, credentials: { ...keys }, maxAttempts: 1 });

describe("a deployment of a function", () => {
  const suite = useCloud();
  const cloud = () => suite().cloud;
  let client: CodeDeployClient;
  before(() => void (client = clientOf(cloud())));
  after(() => client.destroy());

  const create = async (name: string, content: object = appSpec(name), settings: object = {}) => {
    const revision = { revisionType: "AppSpecContent", appSpecContent: { content: JSON.stringify(content) } } as const;
    const command = new CreateDeploymentCommand({
      applicationName: name,
      deploymentGroupName: "g",
      revision,
      ...settings,
    });
    const { deploymentId = "" } = await client.send(command);
    return deploymentId;
  };
  const infoOf = async (deploymentId: string): Promise<DeploymentInfo> =>
    (await client.send(new GetDeploymentCommand({ deploymentId }))).deploymentInfo ?? {};
  const ended = async (deploymentId: string): Promise<DeploymentInfo> => {
    for (;;) {
      const info = await infoOf(deploymentId);
      if (info.status !== "Created" && info.status !== "InProgress") return info;
      await sleep(100);
    }
  };
  const aliasOf = (name: string) => {
    const { functionVersion, additionalVersionWeights } = cloud().services.lambda.versions.alias(name, "live");
    return [functionVersion, additionalVersionWeights];
  };

  it("gives a tenth of the invocations to the new version, and all of them later", async () => {
    await prepare(cloud(), "canary");
    const id = await create("canary");
    expect(id).to.match(/^d-[A-Z0-9]{9}$/);
    expect(aliasOf("canary")).to.deep.equal(["1", { "2": 0.1 }]);
    expect(await infoOf(id)).to.deep.include({
      status: "InProgress",
      creator: "user",
      deploymentConfigName: CANARY,
      computePlatform: "Lambda",
    });
    const message = `The Deployment Group 'g' already has an active Deployment '${id}'`;
    expect(await rejection(create("canary"))).to.include({ name: "DeploymentLimitExceededException", message });
    const info = await ended(id);
    expect(info.status).to.equal("Succeeded");
    // A thirtieth of five minutes.
    expect(Number(info.completeTime) - Number(info.startTime)).to.be.within(10_000, 60_000);
    expect(aliasOf("canary")).to.deep.equal(["2", {}]);
  });

  it("shifts all invocations at once where its configuration says so", async () => {
    await prepare(cloud(), "at-once");
    const id = await create("at-once", appSpec("at-once"), {
      deploymentConfigName: "CodeDeployDefault.LambdaAllAtOnce",
    });
    expect((await ended(id)).status).to.equal("Succeeded");
    expect(aliasOf("at-once")).to.deep.equal(["2", {}]);
  });

  it("is stopped by an alarm of the new version, and rolled back", async () => {
    await prepare(cloud(), "alarmed", { alarms: [putAlarm(cloud(), "alarmed")] });
    const id = await create("alarmed");
    // As an invocation that the weight has chosen: by chance it could take many.
    cloud().services.lambda.versions.updateAlias("alarmed", "live", { additionalVersionWeights: { "2": 1 } });
    expect((await cloud().services.lambda.invoke("alarmed:live", "{}")).status).to.equal("error");
    const info = await ended(id);
    expect(info.status).to.equal("Stopped");
    expect(info.errorInformation).to.deep.include({ code: "ALARM_ACTIVE" });
    expect(info.errorInformation?.message).to.include("<alarmed-errors>");
    const { rollbackInfo = {} } = await infoOf(id);
    const undone = await ended(rollbackInfo.rollbackDeploymentId ?? "");
    expect(undone).to.deep.include({ status: "Succeeded", creator: "codeDeployRollback" });
    expect(undone.rollbackInfo?.rollbackTriggeringDeploymentId).to.equal(id);
    expect(aliasOf("alarmed")).to.deep.equal(["1", {}]);
  });

  it("is not begun while an alarm is active", async () => {
    const alarms = [putAlarm(cloud(), "loud")];
    await prepare(cloud(), "loud", { alarms });
    const { lambda } = cloud().services;
    lambda.versions.updateAlias("loud", "live", { additionalVersionWeights: { "2": 1 } });
    await lambda.invoke("loud:live", "{}");
    lambda.versions.updateAlias("loud", "live", { additionalVersionWeights: {} });
    cloud().services.cloudwatch.evaluate();
    const info = await ended(await create("loud"));
    expect([info.status, info.errorInformation?.code, info.startTime]).to.deep.equal([
      "Stopped",
      "ALARM_ACTIVE",
      undefined,
    ]);
    expect(aliasOf("loud")).to.deep.equal(["1", {}]);
  });

  it("is stopped on request, and rolled back if that is asked for", async () => {
    for (const [name, autoRollbackEnabled, alias] of [
      ["stopped", false, ["1", { "2": 0.1 }]],
      ["stopped-back", true, ["1", {}]],
    ] as const) {
      await prepare(cloud(), name);
      const deploymentId = await create(name);
      await client.send(new StopDeploymentCommand({ deploymentId, autoRollbackEnabled }));
      const info = await ended(deploymentId);
      expect([info.status, info.errorInformation?.code]).to.deep.equal(["Stopped", "MANUAL_STOP"]);
      const { rollbackInfo } = await infoOf(deploymentId);
      if (autoRollbackEnabled) await ended(rollbackInfo?.rollbackDeploymentId ?? "");
      else expect(rollbackInfo).to.equal(undefined);
      expect(aliasOf(name), name).to.deep.equal(alias);
      expect(await rejectionName(client.send(new StopDeploymentCommand({ deploymentId })))).to.equal(
        "DeploymentAlreadyCompletedException",
      );
    }
  });

  it("fails, and changes nothing, where the alias has another version, or the function no such one", async () => {
    await prepare(cloud(), "other");
    const wrong = await ended(await create("other", appSpec("other", "2", "1")));
    expect([wrong.status, wrong.errorInformation?.code]).to.deep.equal(["Failed", "INVALID_LAMBDA_CONFIGURATION"]);
    await sleep(50);
    const none = await ended(await create("other", appSpec("other", "1", "7")));
    expect([none.status, none.errorInformation?.code]).to.deep.equal(["Failed", "INVALID_LAMBDA_FUNCTION"]);
    expect(aliasOf("other")).to.deep.equal(["1", {}]);
  });

  it("acts as its group's role, and fails for what that may not do", async () => {
    const reading = {
      Effect: "Allow",
      Action: ["lambda:GetAlias", "lambda:GetProvisionedConcurrencyConfig"],
      Resource: "*",
    };
    await prepare(cloud(), "forbidden", { rollbackEvents: [] }, [reading]);
    const info = await ended(await create("forbidden"));
    expect([info.status, info.errorInformation?.code]).to.deep.equal(["Failed", "IAM_ROLE_PERMISSIONS"]);
    expect(info.errorInformation?.message).to.match(
      /assumed-role\/forbidden-deploys\/codedeploy is not authorized to perform: lambda:UpdateAlias/,
    );
    const { codeDeploy } = cloud().services;
    const serviceRoleArn = makeRole(cloud(), "of-lambda", [ALL]);
    const spec = { applicationName: "forbidden", name: "h", serviceRoleArn, deploymentConfigName: CANARY };
    expect(() => codeDeploy.createGroup(spec)).to.throw(/cannot assume the role/);
  });

  it("asks for the caller's permission for group, application and configuration, and to stop", async () => {
    await prepare(cloud(), "callers");
    const arn = (rest: string) => `arn:aws:codedeploy:us-east-1:000000000000:${rest}`;
    const grants = [
      ["codedeploy:CreateDeployment", arn("deploymentgroup:callers/g")],
      ["codedeploy:RegisterApplicationRevision", arn("application:callers")],
      ["codedeploy:GetDeploymentConfig", arn(`deploymentconfig:${CANARY}`)],
    ].map(([Action, Resource]) => ({ Effect: "Allow", Action, Resource }));
    const revision = {
      revisionType: "AppSpecContent",
      appSpecContent: { content: JSON.stringify(appSpec("callers")) },
    } as const;
    for (const left of [0, 1, 2]) {
      const keys = suite().roleKeys(
        `caller-${left}`,
        grants.filter((_, index) => index !== left),
      );
      const limited = clientOf(cloud(), keys);
      const request = limited.send(
        new CreateDeploymentCommand({ applicationName: "callers", deploymentGroupName: "g", revision }),
      );
      const { name, message } = await rejection(request);
      expect(name).to.equal("AccessDeniedException");
      expect(message).to.include(String(grants[left]?.Action));
      limited.destroy();
    }
    const full = clientOf(cloud(), suite().roleKeys("caller", grants));
    const { deploymentId = "" } = await full.send(
      new CreateDeploymentCommand({ applicationName: "callers", deploymentGroupName: "g", revision }),
    );
    expect(await rejectionName(full.send(new GetDeploymentCommand({ deploymentId })))).to.equal(
      "AccessDeniedException",
    );
    expect(await rejectionName(full.send(new StopDeploymentCommand({ deploymentId })))).to.equal(
      "AccessDeniedException",
    );
    full.destroy();
  });

  it("is refused for what is not there, or is not understood", async () => {
    await prepare(cloud(), "refused");
    const spec = appSpec("refused");
    const [resource] = spec.Resources;
    const cases: readonly (readonly [content: object, settings: object, error: string])[] = [
      [spec, { applicationName: "none" }, "ApplicationDoesNotExistException"],
      [spec, { deploymentGroupName: "none" }, "DeploymentGroupDoesNotExistException"],
      [
        spec,
        { deploymentConfigName: "CodeDeployDefault.LambdaLinear10PercentEvery1Minute" },
        "DeploymentConfigDoesNotExistException",
      ],
      [{ ...spec, Hooks: [] }, {}, "InvalidRevisionException"],
      [{ ...spec, version: "1.0" }, {}, "InvalidRevisionException"],
      [{ ...spec, Resources: [resource, resource] }, {}, "InvalidRevisionException"],
      [{ ...spec, Resources: [{ fn: { Type: "AWS::ECS::Service" } }] }, {}, "InvalidRevisionException"],
      [
        { ...spec, Resources: [{ fn: { Type: "AWS::Lambda::Function", Properties: { Name: "refused" } } }] },
        {},
        "InvalidRevisionException",
      ],
      [spec, { revision: { revisionType: "S3", s3Location: { bucket: "b", key: "k" } } }, "InvalidRevisionException"],
      [spec, { targetInstances: {} }, "InvalidInputException"],
    ];
    for (const [content, settings, error] of cases) {
      expect(await rejectionName(create("refused", content, settings)), JSON.stringify(settings)).to.equal(error);
    }
    const text = { revision: { revisionType: "String", string: { content: "version: 0.0" } } };
    expect((await rejection(create("refused", spec, text))).message).to.match(/reads JSON alone/);
    expect(await rejectionName(infoOf("d-000000000"))).to.equal("DeploymentDoesNotExistException");
    const { codeDeploy } = cloud().services;
    expect(() => codeDeploy.createApplication("refused")).to.throw(/already exists/);
    const serviceRoleArn = codeDeploy.group("refused", "g").serviceRoleArn;
    const group = { applicationName: "refused", name: "h", serviceRoleArn, deploymentConfigName: CANARY };
    expect(() => codeDeploy.createGroup({ ...group, name: "g" })).to.throw(/already exists/);
    expect(() => codeDeploy.createGroup({ ...group, alarms: Array(11).fill("a") as string[] })).to.throw(
      /at most 10 alarms/,
    );
  });
});

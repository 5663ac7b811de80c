import { expect } from "chai";

import { code } from "./inputs";
import { archiveOnWire, ProviderDriver, UNKNOWN_ON_WIRE, type Bag, type MadeResource } from "./provider";
import { policy, trust, useCloud } from "../../../../local-aws/test/support/cloud/use-cloud";

/** The account that the embedded run has. */
export const ACCOUNT = "000000000000";

/** Code of a function on the wire that is not {@link code}. */
export const otherCode = archiveOnWire({ "index.js": "exports.handler = async () => 2;" });

/** Resources that others need. */
export type Shared = Readonly<
  Record<"bucket" | "role" | "fn" | "queue" | "topic" | "key" | "layer" | "deployRole" | "application", MadeResource>
>;

/** The lifecycle of a resource type: inputs, and the effect of changes to them. */
export interface Lifecycle {
  readonly type: string;
  readonly inputs: (made: Shared) => Bag;
  /** Other inputs, and whether they are `same`, an `update` or a `replace` (with the properties). */
  readonly changes: readonly (readonly [change: (made: Shared) => Bag, plan: string])[];
  /** Outputs that must be there, by value. */
  readonly outs: (made: Shared) => Record<string, unknown>;
  /** False where what was set stays. Default true. */
  readonly deletable?: boolean;
}

/** Declares the tests of resource lifecycles, beside resources that others need. */
export function describeLifecycles(service: string, lifecycles: readonly Lifecycle[]): void {
  describe(`resources of ${service} in the embedded aws package`, () => {
    const suite = useCloud();
    let driver: ProviderDriver;
    let made: Shared;

    before(async () => {
      driver = new ProviderDriver(suite());
      const create = (type: string, inputs: Bag) => driver.create(type, "shared", inputs);
      const bucket = await create("aws:s3/bucket:Bucket", { bucket: "shared-bucket" });
      const queue = await create("aws:sqs/queue:Queue", { name: "shared" });
      const role = await create("aws:iam/role:Role", { name: "shared", assumeRolePolicy: trust() });
      await create("aws:iam/rolePolicy:RolePolicy", {
        name: "send",
        role: role.outs.name,
        policy: policy([{ Effect: "Allow", Action: "sqs:*", Resource: queue.outs.arn }]),
      });
      const fn = await create("aws:lambda/function:Function", {
        name: "shared",
        code,
        handler: "index.handler",
        runtime: "nodejs24.x",
        role: role.outs.arn,
        publish: true,
      });
      await create("aws:lambda/permission:Permission", {
        action: "lambda:InvokeFunction",
        function: fn.outs.name,
        principal: "s3.amazonaws.com",
        sourceArn: bucket.outs.arn,
        sourceAccount: ACCOUNT,
      });
      const topic = await create("aws:sns/topic:Topic", { name: "shared" });
      const key = await create("aws:kms/key:Key", {});
      const layer = await create("aws:lambda/layerVersion:LayerVersion", { layerName: "shared", code });
      const assumeRolePolicy = trust("codedeploy.amazonaws.com");
      const deployRole = await create("aws:iam/role:Role", { name: "deploys", assumeRolePolicy });
      const application = await create("aws:codedeploy/application:Application", {
        name: "shared",
        computePlatform: "Lambda",
      });
      made = { bucket, role, fn, queue, topic, key, layer, deployRole, application };
    });

    for (const lifecycle of lifecycles) {
      it(`${lifecycle.type} takes inputs of which any part is unknown`, async () => {
        const inputs = lifecycle.inputs(made);
        for (const part of withUnknowns(inputs)) {
          if (part === UNKNOWN_ON_WIRE || "code" in inputs) continue;
          expect(await driver.failures(lifecycle.type, part as Bag), JSON.stringify(part)).to.deep.equal([]);
        }
      });

      it(`${lifecycle.type} is made, read, changed, imported and deleted`, async () => {
        const inputs = lifecycle.inputs(made);
        let resource = await driver.create(lifecycle.type, "life", inputs);
        expect(resource.outs).to.deep.include(lifecycle.outs(made));
        // Nothing to do for the same inputs, nor after a refresh.
        expect(await driver.plan(resource, inputs)).to.equal("same");
        expect(await driver.read(resource)).to.deep.equal(resource.outs);
        for (const [change, plan] of lifecycle.changes)
          expect(await driver.plan(resource, change(made)), plan).to.equal(plan);
        // An import finds inputs that lead to what is there.
        const imported = await driver.import(lifecycle.type, importId(resource));
        if (!("code" in inputs)) {
          expect(await driver.plan(resource, { ...imported }), JSON.stringify(imported)).to.equal("same");
        }
        for (const [change, plan] of lifecycle.changes) {
          const changed = change(made);
          if (plan !== "update" || JSON.stringify(changed).includes(UNKNOWN_ON_WIRE)) continue;
          resource = await driver.update(resource, changed);
          expect(await driver.plan(resource, changed)).to.equal("same");
          expect(await driver.read(resource)).to.deep.equal(resource.outs);
        }
        await driver.delete(resource);
        if (lifecycle.deletable !== false) expect(await driver.read(resource)).to.equal(undefined);
        await driver
          .delete(resource)
          .catch((error: Error) => expect(error.message).to.match(/NoSuch|NotFound|not found/));
      });
    }
  });
}

/** `value` once for each part of it, at any depth, with that part unknown. */
function* withUnknowns(value: unknown): Generator<unknown> {
  yield UNKNOWN_ON_WIRE;
  if (Array.isArray(value)) {
    for (const [i, item] of value.entries()) for (const part of withUnknowns(item)) yield value.with(i, part);
  } else if (typeof value === "object" && value !== null) {
    for (const [key, item] of Object.entries(value))
      for (const part of withUnknowns(item)) yield { ...value, [key]: part };
  }
}

/** A permission is imported by its function's name and its own, a deployment group by its application's. */
function importId({ type, id, outs }: MadeResource): string {
  if (type === "aws:codedeploy/deploymentGroup:DeploymentGroup") {
    return `${String(outs.appName)}:${String(outs.deploymentGroupName)}`;
  }
  return type === "aws:lambda/permission:Permission" ? `${String(outs.function)}/${id}` : id;
}

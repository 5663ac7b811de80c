import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";

import { notesIn, UNKNOWN_LEAF } from "../../src/core/program-notes";
import { documentText, judgeDocuments } from "../../src/program";
import { registeredBy } from "../support/program";

/** An output that is unknown in a preview. */
const unknown = () => pulumi.output(pulumi.unknown) as unknown as pulumi.Output<string>;
const open = (resource: pulumi.Input<string>) => ({
  Version: "2012-10-17" as const,
  Statement: [{ Sid: "Open", Effect: "Allow" as const, Principal: "*" as const, Action: "sqs:*", Resource: resource }],
});

/** What a queue's policy states to the pack, and the registration. */
async function noted(
  policy: pulumi.Input<unknown>,
  options: { preview?: boolean; opts?: pulumi.CustomResourceOptions } = {},
) {
  const registered = await registeredBy(() => {
    judgeDocuments();
    new aws.sqs.QueuePolicy("policy", { queueUrl: "url", policy: policy as string }, options.opts);
  }, options);
  const one = registered.get("policy");
  if (one === undefined) throw new Error("Expected the program to register its policy.");
  return { notes: notesIn(one), ...one };
}

describe("judgeDocuments", () => {
  it("notes a document with an unknown part in a preview, and nothing else of the resource", async () => {
    const { notes, inputs } = await noted(open(unknown()));
    expect(notes).to.deep.equal([{ documents: { policy: open(UNKNOWN_LEAF) } }]);
    expect(inputs).to.have.all.keys("queueUrl", "policy");
  });

  it("notes the known parts of one output that is unknown in part", async () => {
    const { notes } = await noted(pulumi.output(open(unknown())));
    expect(notes).to.deep.equal([{ documents: { policy: open(UNKNOWN_LEAF) } }]);
  });

  it("notes parts that are promises and known outputs", async () => {
    const statements = Promise.resolve([pulumi.output({ Effect: "Allow", Action: "sqs:*", Resource: unknown() })]);
    const { notes } = await noted({ Statement: statements });
    expect(notes).to.deep.equal([
      { documents: { policy: { Statement: [{ Effect: "Allow", Action: "sqs:*", Resource: UNKNOWN_LEAF }] } } },
    ]);
  });

  it("keeps secrets out of the note", async () => {
    const { additionalSecretOutputs } = await noted({
      Statement: [{ Action: pulumi.secret("sqs:Secret"), Resource: unknown(), Sid: pulumi.secret(unknown()) }],
    });
    expect(additionalSecretOutputs.join()).to.contain(UNKNOWN_LEAF).and.not.contain("sqs:Secret");
  });

  it("notes a text of documentText by its document, and passes on the text itself", async () => {
    const { notes, inputs } = await noted(documentText(open(unknown())));
    expect(notes).to.deep.equal([{ documents: { policy: open(UNKNOWN_LEAF) } }]);
    expect(inputs["policy"]).to.not.be.an("object");
    expect((await noted(documentText(open("arn")))).inputs["policy"]).to.equal(JSON.stringify(open("arn")));
  });

  it("keeps secrets out of the note of a text, and what is beside them in it", async () => {
    const statement = { Effect: "Allow", Action: pulumi.secret("sqs:Secret"), Resource: unknown() };
    const { notes, additionalSecretOutputs } = await noted(documentText({ Statement: [statement] }));
    expect(notes).to.deep.equal([
      { documents: { policy: { Statement: [{ Effect: "Allow", Action: UNKNOWN_LEAF, Resource: UNKNOWN_LEAF }] } } },
    ]);
    expect(additionalSecretOutputs.join()).to.not.contain("sqs:Secret");
  });

  for (const [title, policy, preview] of [
    ["a document that is known", open("arn"), true],
    ["JSON text", JSON.stringify(open("arn")), true],
    ["a text of documentText that is known", documentText(open("arn")), true],
    ["JSON text that is unknown as a whole", pulumi.jsonStringify(open(unknown())), true],
    ["any document in an update", open("arn"), false],
  ] as const) {
    it(`notes nothing of ${title}`, async () => {
      expect((await noted(policy, { preview })).additionalSecretOutputs).to.deep.equal([]);
    });
  }

  it("keeps the options that a resource has, and waits for what it depends on", async () => {
    const registered = await registeredBy(() => {
      judgeDocuments();
      const first = new aws.sqs.Queue("first", {});
      const second = new aws.sqs.Queue("second", {}, { dependsOn: first });
      const args = { queueUrl: "url", policy: open(unknown()) };
      new aws.sqs.QueuePolicy("policy", args, { dependsOn: [first, second], additionalSecretOutputs: ["policy"] });
    });
    const urn = (name: string) => `urn:pulumi:stack::project::pulumi:pulumi:Stack$aws:sqs/queue:Queue::${name}`;
    expect(registered.get("policy")?.dependencies).to.have.members([urn("first"), urn("second")]);
    expect(registered.get("second")?.dependencies).to.deep.equal([urn("first")]);
    expect(registered.get("policy")?.additionalSecretOutputs[0]).to.equal("policy");
    expect(registered.get("policy")?.additionalSecretOutputs).to.have.length(2);
  });

  it("notes the documents in a list", async () => {
    const registered = await registeredBy(() => {
      judgeDocuments();
      const inlinePolicies = [{ name: "a", policy: open(unknown()) as unknown as string }];
      new aws.iam.Role("role", { assumeRolePolicy: "{}", inlinePolicies });
    });
    const role = registered.get("role") ?? { additionalSecretOutputs: [] };
    expect(notesIn(role)).to.deep.equal([
      { documents: { inlinePolicies: [{ name: "a", policy: open(UNKNOWN_LEAF) }] } },
    ]);
  });
});

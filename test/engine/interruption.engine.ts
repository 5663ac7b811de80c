import { expect } from "chai";
import type { AwsProvider } from "../../packages/local-pulumi/src/aws-provider";
import { expectSuccess } from "./support/expectations";
import { inOrder } from "./support/in-order";
import { inventory } from "./support/inventory";
import { StackUnderTest } from "./support/stack-under-test";
import { uploadsOnly } from "./switches";

/** Resources after which the update is interrupted: about half of a stack. */
const INTERRUPT_AFTER = 15;

describe("the real engine: an update that is interrupted half-way", () => {
  inOrder();
  const interrupt = new AbortController();
  let under: StackUnderTest;
  let made = 0;

  before(async () => {
    const counting = (provider: AwsProvider): AwsProvider =>
      new Proxy(provider, {
        get(target, key) {
          if (key === "create") return count(target);
          const member: unknown = Reflect.get(target, key);
          return typeof member === "function" ? (member.bind(target) as unknown) : member;
        },
      });
    const count =
      (provider: AwsProvider): AwsProvider["create"] =>
      async (...args) => {
        const created = await provider.create(...args);
        if (++made === INTERRUPT_AFTER) interrupt.abort();
        return created;
      };
    under = await StackUnderTest.start({ name: "interrupted", stack: "dev", config: uploadsOnly }, { wrap: counting });
  });
  after(() => under.close());

  it("ends non-zero and knows what it has made", async () => {
    const update = await under.script("deploy", ["--yes", "--skip-preview"], { interrupt: interrupt.signal });
    expect(update.code, update.stdout).to.not.equal(0);
    const { resources = [], pending_operations: pending = [] } = await under.pulumi.exportState("dev");
    const kept = resources.filter(({ custom, type }) => custom && !type.startsWith("pulumi:"));
    expect(kept).to.have.length(made);
    expect(made).to.be.at.least(INTERRUPT_AFTER);
    expect(pending).to.deep.equal([]);
  });

  it("is resumed: the rest is made, and nothing twice", async () => {
    const before = made;
    const update = await under.script("deploy", ["--yes", "--skip-preview"]);
    expectSuccess(update);
    const { resources = [] } = await under.pulumi.exportState("dev");
    const kept = resources.filter(({ custom, type }) => custom && !type.startsWith("pulumi:"));
    expect(kept).to.have.length(made);
    expect(made).to.be.above(before);
    const buckets = kept.filter(({ type }) => type === "aws:s3/bucket:Bucket").map(({ id }) => id);
    expect((await inventory(under.cloud))["buckets"]?.sort()).to.deep.equal(buckets.sort());
    expectSuccess(await under.script("preview:aws", ["--expect-no-changes"]));
  });

  it("is destroyed like any other", async () => {
    expectSuccess(await under.destroy());
    expect(await inventory(under.cloud)).to.deep.equal({});
  });
});

import { expect } from "chai";

import { jpeg } from "../support/e2e/pictures";
import { useStack } from "../support/e2e/stacks";

describe("the monitoring", function () {
  this.timeout(30_000);
  const stack = useStack("direct");

  const watch = () => stack().cloud.services.cloudwatch;
  const alarm = (part: string) => {
    const found = watch()
      .alarms.all()
      .find(({ spec }) => spec.name.includes(part));
    if (found === undefined) throw new Error(`no alarm ${part}`);
    return found;
  };
  /** What is published to the topic from now on, by the alarm's name and new state. */
  const published = () => {
    const { sns } = stack().cloud.services;
    const from = sns.published.length;
    return () =>
      sns.published.slice(from).map(({ message }) => {
        const { AlarmName, NewStateValue } = JSON.parse(message) as { AlarmName: string; NewStateValue: string };
        return `${AlarmName} ${NewStateValue}`;
      });
  };

  it("keeps what functions and services measure, and serves it to Prometheus", async () => {
    await stack().put("measured.jpg", await jpeg(320, 240));
    const answer = await fetch(`${stack().cloud.endpoint}/metrics`);
    expect(answer.headers.get("content-type")).to.equal("text/plain; version=0.0.4");
    const text = await answer.text();
    expect(text).to.match(/^aws_lambda_invocations_sum\{function_name="image-processing-function"\} [1-9]/m);
    expect(text).to.match(/^\w+_images_processed_sum\{service="[^"]+"\} [1-9]/m);
    expect(text).to.match(/^aws_sqs_approximate_number_of_messages_visible_count\{queue_name="[^"]+"\} [1-9]/m);
  });

  it("lets the alarm of refused pictures go off, tells the topic, and lets it recover", async () => {
    const told = published();
    const { spec } = alarm("refused-rate");
    await stack().put("not-a-picture.jpg", Buffer.from("text"));
    await stack().put("not-a-picture-either.jpg", Buffer.from("text"));
    watch().evaluate();
    expect(alarm("refused-rate").state).to.equal("ALARM");
    await settled();
    expect(told()).to.include(`${spec.name} ALARM`);
    // As if the windows with the refusals were over.
    watch().alarms.evaluate(Date.now() + spec.periodSec * spec.evaluationPeriods * 1000);
    expect(alarm("refused-rate").state).to.not.equal("ALARM");
  });

  it("lets the alarms of failed functions and of dead letters go off", async () => {
    const told = published();
    stack().cloud.faults.fail("s3", "GetObject");
    await stack().put("failing.jpg", await jpeg(160, 120));
    stack().cloud.faults.clear();
    watch().evaluate();
    await settled();
    expect(told()).to.include(`${alarm("dead-letters").spec.name} ALARM`);
    expect(alarm("function-errors").state).to.equal("ALARM");
    expect(await stack().deadLetters()).to.have.length(1);
  });

  it("keeps a mail address as a subscription that nobody has agreed to", () => {
    const mails = [...stack().cloud.services.sns.subscriptions.values()].filter(({ protocol }) => protocol === "email");
    expect(mails.map(({ endpoint, pending }) => [endpoint, pending])).to.deep.equal([["ops@example.org", true]]);
  });

  it("has a dashboard and saved queries", () => {
    expect([...watch().dashboards.keys()]).to.deep.equal(["image-pipeline"]);
    expect(watch().queries.size).to.be.greaterThan(0);
    for (const { logGroups } of watch().queries.values()) {
      for (const name of logGroups) expect(stack().cloud.services.logs.has(name), name).to.equal(true);
    }
  });
});

/** Alarm actions run in the background: the next turn has seen them. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

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
  /**
   * Looks at the alarms as if the windows were over that reach back to other suites, after which none of these is in ALARM.
   *
   * @returns now, in milliseconds since the epoch
   */
  const quiet = (...parts: readonly string[]) => {
    const now = Date.now();
    const windowsMs = parts.map((part) => alarm(part).spec.periodSec * alarm(part).spec.evaluationPeriods * 1000);
    watch().alarms.evaluate(now + Math.max(...windowsMs));
    for (const part of parts) expect(alarm(part).state, part).to.not.equal("ALARM");
    return now;
  };
  /**
   * Looks at the alarms at a time whose windows hold the last value of a metric and nothing from before `since`, however long
   * it took until here.
   */
  const lookAt = (metric: string, since: number) => {
    const series = watch().metrics.all();
    const times = series.filter(({ name }) => name === metric).map(({ points }) => points.at(-1)?.at ?? 0);
    const longestWindowMs = 5000;
    watch().alarms.evaluate(Math.max(since + longestWindowMs, ...times));
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
    const since = quiet("refused-rate");
    const told = published();
    await stack().put("not-a-picture.jpg", Buffer.from("text"));
    await stack().put("not-a-picture-either.jpg", Buffer.from("text"));
    lookAt("ImagesRefused", since);
    expect(alarm("refused-rate").state).to.equal("ALARM");
    expect(told()).to.include(`${alarm("refused-rate").spec.name} ALARM`);
    quiet("refused-rate");
  });

  it("lets the alarms of failed functions and of dead letters go off", async () => {
    const since = quiet("dead-letters", "function-errors");
    const told = published();
    stack().cloud.faults.fail("s3", "GetObject");
    await stack().put("failing.jpg", await jpeg(160, 120));
    stack().cloud.faults.clear();
    lookAt("Errors", since);
    expect(alarm("function-errors").state).to.equal("ALARM");
    // Reads the depth of the queue.
    watch().evaluate();
    expect(alarm("dead-letters").state).to.equal("ALARM");
    expect(told()).to.include(`${alarm("dead-letters").spec.name} ALARM`);
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

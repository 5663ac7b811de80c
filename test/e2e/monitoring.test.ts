import { expect } from "chai";

import { HANG_TIMEOUT_MS } from "../support/cli";
import { jpeg } from "../support/e2e/images";
import { useStack } from "../support/e2e/stacks";

describe("the monitoring", function () {
  this.timeout(HANG_TIMEOUT_MS);
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
   * Evaluates the alarms as if the windows had ended that reach back to other suites: none of these is in ALARM then.
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
   * Evaluates the alarms at a time whose windows hold the last value of a metric that is not 0, and nothing from before
   * `since`, however much time has passed.
   */
  const evaluateAt = (metric: string, since: number) => {
    const series = watch().metrics.all();
    const times = series
      .filter(({ name }) => name === metric)
      .map(({ points }) => points.findLast(({ value }) => value > 0)?.at ?? 0);
    const longestWindowMs = 5000;
    watch().alarms.evaluate(Math.max(since + longestWindowMs, ...times));
  };
  /** The messages published to the topic from now on, as name and new state of the alarm. */
  const published = () => {
    const states: string[] = [];
    stack().cloud.events.on("message", ({ message }) => {
      const { AlarmName, NewStateValue } = JSON.parse(message) as { AlarmName: string; NewStateValue: string };
      states.push(`${AlarmName} ${NewStateValue}`);
    });
    return () => states;
  };

  it("collects the metrics of functions and services, and serves them to Prometheus", async () => {
    await stack().put("measured.jpg", await jpeg(320, 240));
    const answer = await fetch(`${stack().cloud.endpoint}/metrics`);
    expect(answer.headers.get("content-type")).to.equal("text/plain; version=0.0.4");
    const text = await answer.text();
    expect(text).to.match(
      /^aws_lambda_invocations_sum\{function_name="image-processing-function-[0-9a-f]{7}"\} [1-9]/m,
    );
    expect(text).to.match(/^\w+_images_processed_sum\{service="[^"]+"\} [1-9]/m);
    expect(text).to.match(/^aws_sqs_approximate_number_of_messages_visible_count\{queue_name="[^"]+"\} [1-9]/m);
  });

  it("sets off the alarm of refused images, publishes it to the topic, and lets it recover", async () => {
    const since = quiet("refused-rate");
    const messages = published();
    await stack().put("not-a-image.jpg", Buffer.from("text"));
    await stack().put("not-a-image-either.jpg", Buffer.from("text"));
    evaluateAt("ImagesRefused", since);
    expect(alarm("refused-rate").state).to.equal("ALARM");
    expect(messages()).to.include(`${alarm("refused-rate").spec.name} ALARM`);
    quiet("refused-rate");
  });

  it("sets off the alarms of failed functions and of dead letters", async () => {
    const since = quiet("dead-letters", "function-errors");
    const messages = published();
    // The function that records the failure is not concerned.
    stack().cloud.faults.fail("s3", "PutObject", { resource: "processed-failing.jpg" });
    await stack().put("failing.jpg", await jpeg(160, 120));
    stack().cloud.faults.clear();
    evaluateAt("Errors", since);
    expect(alarm("function-errors").state).to.equal("ALARM");
    // Reads the depth of the queue.
    watch().evaluate();
    expect(alarm("dead-letters").state).to.equal("ALARM");
    expect(messages()).to.include(`${alarm("dead-letters").spec.name} ALARM`);
    expect(await stack().deadLetters()).to.have.length(1);
  });

  it("keeps a mail address as a subscription without confirmation", () => {
    const mails = [...stack().cloud.services.sns.subscriptions.values()].filter(({ protocol }) => protocol === "email");
    expect(mails.map(({ endpoint, pending }) => [endpoint, pending])).to.deep.equal([["ops@example.org", true]]);
  });

  it("has a dashboard and saved queries", () => {
    const suffix = stack().outputs.sourceBucket.slice(-8);
    expect([...watch().dashboards.keys()]).to.deep.equal([`image-pipeline${suffix}`]);
    expect(watch().queries.size).to.be.greaterThan(0);
    for (const { logGroups } of watch().queries.values()) {
      for (const name of logGroups) expect(stack().cloud.services.logs.has(name), name).to.equal(true);
    }
  });
});

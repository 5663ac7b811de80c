import { expect } from "chai";

import { parseEmf } from "../../src/cloudwatch/emf";

const line = (root: object, directive: object) =>
  JSON.stringify({ _aws: { Timestamp: 1_000, CloudWatchMetrics: [directive] }, ...root });

describe("embedded metric format", () => {
  it("gives one value per metric and dimension set", () => {
    const text = line(
      { service: "images", reason: "NOT_AN_IMAGE", Refused: 1 },
      {
        Namespace: "ImagePipeline",
        Dimensions: [["service"], ["service", "reason"]],
        Metrics: [{ Name: "Refused", Unit: "Count" }],
      },
    );
    const common = { namespace: "ImagePipeline", name: "Refused", unit: "Count", value: 1, timestamp: 1_000 };
    expect(parseEmf(text)).to.deep.equal({
      metrics: [
        { ...common, dimensions: { service: "images" } },
        { ...common, dimensions: { service: "images", reason: "NOT_AN_IMAGE" } },
      ],
      problems: [],
    });
  });

  it("gives every value of an array", () => {
    const text = line({ Ms: [3, 4] }, { Namespace: "N", Dimensions: [[]], Metrics: [{ Name: "Ms" }] });
    expect(parseEmf(text)?.metrics.map((m) => m.value)).to.deep.equal([3, 4]);
  });

  it("names a metric or a dimension that the line lacks", () => {
    const text = line({ A: 1 }, { Namespace: "N", Dimensions: [["who"]], Metrics: [{ Name: "B" }] });
    expect(parseEmf(text)).to.deep.equal({
      metrics: [],
      problems: [
        "dimension who: the line has no string with this name",
        "metric B: the line has no number with this name",
      ],
    });
  });

  it("ignores every other line", () => {
    expect(parseEmf("REPORT RequestId: 1")).to.equal(undefined);
    expect(parseEmf('{"message":"_aws"}')).to.equal(undefined);
    expect(parseEmf('{"_aws": broken')).to.equal(undefined);
  });
});

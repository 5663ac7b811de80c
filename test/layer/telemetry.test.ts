import { expect } from "chai";
import type { ImageOutcome, Telemetry } from "../../handlers/ports/telemetry";
import { makeTelemetry } from "../../layer/telemetry";

type Line = Record<string, unknown>;

const environment = {
  POWERTOOLS_SERVICE_NAME: "image-pipeline",
  POWERTOOLS_METRICS_NAMESPACE: "ImagePipeline",
  POWERTOOLS_LOG_LEVEL: "INFO",
};

/** What is written to stdout and stderr meanwhile, one object per line of JSON. */
function linesOf(use: (telemetry: Telemetry) => void): Line[] {
  const written: string[] = [];
  Object.assign(process.env, environment);
  const keep = (chunk: unknown) => written.push(String(chunk)) > 0;
  const streams = [process.stdout, process.stderr];
  for (const stream of streams) stream.write = keep;
  try {
    use(makeTelemetry());
  } finally {
    // The streams' own method is their prototype's.
    for (const stream of streams) Reflect.deleteProperty(stream, "write");
    for (const name of Object.keys(environment)) delete process.env[name];
  }
  return written
    .join("")
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as Line);
}

const outcome = (facts: Partial<ImageOutcome>): ImageOutcome => ({
  outcome: "processed",
  bucket: "source",
  key: "cat.jpg",
  imageId: "id",
  durationMs: 12,
  ...facts,
});

const logs = (lines: Line[]) => lines.filter((line) => !("_aws" in line));
const metrics = (lines: Line[]) => lines.filter((line) => "_aws" in line);

interface EmfDirective {
  readonly Namespace: string;
  readonly Dimensions: string[][];
  readonly Metrics: { readonly Name: string; readonly Unit: string }[];
}
const directive = (line?: Line) => (line?._aws as { CloudWatchMetrics: [EmfDirective] }).CloudWatchMetrics[0];

describe("telemetry", () => {
  it("writes one structured line per record, with the request's id", () => {
    const [line, ...others] = logs(
      linesOf((telemetry) => {
        telemetry.begin("request-1");
        telemetry.record(outcome({ versionId: "v1", bytesIn: 100, bytesOut: 10, pixels: 12_345_678 }));
      }),
    );
    expect(others).to.be.empty;
    expect(line).to.include({
      level: "INFO",
      message: "image processed",
      service: "image-pipeline",
      request_id: "request-1",
      outcome: "processed",
      bucket: "source",
      key: "cat.jpg",
      version_id: "v1",
      image_id: "id",
      duration_ms: 12,
      bytes_in: 100,
      bytes_out: 10,
      megapixels: 12.35,
    });
  });

  it("says how long each step took, of an image and of a variant that was made on its own", () => {
    const steps = { readMs: 4, decodeMs: 12.34, resizeMs: 5.06, encodeMs: 0.9, writeMs: 7 };
    const fields = { read_ms: 4, decode_ms: 12.3, resize_ms: 5.1, encode_ms: 0.9, write_ms: 7 };
    const image = { bucket: "source", key: "cat.jpg", versionId: "v1", imageId: "id" };
    const lines = linesOf((telemetry) => {
      telemetry.begin("request-1");
      telemetry.record(outcome({ steps }));
      telemetry.rendered({ ...image, variant: "thumb", steps });
      telemetry.flush();
    });
    const [processed, rendered, ...others] = logs(lines);
    expect(others).to.deep.equal([]);
    expect(processed).to.include({ message: "image processed", ...fields });
    expect(rendered).to.include({
      ...{ message: "variant rendered", variant: "thumb", request_id: "request-1" },
      ...{ bucket: "source", key: "cat.jpg", version_id: "v1", image_id: "id", ...fields },
    });
    // It is no outcome of an image.
    expect(rendered).not.to.have.property("outcome");
    expect(directive(metrics(lines)[0]).Metrics.map(({ Name }) => Name)).to.not.include("decode_ms");
  });

  it("warns of a refusal and reports a failure as an error", () => {
    const lines = logs(
      linesOf((telemetry) => {
        telemetry.record(outcome({ outcome: "refused", reason: "NOT_AN_IMAGE", message: "no image" }));
        telemetry.record(outcome({ outcome: "failed", reason: "TimeoutError", message: "S3 is slow" }));
      }),
    );
    expect(lines.map(({ level, reason, error_message }) => [level, reason, error_message])).to.deep.equal([
      ["WARN", "NOT_AN_IMAGE", "no image"],
      ["ERROR", "TimeoutError", "S3 is slow"],
    ]);
  });

  it("collects metrics of an invocation in the embedded metric format", () => {
    const [line, ...others] = metrics(
      linesOf((telemetry) => {
        telemetry.record(outcome({ bytesIn: 100, bytesOut: 10 }));
        telemetry.record(outcome({ durationMs: 30, bytesIn: 200, bytesOut: 20 }));
        telemetry.flush();
      }),
    );
    expect(others).to.be.empty;
    expect(directive(line).Namespace).to.equal("ImagePipeline");
    expect(directive(line).Dimensions).to.deep.equal([["service"]]);
    expect(directive(line).Metrics).to.deep.include.members([
      { Name: "ProcessingDuration", Unit: "Milliseconds" },
      { Name: "BytesIn", Unit: "Bytes" },
      { Name: "BytesOut", Unit: "Bytes" },
      { Name: "ImagesProcessed", Unit: "Count" },
    ]);
    expect(line).to.deep.include({
      service: "image-pipeline",
      ProcessingDuration: [12, 30],
      BytesIn: [100, 200],
      BytesOut: [10, 20],
      ImagesProcessed: [1, 1],
    });
  });

  it("counts refusals, in total and by reason", () => {
    const lines = metrics(
      linesOf((telemetry) => {
        telemetry.record(outcome({ outcome: "refused", reason: "NOT_AN_IMAGE" }));
        telemetry.flush();
      }),
    );
    const byReason = lines.find((line) => "reason" in line);
    expect(directive(byReason).Dimensions).to.deep.equal([["service", "reason"]]);
    expect(byReason).to.include({ reason: "NOT_AN_IMAGE", ImagesRefusedByReason: 1 });
    expect(lines.find((line) => !("reason" in line))).to.include({ ImagesRefused: 1 });
  });

  it("writes nothing for an invocation without records", () => {
    expect(
      linesOf((telemetry) => {
        telemetry.begin("request-1");
        telemetry.flush();
      }),
    ).to.be.empty;
  });
});

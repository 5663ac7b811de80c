import { CloudFrontClient, type CreateInvalidationCommandInput } from "@aws-sdk/client-cloudfront";
import { expect } from "chai";
import { cloudfrontEdge, noEdge } from "../../layer/cloudfront-edge";
import { invalidator } from "../../layer/invalidation";

/** An edge whose requests are kept; `fails` makes the next one fail. */
function edgeOf() {
  const requests: CreateInvalidationCommandInput[] = [];
  const counted: number[] = [];
  const state = { fails: false };
  const client = new CloudFrontClient({ region: "us-east-1" });
  client.send = (({ input }: { readonly input: CreateInvalidationCommandInput }) => {
    if (state.fails) return Promise.reject(new Error("throttled"));
    requests.push(input);
    return Promise.resolve({});
  }) as typeof client.send;
  const edge = cloudfrontEdge(invalidator("E1", client), { invalidated: (paths) => void counted.push(paths) });
  return { edge, requests, counted, state };
}

describe("the edge", () => {
  it("sends the changed paths in one request, each once, and counts them", async () => {
    const { edge, requests, counted } = edgeOf();
    for (const key of ["processed-cat.jpg", "small/ü b+c?.png.jpg", "processed-cat.jpg"]) edge.changed(key);
    await edge.flush();
    const [request] = requests;
    expect(requests).to.have.length(1);
    expect(request?.DistributionId).to.equal("E1");
    expect(request?.InvalidationBatch?.Paths).to.deep.equal({
      Quantity: 2,
      Items: ["/processed-cat.jpg", "/small/%C3%BC%20b%2Bc%3F.png.jpg"],
    });
    expect(counted).to.deep.equal([2]);
    await edge.flush();
    expect(requests, "nothing is left").to.have.length(1);
  });

  it("gives every request a reference of its own", async () => {
    const { edge, requests } = edgeOf();
    for (const key of ["a", "a"]) {
      edge.changed(key);
      await edge.flush();
    }
    const references = requests.map(({ InvalidationBatch: batch }) => batch?.CallerReference);
    expect(new Set(references).size).to.equal(2);
  });

  it("throws a failure, and does not hold the next image's event up with it", async () => {
    const { edge, requests, counted, state } = edgeOf();
    state.fails = true;
    edge.changed("a");
    let message = "";
    await edge.flush().catch((error: unknown) => void (message = (error as Error).message));
    expect(message).to.equal("throttled");
    state.fails = false;
    edge.changed("b");
    await edge.flush();
    expect(requests.map(({ InvalidationBatch: batch }) => batch?.Paths?.Items)).to.deep.equal([["/b"]]);
    expect(counted).to.deep.equal([1]);
  });

  it("asks for nothing while nothing has changed, nor where nothing is delivered", async () => {
    const { edge, requests } = edgeOf();
    await edge.flush();
    expect(requests).to.deep.equal([]);
    expect(noEdge.enabled).to.be.false;
    noEdge.changed("a");
    await noEdge.flush();
  });
});

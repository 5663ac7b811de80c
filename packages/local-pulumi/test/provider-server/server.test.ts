import { expect } from "chai";
import * as grpc from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { PluginAttach } from "@pulumi/pulumi/proto/plugin_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import type { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { AwsProvider } from "../../src/aws-provider";
import { addEngineService } from "../../src/engine/engine-service";
import type { EngineEvent } from "../../src/engine/events";
import { serveProvider, type ProviderServer } from "../../src/provider-server";
import { fromStruct, toStruct, type Bag } from "../../src/property-values";

const URN = "urn:pulumi:dev::p::aws:s3/bucket:Bucket::b";
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const secret = (value: unknown): Bag => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  value,
});

/** A provider that records its calls, and answers with what the test gives it. */
function fakeProvider(calls: unknown[][]): AwsProvider {
  const record = <T>(name: string, args: unknown[], answer: T): Promise<T> => {
    calls.push([name, ...args]);
    return Promise.resolve(answer);
  };
  return {
    version: "7.48.0",
    checkConfig: (config) => record("checkConfig", [config], { inputs: config, failures: [] }),
    configure: (config) => record("configure", [config], undefined),
    check: (...args) =>
      record("check", args, {
        ...{ inputs: { bucket: "b-1" }, failures: [{ property: "acl", reason: "not here" }] },
        warnings: ["acl is deprecated"],
      }),
    diff: (...args) => record("diff", args, { changes: true, replaces: ["bucket"], deleteBeforeReplace: true }),
    create: (...args) =>
      record("create", args, { id: "b-1", outs: { bucket: "b-1", arn: "arn:b-1", none: undefined } }),
    read: (id) => record("read", [id], id === "gone" ? {} : { id, props: { arn: "arn" }, inputs: { bucket: id } }),
    update: (...args) => record("update", args, { outs: { bucket: "b-1" } }),
    delete: () => Promise.reject(new Error("BucketNotEmpty: b-1 holds 2 objects")),
    invoke: (...args) => record("invoke", args, { outputs: { accountId: "000000000000" } }),
  };
}

describe("provider-server: the provider over gRPC", () => {
  const calls: unknown[][] = [];
  let server: ProviderServer;
  let client: ResourceProviderClient;

  before(async () => {
    server = await serveProvider(fakeProvider(calls));
    client = new ResourceProviderClient(`127.0.0.1:${server.port}`, grpc.credentials.createInsecure());
  });
  beforeEach(() => void calls.splice(0));
  after(async () => {
    client.close();
    await server.close();
  });

  const call = <Req, Res>(
    method: (request: Req, done: (error: grpc.ServiceError | null, response: Res) => void) => unknown,
    request: Req,
  ): Promise<Res> =>
    new Promise((resolve, reject) => {
      method.call(client, request, (error, response) => (error === null ? resolve(response) : reject(error)));
    });

  it("says that it takes secrets, and its version", async () => {
    const answer = await call<proto.ProviderHandshakeRequest, proto.ProviderHandshakeResponse>(
      client.handshake.bind(client),
      new proto.ProviderHandshakeRequest().setEngineAddress("127.0.0.1:1"),
    );
    expect(answer.getAcceptSecrets()).to.equal(true);
  });

  it("hands the configuration on in clear and without what is the engine's", async () => {
    const args = toStruct({ region: secret("eu-west-1"), version: "7.48.0", pluginDownloadURL: "" });
    await call<proto.ConfigureRequest, proto.ConfigureResponse>(
      client.configure.bind(client),
      new proto.ConfigureRequest().setArgs(args),
    );
    expect(calls).to.deep.equal([["configure", { region: "eu-west-1" }]]);
  });

  it("keeps the engine's own inputs when it checks the configuration", async () => {
    const inputs = { region: "eu-west-1", version: "7.48.0" };
    const answer = await call<proto.CheckRequest, proto.CheckResponse>(
      client.checkConfig.bind(client),
      new proto.CheckRequest().setNews(toStruct(inputs)),
    );
    expect(fromStruct(answer.getInputs())).to.deep.equal(inputs);
    expect(calls).to.deep.equal([["checkConfig", { region: "eu-west-1" }]]);
  });

  it("answers a check with inputs and failures", async () => {
    const answer = await call<proto.CheckRequest, proto.CheckResponse>(
      client.check.bind(client),
      new proto.CheckRequest()
        .setUrn(URN)
        .setOlds(toStruct({}))
        .setNews(toStruct({ acl: UNKNOWN })),
    );
    expect(calls).to.deep.equal([["check", URN, {}, { acl: UNKNOWN }]]);
    expect(fromStruct(answer.getInputs())).to.deep.equal({ bucket: "b-1" });
    expect(answer.getFailuresList().map((f) => f.toObject())).to.deep.equal([{ property: "acl", reason: "not here" }]);
  });

  it("compares with the old outputs and names the inputs that changed", async () => {
    const answer = await call<proto.DiffRequest, proto.DiffResponse>(
      client.diff.bind(client),
      new proto.DiffRequest()
        .setId("b-1")
        .setUrn(URN)
        .setOlds(toStruct({ bucket: "b-1", arn: "arn" }))
        .setOldInputs(toStruct({ bucket: "b-1", tags: { a: "1" } }))
        .setNews(toStruct({ bucket: "b-2", tags: { a: "1" } })),
    );
    expect(calls[0]?.slice(1, 4)).to.deep.equal(["b-1", URN, { bucket: "b-1", arn: "arn" }]);
    expect(answer.getChanges()).to.equal(proto.DiffResponse.DiffChanges.DIFF_SOME);
    expect(answer.getDiffsList()).to.deep.equal(["bucket"]);
    expect(answer.getReplacesList()).to.deep.equal(["bucket"]);
    expect(answer.getDeletebeforereplace()).to.equal(true);
  });

  it("creates, and leaves out what is undefined", async () => {
    const answer = await create({ bucket: "b-1" }, false);
    expect(answer.getId()).to.equal("b-1");
    expect(fromStruct(answer.getProperties())).to.deep.equal({ bucket: "b-1", arn: "arn:b-1" });
  });

  it("previews a creation without creating: outputs that are not inputs are missing, and so unknown", async () => {
    const answer = await create({ bucket: "b-1", tags: UNKNOWN, __defaults: ["bucket"] }, true);
    expect(calls).to.deep.equal([]);
    expect(answer.getId()).to.equal("");
    expect(fromStruct(answer.getProperties())).to.deep.equal({ bucket: "b-1", tags: UNKNOWN });
  });

  it("previews an update without updating: what AWS answered stays known, an input no longer given is gone", async () => {
    const answer = await call<proto.UpdateRequest, proto.UpdateResponse>(
      client.update.bind(client),
      new proto.UpdateRequest()
        .setId("b-1")
        .setUrn(URN)
        .setOlds(toStruct({ bucket: "b-1", arn: "arn", tags: { a: "1" }, memory: 128 }))
        .setOldInputs(toStruct({ bucket: "b-1", tags: { a: "1" }, memory: 128 }))
        .setNews(toStruct({ bucket: "b-1", memory: UNKNOWN, __defaults: ["bucket"] }))
        .setPreview(true),
    );
    expect(calls).to.deep.equal([]);
    expect(fromStruct(answer.getProperties())).to.deep.equal({ bucket: "b-1", arn: "arn", memory: UNKNOWN });
  });

  it("answers a read of what is gone without an id", async () => {
    const read = (id: string) =>
      call<proto.ReadRequest, proto.ReadResponse>(
        client.read.bind(client),
        new proto.ReadRequest().setId(id).setUrn(URN).setProperties(toStruct({})),
      );
    const there = await read("b-1");
    expect([there.getId(), fromStruct(there.getInputs())]).to.deep.equal(["b-1", { bucket: "b-1" }]);
    expect((await read("gone")).getId()).to.equal("");
  });

  it("passes the provider's own words on when it refuses", async () => {
    const deletion = call<proto.DeleteRequest, unknown>(
      client.delete.bind(client),
      new proto.DeleteRequest().setId("b-1").setUrn(URN).setProperties(toStruct({})),
    );
    const message = await deletion.then(
      () => "deleted",
      (error: grpc.ServiceError) => error.details,
    );
    expect(message).to.equal("BucketNotEmpty: b-1 holds 2 objects");
  });

  it("answers functions", async () => {
    const answer = await call<proto.InvokeRequest, proto.InvokeResponse>(
      client.invoke.bind(client),
      new proto.InvokeRequest().setTok("aws:index/getCallerIdentity:getCallerIdentity").setArgs(toStruct({})),
    );
    expect(fromStruct(answer.getReturn())).to.deep.equal({ accountId: "000000000000" });
  });

  it("refuses a port that is taken", async () => {
    const code = await serveProvider(fakeProvider([]), server.port).then(
      () => "listening",
      (error: NodeJS.ErrnoException) => error.code,
    );
    expect(code).to.equal("EADDRINUSE");
  });

  function create(inputs: Bag, preview: boolean): Promise<proto.CreateResponse> {
    return call<proto.CreateRequest, proto.CreateResponse>(
      client.create.bind(client),
      new proto.CreateRequest().setUrn(URN).setProperties(toStruct(inputs)).setPreview(preview),
    );
  }

  const check = () =>
    call<proto.CheckRequest, proto.CheckResponse>(
      client.check.bind(client),
      new proto.CheckRequest().setUrn(URN).setNews(toStruct({})),
    );

  for (const [how, connect] of [
    [
      "attaches",
      (address: string) =>
        call<PluginAttach, Empty>(client.attach.bind(client), new PluginAttach().setAddress(address)),
    ],
    [
      "shakes hands",
      (address: string) =>
        call<proto.ProviderHandshakeRequest, proto.ProviderHandshakeResponse>(
          client.handshake.bind(client),
          new proto.ProviderHandshakeRequest().setEngineAddress(address),
        ),
    ],
  ] as const) {
    it(`writes what the provider warns of into the log of the engine that ${how}`, async () => {
      const events: EngineEvent[] = [];
      const engine = new grpc.Server();
      addEngineService(engine, (event) => void events.push(event));
      const port = await new Promise<number>((resolve, reject) =>
        engine.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, taken) =>
          error === null ? resolve(taken) : reject(error),
        ),
      );
      await connect(`127.0.0.1:${port}`);
      await check();
      engine.forceShutdown();
      expect(events).to.deep.equal([
        { kind: "diagnostic", severity: "warning", message: "acl is deprecated", urn: URN },
      ]);
      // An engine that has gone holds up nothing.
      await check();
    });
  }
});

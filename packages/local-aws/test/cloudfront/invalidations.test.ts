import {
  CloudFrontClient,
  CreateInvalidationCommand,
  GetInvalidationCommand,
  ListDistributionsCommand,
  ListInvalidationsCommand,
} from "@aws-sdk/client-cloudfront";
import * as model from "@aws-sdk/client-cloudfront";
import { deepEqual, equal, match, rejects, throws } from "node:assert/strict";

import { startCloud } from "../../src/cloud";
import { cloudfrontApi } from "../../src/cloudfront/api";
import type { Keys } from "../support/cloud/clients";
import { ask, definitionOf, useDistribution } from "./use-distribution";

describe("an invalidation", () => {
  const suite = useDistribution();
  const clients: CloudFrontClient[] = [];
  let made = 0;

  after(() => clients.forEach((client) => client.destroy()));

  function clientOf(keys: Keys = suite().cloud.credentials): CloudFrontClient {
    const { endpoint, region } = suite().cloud;
    const client = new CloudFrontClient({ endpoint, region, credentials: { ...keys }, maxAttempts: 1 });
    clients.push(client);
    return client;
  }

  const command = (distributionId: string, paths: readonly string[], reference = `reference-${(made += 1)}`) =>
    new CreateInvalidationCommand({
      DistributionId: distributionId,
      InvalidationBatch: { CallerReference: reference, Paths: { Quantity: paths.length, Items: [...paths] } },
    });

  it("removes what its paths mean, and nothing else", async () => {
    const { put, serve } = suite();
    const { url, distribution } = await serve({
      cachePolicy: { queryStrings: { behavior: "whitelist", items: ["versionId"] } },
    });
    const keys = ["a/1.jpg", "a/2.jpg", "b/1.jpg", "b c.jpg"];
    const addresses = ["/a/1.jpg", "/a/2.jpg", "/b/1.jpg", "/b%20c.jpg"];
    for (const key of keys) await put(key, key, { CacheControl: "max-age=60" });
    const missesAfter = async (...paths: string[]) => {
      for (const address of addresses) await ask(url, address);
      await clientOf().send(command(distribution.id, paths));
      const results = await Promise.all(addresses.map(async (address) => ({ address, ...(await ask(url, address)) })));
      return results.filter(({ result }) => result === "Miss").map(({ address }) => address);
    };
    deepEqual(await missesAfter("/a/1.jpg"), ["/a/1.jpg"]);
    deepEqual(await missesAfter("/a/*"), ["/a/1.jpg", "/a/2.jpg"]);
    deepEqual(await missesAfter("/b*"), ["/b/1.jpg", "/b%20c.jpg"]);
    deepEqual(await missesAfter("/b%20c.jpg", "/A/1.jpg"), ["/b%20c.jpg"]);
    deepEqual(await missesAfter("/*"), addresses);
    deepEqual(await missesAfter("/a/1"), []);
    deepEqual(await missesAfter("/1.jpg*"), []);
  });

  it("means a query too where that is in the cache's key", async () => {
    const { put, serve } = suite();
    const { cloudfront } = suite().cloud.services;
    const { url, distribution } = await serve({
      cachePolicy: { queryStrings: { behavior: "whitelist", items: ["x-id"] } },
    });
    await put("query.jpg", "query", { CacheControl: "max-age=60" });
    const addresses = ["/query.jpg", "/query.jpg?x-id=GetObject"];
    const missesAfter = async (path: string) => {
      for (const address of addresses) await ask(url, address);
      made += 1;
      cloudfront.invalidations.create(distribution.id, { callerReference: `query-${made}`, paths: [path] });
      const results = [];
      for (const address of addresses) results.push((await ask(url, address)).result);
      return results;
    };
    deepEqual(await missesAfter("/query.jpg"), ["Miss", "Hit"]);
    deepEqual(await missesAfter("/query.jpg?x-id=GetObject"), ["Hit", "Miss"]);
    deepEqual(await missesAfter("/query.jpg*"), ["Miss", "Miss"]);
  });

  it("is described, listed and found by its identifier", async () => {
    const { distribution } = await suite().serve();
    const client = clientOf();
    const first = await client.send(command(distribution.id, ["/a", "/b*"], "first"));
    equal(first.Invalidation?.Status, "InProgress");
    match(first.Location ?? "", /\/2020-05-31\/distribution\/E\w+\/invalidation\/I\w+$/);
    await client.send(command(distribution.id, ["/c"], "second"));
    const id = first.Invalidation?.Id;
    const { Invalidation } = await client.send(new GetInvalidationCommand({ DistributionId: distribution.id, Id: id }));
    equal(Invalidation?.Status, "Completed");
    deepEqual(Invalidation?.InvalidationBatch, {
      CallerReference: "first",
      Paths: { Quantity: 2, Items: ["/a", "/b*"] },
    });
    const page = async (marker?: string) =>
      (
        await client.send(
          new ListInvalidationsCommand({ DistributionId: distribution.id, MaxItems: 1, Marker: marker }),
        )
      ).InvalidationList;
    const newest = await page();
    equal(newest?.IsTruncated, true);
    const oldest = await page(newest?.NextMarker);
    equal(oldest?.IsTruncated, false);
    deepEqual(
      oldest?.Items?.map(({ Id }) => Id),
      [id],
    );
  });

  it("is made once for the same reference and paths", async () => {
    const { distribution } = await suite().serve();
    const client = clientOf();
    const one = await client.send(command(distribution.id, ["/a"], "same"));
    const two = await client.send(command(distribution.id, ["/a"], "same"));
    equal(two.Invalidation?.Id, one.Invalidation?.Id);
    equal(suite().cloud.services.cloudfront.invalidations.all(distribution.id).length, 1);
    await rejects(client.send(command(distribution.id, ["/b"], "same")), { name: "InvalidationBatchAlreadyExists" });
  });

  it("is refused for what CloudFront does not take", async () => {
    const { distribution } = await suite().serve();
    const client = clientOf();
    const send = (paths: readonly string[]) => client.send(command(distribution.id, paths));
    for (const path of ["a.jpg", "/a*b", "/a b", "/ü", "/a#b", `/${"a".repeat(4000)}`]) {
      await rejects(send([path]), { name: "InvalidArgument" }, path);
    }
    await rejects(send([]), { name: "InvalidArgument" });
    await rejects(send(Array.from({ length: 3001 }, (_, i) => `/${i}`)), { name: "BatchTooLarge" });
    await rejects(send(Array.from({ length: 16 }, (_, i) => `/${i}*`)), { name: "BatchTooLarge" });
    await send(Array.from({ length: 3000 }, (_, i) => `/${i}`));
    await rejects(client.send(command("EMISSING", ["/a"])), { name: "NoSuchDistribution" });
    const missing = new GetInvalidationCommand({ DistributionId: distribution.id, Id: "IMISSING" });
    await rejects(client.send(missing), { name: "NoSuchInvalidation" });
    const inconsistent = new CreateInvalidationCommand({
      DistributionId: distribution.id,
      InvalidationBatch: { CallerReference: "many", Paths: { Quantity: 2, Items: ["/a"] } },
    });
    await rejects(client.send(inconsistent), { name: "InconsistentQuantities" });
  });

  it("needs cloudfront:CreateInvalidation on the distribution", async () => {
    const { serve } = suite();
    const [one, two] = [await serve(), await serve()];
    const statement = { Effect: "Allow", Action: "cloudfront:CreateInvalidation", Resource: one.distribution.arn };
    const client = clientOf(suite().roleKeys("invalidates", [statement]));
    equal((await client.send(command(one.distribution.id, ["/a"]))).$metadata.httpStatusCode, 201);
    await rejects(client.send(command(two.distribution.id, ["/a"])), { name: "AccessDenied" });
    const list = new ListInvalidationsCommand({ DistributionId: one.distribution.id });
    await rejects(client.send(list), { name: "AccessDenied" });
  });

  it("may be signed for us-east-1, where CloudFront is, in a cloud of another region", async () => {
    const cloud = await startCloud({ region: "eu-central-1" });
    try {
      const { distributions } = cloud.services.cloudfront;
      const { id } = await distributions.create(definitionOf(cloud, "images"));
      const send = async (region: string) => {
        const { endpoint, credentials } = cloud;
        const client = new CloudFrontClient({ endpoint, region, credentials: { ...credentials }, maxAttempts: 1 });
        clients.push(client);
        return (await client.send(command(id, ["/a"]))).$metadata.httpStatusCode;
      };
      equal(await send("us-east-1"), 201);
      equal(await send("eu-central-1"), 201);
      await rejects(send("eu-west-3"), { name: "SignatureDoesNotMatch" });
    } finally {
      await cloud.close();
    }
  });

  it("fails where it is made to", async () => {
    const { cloud, serve } = suite();
    const { distribution } = await serve();
    cloud.faults.fail("cloudfront", "CreateInvalidation", { times: 1, code: "Throttling", status: 400 });
    await rejects(clientOf().send(command(distribution.id, ["/a"])), { name: "Throttling" });
    equal(cloud.services.cloudfront.invalidations.all(distribution.id).length, 0);
  });

  it("is forgotten with its distribution", async () => {
    const { cloud, serve } = suite();
    const { distributions, invalidations } = cloud.services.cloudfront;
    const { distribution } = await serve();
    invalidations.create(distribution.id, { callerReference: "last", paths: ["/a"] });
    distributions.update(distribution.id, { ...distribution.config, enabled: false });
    await distributions.delete(distribution.id);
    equal(invalidations.all(distribution.id).length, 0);
    throws(() => invalidations.get(distribution.id, "I"), { code: "NoSuchDistribution" });
  });

  it("is one of three operations over HTTP: the others are refused by name", async () => {
    await rejects(clientOf().send(new ListDistributionsCommand({})), {
      name: "NotImplemented",
      message: "The embedded CloudFront does not have the operation ListDistributions.",
    });
  });
});

describe("the table of CloudFront's operations", () => {
  it("is that of AWS's model", () => {
    const operations = Object.values(model as Readonly<Record<string, unknown>>).flatMap((schema) => {
      if (!Array.isArray(schema) || schema[0] !== 9) return [];
      const [, , name, { http }] = schema as [number, string, string, { http: [string, string, number] }];
      const path = http[1].replace("/2020-05-31", "").replace(/\{[^}]*\}/g, "*");
      return [`${http[0]} ${path} ${name}`];
    });
    const known = cloudfrontApi.map(({ method, path, name }) => `${method} ${path} ${name}`);
    deepEqual(known.sort(), operations.sort());
  });
});

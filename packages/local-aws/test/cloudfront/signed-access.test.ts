import { getSignedCookies, getSignedUrl } from "@aws-sdk/cloudfront-signer";
import { createSign, generateKeyPairSync } from "node:crypto";
import { equal, match } from "node:assert/strict";

import type { Distribution } from "../../src/cloudfront/types";
import { ask, useDistribution } from "./use-distribution";

const pem = {
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
};
const rsa = () => generateKeyPairSync("rsa", { modulusLength: 2048, ...(pem as object) }) as unknown as KeyPair;
const ec = () => generateKeyPairSync("ec", { namedCurve: "P-256", ...(pem as object) }) as unknown as KeyPair;

interface KeyPair {
  readonly publicKey: string;
  readonly privateKey: string;
}

const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();
const anHourAgo = () => new Date(Date.now() - 3_600_000).toISOString();

describe("a distribution with trusted key groups", () => {
  const suite = useDistribution();
  const pair = rsa();
  let made = 0;
  let distribution: Distribution;
  let url: string;
  let keyPairId: string;

  /** Registers a public key. @returns its identifier. */
  function register({ publicKey }: KeyPair): string {
    made += 1;
    const { publicKeys } = suite().cloud.services.cloudfront;
    return publicKeys.create({ name: `key-${made}`, comment: "", encodedKey: publicKey }).id;
  }

  async function serveTrusting(...ids: string[]) {
    const { keyGroups } = suite().cloud.services.cloudfront;
    const group = keyGroups.create({ name: `group-${made}`, comment: "", items: ids });
    return await suite().serve({ behavior: { trustedKeyGroups: [group.id] } });
  }

  before(async () => {
    keyPairId = register(pair);
    ({ distribution, url } = await serveTrusting(keyPairId));
    await suite().put("a.jpg", "an image", { CacheControl: "max-age=60" });
    await suite().put("b c.jpg", "another");
  });

  /** What stands behind the domain name of a signed URL. */
  const pathOf = (signed: string) => signed.replace(/^https?:\/\/[^/]+/, "");
  const address = (path: string) => `https://${distribution.domainName}${path}`;
  const canned = (path: string, dateLessThan = inAnHour(), privateKey = pair.privateKey, id = keyPairId) =>
    pathOf(getSignedUrl({ url: address(path), keyPairId: id, privateKey, dateLessThan }));

  it("refuses what is not signed", async () => {
    const answer = await ask(url, "/a.jpg");
    equal(answer.status, 403);
    match(answer.text, /<Code>MissingKey<\/Code>/);
    equal((await ask(url, `/a.jpg?Key-Pair-Id=${keyPairId}`)).status, 403);
  });

  it("opens a link of AWS's signer with a canned policy, until it expires", async () => {
    equal((await ask(url, canned("/a.jpg"))).text, "an image");
    equal((await ask(url, canned("/b%20c.jpg"))).text, "another");
    const expired = await ask(url, canned("/a.jpg", anHourAgo()));
    equal(expired.status, 403);
    match(expired.text, /<Code>AccessDenied<\/Code><Message>Access denied<\/Message>/);
  });

  it("refuses a link to another image, with more in its query, and with another signature", async () => {
    const link = canned("/a.jpg");
    equal((await ask(url, link.replace("/a.jpg", "/b%20c.jpg"))).status, 403);
    equal((await ask(url, `${link}&download=1`)).status, 403);
    equal((await ask(url, link.replace(/Expires=\d+/, `Expires=${Math.floor(Date.now() / 1000) + 9999}`))).status, 403);
    equal((await ask(url, link.replace(/Signature=..../, "Signature=AAAA"))).status, 403);
    equal((await ask(url, link.replace(/Signature=[^&]*/, "Signature="))).status, 403);
    equal((await ask(url, link)).status, 200);
  });

  it("takes parameters that were there when the link was signed", async () => {
    equal((await ask(url, canned("/a.jpg?size=large&flag="))).status, 200);
  });

  it("takes the keys of its groups alone", async () => {
    const stranger = rsa();
    equal((await ask(url, canned("/a.jpg", inAnHour(), stranger.privateKey))).status, 403);
    const unknown = await ask(url, canned("/a.jpg", inAnHour(), stranger.privateKey, register(stranger)));
    equal(unknown.status, 403);
    match(unknown.text, /<Code>InvalidKey<\/Code>/);
  });

  it("takes signatures over SHA-256 where the link says so, and those of elliptic curves", async () => {
    const signed = (privateKey: string, algorithm: "sha1" | "sha256", id: string, domain: string) => {
      const expires = Math.floor(Date.now() / 1000) + 60;
      const resource = `https://${domain}/a.jpg`;
      const statement = { Resource: resource, Condition: { DateLessThan: { "AWS:EpochTime": expires } } };
      const bytes = createSign(algorithm)
        .update(JSON.stringify({ Statement: [statement] }))
        .sign(privateKey);
      const signature = bytes.toString("base64").replace(/\+/g, "-").replace(/=/g, "_").replace(/\//g, "~");
      return `/a.jpg?Expires=${expires}&Signature=${signature}&Key-Pair-Id=${id}`;
    };
    const rsa256 = signed(pair.privateKey, "sha256", keyPairId, distribution.domainName);
    equal((await ask(url, rsa256)).status, 403);
    equal((await ask(url, `${rsa256}&Hash-Algorithm=SHA256`)).status, 200);
    equal((await ask(url, `${rsa256}&Hash-Algorithm=MD5`)).status, 403);
    const curve = ec();
    const id = register(curve);
    const served = await serveTrusting(id);
    const { domainName } = served.distribution;
    equal((await ask(served.url, signed(curve.privateKey, "sha1", id, domainName))).status, 200);
    const ec256 = `${signed(curve.privateKey, "sha256", id, domainName)}&Hash-Algorithm=SHA256`;
    equal((await ask(served.url, ec256)).status, 200);
  });

  /** A link with a custom policy. */
  function custom(path: string, resource: string, condition: object): string {
    const policy = JSON.stringify({ Statement: [{ Resource: resource, Condition: condition }] });
    return pathOf(getSignedUrl({ url: address(path), keyPairId, privateKey: pair.privateKey, policy }));
  }

  it("opens a link with a custom policy as far as the policy goes", async () => {
    const soon = { DateLessThan: { "AWS:EpochTime": Math.floor(Date.now() / 1000) + 60 } };
    const past = Math.floor(Date.now() / 1000) - 60;
    const status = async (resource: string, condition: object) =>
      (await ask(url, custom("/a.jpg", resource, condition))).status;
    equal(await status(address("/a.jpg"), soon), 200);
    equal(await status(address("/*"), soon), 200);
    equal(await status(address("/?.jpg"), soon), 200);
    equal(await status(`http*://${distribution.domainName}/*.jpg`, soon), 200);
    equal(await status(address("/b*"), soon), 403);
    equal(await status("https://other.example.com/a.jpg", soon), 403);
    equal(await status(address("/a.jpg"), { DateLessThan: { "AWS:EpochTime": past } }), 403);
    equal(await status(address("/a.jpg"), { ...soon, DateGreaterThan: { "AWS:EpochTime": past } }), 200);
    equal(await status(address("/a.jpg"), { ...soon, DateGreaterThan: { "AWS:EpochTime": past + 120 } }), 403);
    equal(await status(address("/a.jpg"), { ...soon, IpAddress: { "AWS:SourceIp": "127.0.0.0/8" } }), 200);
    equal(await status(address("/a.jpg"), { ...soon, IpAddress: { "AWS:SourceIp": "127.0.0.1" } }), 200);
    equal(await status(address("/a.jpg"), { ...soon, IpAddress: { "AWS:SourceIp": "192.0.2.0/24" } }), 403);
    equal(await status(address("/a.jpg"), { IpAddress: { "AWS:SourceIp": "127.0.0.1" } }), 403);
  });

  it("refuses a policy that is not the one that was signed", async () => {
    const soon = { DateLessThan: { "AWS:EpochTime": Math.floor(Date.now() / 1000) + 60 } };
    const narrow = custom("/a.jpg", address("/a.jpg"), soon);
    const wide = custom("/a.jpg", address("/*"), soon);
    const signature = /Signature=[^&]*/;
    const swapped = wide.replace(signature, signature.exec(narrow)?.[0] ?? "");
    equal((await ask(url, swapped)).status, 403);
  });

  it("opens what signed cookies open, canned or custom, and prefers a signed link", async () => {
    const cookieOf = (cookies: object) =>
      Object.entries(cookies)
        .map(([name, value]) => `${name}=${String(value)}`)
        .join("; ");
    const { privateKey } = pair;
    const one = getSignedCookies({ url: address("/a.jpg"), keyPairId, privateKey, dateLessThan: inAnHour() });
    equal((await ask(url, "/a.jpg", { cookie: cookieOf(one) })).status, 200);
    equal((await ask(url, "/b%20c.jpg", { cookie: cookieOf(one) })).status, 403);
    const soon = { DateLessThan: { "AWS:EpochTime": Math.floor(Date.now() / 1000) + 60 } };
    const policy = JSON.stringify({ Statement: [{ Resource: address("/*"), Condition: soon }] });
    const all = cookieOf(getSignedCookies({ keyPairId, privateKey, policy }));
    equal((await ask(url, "/b%20c.jpg", { cookie: `theme=dark; ${all}` })).status, 200);
    equal((await ask(url, canned("/a.jpg", anHourAgo()), { cookie: all })).status, 403);
  });

  it("does not cache by the signature, nor pass it on to the origin", async () => {
    await ask(url, canned("/a.jpg"));
    equal((await ask(url, canned("/a.jpg", anHourAgo()))).status, 403);
    equal((await ask(url, canned("/a.jpg", new Date(Date.now() + 7_200_000).toISOString()))).result, "Hit");
  });

  it("takes links that were signed for its local address", async () => {
    const signed = getSignedUrl({
      url: `${url}/a.jpg`,
      keyPairId,
      privateKey: pair.privateKey,
      dateLessThan: inAnHour(),
    });
    equal((await ask(url, pathOf(signed))).status, 200);
  });

  it("takes links for http only where viewers may come by it", async () => {
    const { keyGroups } = suite().cloud.services.cloudfront;
    const trustedKeyGroups = [keyGroups.create({ name: "by-http", comment: "", items: [keyPairId] }).id];
    const served = await suite().serve({ behavior: { trustedKeyGroups, viewerProtocolPolicy: "allow-all" } });
    const link = (domainName: string) =>
      getSignedUrl({
        ...{ url: `http://${domainName}/a.jpg`, keyPairId },
        ...{ privateKey: pair.privateKey, dateLessThan: inAnHour() },
      });
    equal((await ask(served.url, pathOf(link(served.distribution.domainName)))).status, 200);
    equal((await ask(url, pathOf(link(distribution.domainName)))).status, 403);
  });

  it("checks the link as the viewer sent it, whatever a function makes of it", async () => {
    const { cloud, put, serve } = suite();
    const { functions, keyGroups } = cloud.services.cloudfront;
    await put("avif/a.jpg", "rewritten");
    const code = `function handler(event) {
      if (Object.keys(event.request.querystring).length > 0) return { statusCode: 418 };
      event.request.uri = "/avif" + event.request.uri;
      return event.request;
    }`;
    const { arn } = functions.create({ name: "rewrites", comment: "", runtime: "cloudfront-js-2.0", code });
    functions.publish("rewrites");
    const group = keyGroups.create({ name: "rewritten", comment: "", items: [keyPairId] });
    const served = await serve({
      behavior: {
        trustedKeyGroups: [group.id],
        functionAssociations: [{ eventType: "viewer-request", functionArn: arn }],
      },
    });
    const { domainName } = served.distribution;
    const { privateKey } = pair;
    const link = (path: string) =>
      pathOf(getSignedUrl({ url: `https://${domainName}${path}`, keyPairId, privateKey, dateLessThan: inAnHour() }));
    equal((await ask(served.url, link("/a.jpg"))).text, "rewritten");
    equal((await ask(served.url, link("/avif/a.jpg").replace("/avif/", "/"))).status, 403);
  });
});

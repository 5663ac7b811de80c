import { expect } from "chai";
import { request } from "node:http";

import { useCloud } from "../support/cloud/use-cloud";

describe("GET /metrics", () => {
  const suite = useCloud();

  /** Status and text for who asks under this host name. */
  const ask = (host: string) =>
    new Promise<string>((resolve, reject) => {
      const outgoing = request(`${suite().cloud.endpoint}/metrics`, { headers: { host } }, (response) => {
        let text = `${response.statusCode ?? 0} `;
        response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
        response.on("end", () => resolve(text));
      });
      outgoing.on("error", reject).end();
    });

  it("is answered under the names of the loopback interface only", async () => {
    for (const host of ["127.0.0.1:80", "localhost", "LOCALHOST:9090", "[::1]:80"]) {
      expect(await ask(host), host).to.match(/^200 /);
    }
    for (const host of ["evil.example", "127.0.0.1.evil.example:80", "localhost.evil.example"]) {
      expect(await ask(host), host).to.match(/^403 .*host name localhost/);
    }
  });
});

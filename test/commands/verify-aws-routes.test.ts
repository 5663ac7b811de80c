import { expect } from "chai";

import { apiQuestions } from "../../commands/verify-aws/questions/api";
import type { RequestSpec } from "../../commands/verify-aws/signed-request";
import type { Subject } from "../../commands/verify-aws/types";

const variants = [{ name: "thumb", width: 80, height: 80 }];

/** The keys that `POST /upload` and `POST /uploads` are asked for, of a stack that processes these. */
async function askedKeys(processing: object): Promise<string[]> {
  const keys: string[] = [];
  const request = ({ url, body }: RequestSpec) => {
    const named = new URL(url).searchParams.get("key");
    keys.push(named ?? (JSON.parse(String(body)) as { readonly key: string }).key);
    return Promise.resolve({ status: 415, headers: {}, text: "" });
  };
  const outputs = () => ({ uploadApiUrl: "https://api.example.org/v1/", processing: JSON.stringify(processing) });
  const subject = { request, outputs, prefix: "verify-test/", image: Buffer.from("an image") } as unknown as Subject;
  for (const { ask } of apiQuestions) await ask(subject);
  return keys;
}

describe("verify:aws asks the upload API for keys", () => {
  it("below the stack's prefix, which the API adds", async () => {
    expect(await askedKeys({ uploadPrefix: "uploads/", suffixes: [], variants })).to.deep.equal([
      "verify-test/post.jpg",
      "verify-test/50% ü b.jpg",
      "verify-test/type.jpg",
      "verify-test/form.jpg",
    ]);
  });

  it("with the prefix of the first route, which the API does not add", async () => {
    const routes = ["photos/", "avatars/"].map((prefix) => ({ prefix, suffixes: [], variants }));
    expect(await askedKeys({ routes })).to.deep.equal([
      "photos/verify-test/post.jpg",
      "photos/verify-test/50% ü b.jpg",
      "photos/verify-test/type.jpg",
      "photos/verify-test/form.jpg",
    ]);
  });
});

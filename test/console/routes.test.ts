import { expect } from "chai";
import { keyOfFile, routeOf } from "../../console/routes";

const route = (prefix: string) => ({ prefix, suffixes: [], variants: [] });
const [photos, avatars] = [route("photos/"), route("avatars/")];

describe("the console's routes", () => {
  it("are found by a key's prefix", () => {
    expect(["avatars/a.jpg", "a.jpg"].map((key) => routeOf([photos, avatars], key))).to.deep.equal([
      avatars,
      undefined,
    ]);
  });

  it("take a file below the chosen prefix, unless its path has the prefix of one already", () => {
    const keyOf = (path: string) => keyOfFile([photos, avatars], "avatars/", path);
    expect(["cat.jpg", "photos/cat.jpg", "2026/photos/cat.jpg"].map(keyOf)).to.deep.equal([
      "avatars/cat.jpg",
      "photos/cat.jpg",
      "avatars/2026/photos/cat.jpg",
    ]);
    expect(keyOfFile([photos], "photos/", "photos/cat.jpg")).to.equal("photos/photos/cat.jpg");
  });
});

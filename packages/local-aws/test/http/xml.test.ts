import { expect } from "chai";
import fc from "fast-check";

import { buildXml, parseXml } from "../../src/http/xml";

describe("XML", () => {
  it("round-trips any text", () => {
    // XML has no control characters.
    const printable = (s: string) => [...s].filter((c) => c >= " ").join("");
    const text = fc.string({ unit: "grapheme" }).map(printable);
    fc.assert(
      fc.property(fc.array(text), text, (keys, prefix) => {
        const xml = parseXml(buildXml("R", { Key: keys, Inner: { Prefix: prefix } }, "http://example.com/"));
        expect(xml.all("Key").map((e) => e.text)).to.deep.equal(keys);
        expect(xml.child("Inner")?.value("Prefix")).to.equal(prefix);
      }),
    );
  });

  it("may have attributes, comments, prefixes and references", () => {
    const xml = parseXml(`<?xml version="1.0"?><!-- c --><s:a x="1>2"><b/><s:c>&lt;&#x41;&#66;&amp;</s:c></s:a>`);
    expect([xml.name, xml.value("b"), xml.value("c")]).to.deep.equal(["a", "", "<AB&"]);
  });

  for (const bad of ["", "text", "<a>", "<a></b>", "<a/><b/>", "<a", "</a>"]) {
    it(`is refused as ${JSON.stringify(bad)}`, () => expect(() => parseXml(bad)).to.throw());
  }
});

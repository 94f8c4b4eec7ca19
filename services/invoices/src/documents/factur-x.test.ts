import { PDFDocument, PDFName } from "@cantoo/pdf-lib";
import { describe, expect, it, vi } from "vitest";
import { colorProfile } from "./color-profile.js";
import { eInvoiceXml } from "./e-invoice-xml.js";
import { isScreenPicture } from "./factur-x.js";
import { invoicePdf } from "./invoice-pdf.js";
import { linesOfWork, testDocument } from "./test-document.js";

const document = testDocument({ eInvoice: "facturX", lines: linesOfWork(3) });
const facturX = async () => await invoicePdf(document, undefined, await eInvoiceXml(document, "facturX"));

describe("a Factur-X file", () => {
  it("has the XML within it, as another form of the same document", async () => {
    const file = await PDFDocument.load(await facturX(), { updateMetadata: false });
    const [attachment, ...others] = file.getAttachments();
    expect(others).toEqual([]);
    expect(attachment?.name).toBe("factur-x.xml");
    expect(Buffer.from(attachment?.data ?? []).toString()).toBe(await eInvoiceXml(document, "facturX"));
    const related = String(file.catalog.lookup(PDFName.of("AF")));
    expect(related).toMatch(/\d+ 0 R/);
    const specifications = file.context
      .enumerateIndirectObjects()
      .map(([, object]) => String(object))
      .filter((text) => text.includes("/AFRelationship"));
    expect(specifications).toHaveLength(1);
    expect(specifications[0]).toContain("/AFRelationship /Alternative");
  });

  it("has the same bytes whenever it is made", async () => {
    const first = Buffer.from(await facturX());
    vi.useFakeTimers({ now: new Date("2031-02-03T04:05:06Z"), toFake: ["Date"] });
    try {
      expect(first.equals(await facturX())).toBe(true);
    } finally {
      vi.useRealTimers();
    }
  });

  it("has its metadata uncompressed", async () => {
    const text = Buffer.from(await facturX()).toString("latin1");
    for (const part of [
      ...["<pdfaid:part>3</pdfaid:part>", "<pdfaid:conformance>B</pdfaid:conformance>"],
      ...[
        "<fx:ConformanceLevel>EN 16931</fx:ConformanceLevel>",
        "<xmp:CreateDate>2026-11-24T10:15:30Z</xmp:CreateDate>",
      ],
    ])
      expect(text).toContain(part);
  });
});

describe("the color profile", () => {
  it("is one of ICC, of the length that it says", () => {
    const profile = Buffer.from(colorProfile());
    expect(profile.readUInt32BE(0)).toBe(profile.length);
    expect(profile.toString("latin1", 12, 20)).toBe("mntrRGB ");
    expect(profile.toString("latin1", 36, 40)).toBe("acsp");
    const count = profile.readUInt32BE(128);
    for (let index = 0; index < count; index += 1) {
      const [start, length] = [136, 140].map((place) => profile.readUInt32BE(place + 12 * index));
      expect((start ?? 0) % 4).toBe(0);
      expect((start ?? 0) + (length ?? 0)).toBeLessThanOrEqual(profile.length);
    }
  });
});

describe("a logo", () => {
  /** The head of a JPEG with so many color components. */
  const jpeg = (components: number) =>
    new Uint8Array([
      ...[0xff, 0xd8, 0xff, 0xc0, 0, 8 + 3 * components, 8, 0, 1, 0, 1, components],
      ...Array.from({ length: 3 * components }, () => 0),
    ]);

  it("of printing inks is no part of a file with the colors of screens", async () => {
    expect(await isScreenPicture("image/jpeg", jpeg(3))).toBe(true);
    expect(await isScreenPicture("image/jpeg", jpeg(4))).toBe(false);
    expect(await isScreenPicture("image/jpeg", new Uint8Array(4))).toBe(true);
    expect(await isScreenPicture("image/png", new Uint8Array(4))).toBe(true);
  });
});

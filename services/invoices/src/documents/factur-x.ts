/** The container of Factur-X: a PDF/A-3b file that has the electronic invoice within it. */
import { createHash } from "node:crypto";
import { AFRelationship, JpegEmbedder, type PDFDocument, PDFHexString, PDFName, PDFString } from "@cantoo/pdf-lib";
import { colorProfile } from "./color-profile.js";
import { type FileFacts, facturXMetadata, xmlFileName } from "./metadata.js";

/** The ICC profile has three components. */
const profileComponents = 3;
const idLength = 32;

/**
 * Makes a file a Factur-X file. Its dates are those of the invoice, and its id is computed from the XML: the same invoice gives the same
 * bytes.
 */
export async function makeFacturX(file: PDFDocument, xml: string, facts: FileFacts): Promise<void> {
  const { context, catalog } = file;
  const at = new Date(facts.at);
  await file.attach(new TextEncoder().encode(xml), xmlFileName, {
    mimeType: "text/xml",
    description: "Factur-X",
    creationDate: at,
    modificationDate: at,
    afRelationship: AFRelationship.Alternative,
  });
  // Readers find metadata without decompressing it.
  const metadata = context.stream(new TextEncoder().encode(facturXMetadata(facts)), {
    Type: "Metadata",
    Subtype: "XML",
  });
  catalog.set(PDFName.of("Metadata"), context.register(metadata));
  const profile = context.register(context.flateStream(colorProfile(), { N: profileComponents }));
  const intent = context.obj({
    Type: "OutputIntent",
    S: "GTS_PDFA1",
    OutputConditionIdentifier: PDFString.of("sRGB"),
    Info: PDFString.of("sRGB IEC61966-2.1"),
    DestOutputProfile: profile,
  });
  catalog.set(PDFName.of("OutputIntents"), context.obj([context.register(intent)]));
  const id = PDFHexString.of(createHash("sha256").update(facts.title).update(xml).digest("hex").slice(0, idLength));
  context.trailerInfo.ID = context.obj([id, id]);
}

/** True for a picture that a file with the colors of sRGB may have: not one of printing inks. */
export async function isScreenPicture(contentType: string, bytes: Uint8Array): Promise<boolean> {
  if (contentType !== "image/jpeg") return true;
  try {
    return String((await JpegEmbedder.for(bytes)).colorSpace) !== "DeviceCMYK";
  } catch {
    // It is no picture at all: who embeds it says so.
    return true;
  }
}

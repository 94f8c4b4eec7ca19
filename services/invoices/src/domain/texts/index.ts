/** Texts and formats of documents, by language. */
import type { DocumentLanguage } from "@aerotage/kernel/contract/billing";
import { german } from "./de.js";
import { english } from "./en.js";
import { spanish } from "./es.js";
import { french } from "./fr.js";
import type { DocumentTexts } from "./texts.js";

export const documentTexts: Readonly<Record<DocumentLanguage, DocumentTexts>> = {
  en: english,
  de: german,
  fr: french,
  es: spanish,
};

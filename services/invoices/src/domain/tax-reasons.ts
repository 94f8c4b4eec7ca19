/** What stands on a document where the law has one reason for everybody, by language and category. */
import type { DocumentLanguage, TaxCategory } from "@aerotage/kernel/contract/billing";

export const standardReasons: Readonly<Record<DocumentLanguage, Partial<Record<TaxCategory, string>>>> = {
  en: {
    reverseCharge: "Reverse charge: the recipient owes the tax (Article 196 of Directive 2006/112/EC).",
    intraCommunity: "Intra-Community supply, exempt from tax (Article 138 of Directive 2006/112/EC).",
    export: "Export outside the European Union, exempt from tax (Article 146 of Directive 2006/112/EC).",
  },
  de: {
    reverseCharge: "Steuerschuldnerschaft des Leistungsempfängers (Artikel 196 der Richtlinie 2006/112/EG).",
    intraCommunity: "Steuerfreie innergemeinschaftliche Lieferung (Artikel 138 der Richtlinie 2006/112/EG).",
    export: "Steuerfreie Ausfuhrlieferung (Artikel 146 der Richtlinie 2006/112/EG).",
  },
  fr: {
    reverseCharge: "Autoliquidation par le preneur (article 196 de la directive 2006/112/CE).",
    intraCommunity: "Livraison intracommunautaire exonérée de TVA (article 138 de la directive 2006/112/CE).",
    export: "Exportation exonérée de TVA (article 146 de la directive 2006/112/CE).",
  },
  es: {
    reverseCharge: "Inversión del sujeto pasivo (artículo 196 de la Directiva 2006/112/CE).",
    intraCommunity: "Entrega intracomunitaria exenta de IVA (artículo 138 de la Directiva 2006/112/CE).",
    export: "Exportación exenta de IVA (artículo 146 de la Directiva 2006/112/CE).",
  },
};

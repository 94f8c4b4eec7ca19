/** Where an electronic invoice is sent to or comes from, as far as organization, clients and invoices share it. */

import { text } from "@aerotage/core/contract/schemas";
import * as z from "zod/mini";

/** The kinds of electronic addresses (EAS code list of EN 16931). `EM` is an e-mail address, `9930` a German VAT id. */
export const electronicAddressSchemes: readonly string[] = [
  "0002 0007 0009 0037 0060 0088 0096 0097 0106 0130 0135 0142 0151 0177 0183 0184 0188 0190 0191 0192 0193 0195 0196",
  "0198 0199 0200 0201 0202 0204 0208 0209 0210 0211 0212 0213 0215 0216 0218 0221 0230 0235 9901 9910 9913 9914 9915",
  "9918 9919 9920 9922 9923 9924 9925 9926 9927 9928 9929 9930 9931 9932 9933 9934 9935 9936 9937 9938 9939 9940 9941",
  "9942 9943 9944 9945 9946 9947 9948 9949 9950 9951 9952 9953 9957 9959 AQ AS AU EM",
].flatMap((line) => line.split(" "));

const schemeSchema = z.enum([...electronicAddressSchemes]).register(z.globalRegistry, {
  id: "ElectronicAddressScheme",
  description: "A code of the EAS code list: `EM` is an e-mail address, `9930` a German VAT id.",
});

/** The scheme of e-mail addresses. */
export const mailAddressScheme = "EM";

/** An electronic address, in responses and requests. */
export const electronicAddressSchema = z
  .strictObject({ scheme: schemeSchema, id: text(1, 200) })
  .register(z.globalRegistry, {
    id: "ElectronicAddress",
    description:
      "An address in a network of electronic invoices: the code of its kind (EAS code list), and the address.",
  });
export type ElectronicAddress = z.output<typeof electronicAddressSchema>;

import { expect, it } from "vitest";
import { letterheadOf } from "./letterhead.js";

it("has the organization's name and address, as far as they are set", () => {
  expect(letterheadOf({})).toEqual({ name: "", address: [] });
  const address = { street: "Hauptstraße 1", postcode: "10115", city: "Berlin", country: "DE" };
  expect(letterheadOf({ legalName: "Acme", address })).toEqual({
    name: "Acme",
    address: ["Hauptstraße 1", "10115 Berlin", "DE"],
  });
  const logo = { contentType: "image/png", bytes: new Uint8Array(1) } as const;
  expect(letterheadOf({ legalName: "Acme" }, logo)).toEqual({ name: "Acme", address: [], logo });
});

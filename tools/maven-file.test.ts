import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { hasSha256, repositoryOf } from "./maven-file.js";

it("takes the pinned file and no other", () => {
  const content = Buffer.from("content");
  const sha256 = createHash("sha256").update(content).digest("hex");
  expect(hasSha256(content, sha256)).toBe(true);
  expect(hasSha256(Buffer.from("another"), sha256)).toBe(false);
});

it("fetches from where the environment or Maven's settings say", () => {
  const mirror = (of: string) =>
    `<settings><mirrors><mirror><id>m</id><mirrorOf>${of}</mirrorOf><url>https://mirror.test/maven/</url></mirror></mirrors></settings>`;
  const central = repositoryOf({});
  expect(central).toMatch(/^https:/);
  expect(repositoryOf({}, mirror("*"))).toBe("https://mirror.test/maven");
  expect(repositoryOf({}, mirror("central"))).toBe("https://mirror.test/maven");
  expect(repositoryOf({}, mirror("other"))).toBe(central);
  expect(repositoryOf({}, `<!-- ${mirror("*")} -->`)).toBe(central);
  expect(repositoryOf({ MAVEN_REPOSITORY: "https://own.test/" }, mirror("*"))).toBe("https://own.test");
});

import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

it("is the example in the README", () => {
  const [readme, example] = ["README.md", "example.ts"].map((name) =>
    readFileSync(new URL(name, import.meta.url), "utf8"),
  );
  expect(readme).toContain(`\`\`\`ts\n${example}\`\`\``);
});

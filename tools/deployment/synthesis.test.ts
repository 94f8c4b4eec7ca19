import { expect, test } from "vitest";
import { chooseStacks, inOrder } from "./synthesis.js";

const stack = (name: string, ...needs: string[]) => ({ name, needs, folder: `/out/${name}` });

test("the stacks of an environment come after those that they need", () => {
  const all = [
    stack("aerotage-api-local", "aerotage-auth-local", "aerotage-data-local"),
    stack("aerotage-auth-local"),
    stack("aerotage-bootstrap-local"),
    stack("aerotage-data-local"),
    stack("aerotage-api-dev"),
  ];
  const { bootstrap, environment } = chooseStacks(all, "local");
  expect(bootstrap.name).toBe("aerotage-bootstrap-local");
  expect(environment.map(({ name, part }) => [name, part])).toEqual([
    ["aerotage-auth-local", "auth"],
    ["aerotage-data-local", "data"],
    ["aerotage-api-local", "api"],
  ]);
});

test("a synthesis without a bootstrap, or without stacks of the environment, is refused by what it made", () => {
  expect(() => chooseStacks([stack("aerotage-api-local")], "local")).toThrow("aerotage-api-local");
  expect(() => chooseStacks([stack("aerotage-bootstrap-local")], "local")).toThrow("aerotage-bootstrap-local");
});

test("stacks that need each other in a circle are refused", () => {
  expect(() => inOrder([stack("a", "b"), stack("b", "a")])).toThrow("These stacks need each other: a, b");
});

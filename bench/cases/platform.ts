import { getHealth } from "@aerotage/platform/contract";
import { type BenchCase, nothing } from "./case.js";

export const platformCases: readonly BenchCase[] = [
  {
    operation: getHealth,
    title: "dependencies asked, at most once in ten seconds; the latency is without",
    parts: nothing,
  },
];

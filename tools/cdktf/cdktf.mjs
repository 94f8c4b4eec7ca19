#!/usr/bin/env node
/** `npx cdktf …`: the CLI of CDK for Terraform, installed the first time that it is used. */
process.argv.splice(2, 0, "tools/cdktf/main.ts");
await import("../launch.mjs");

/** Font files are their bytes: see tools/build.ts and vitest.config.ts. */
declare module "*.ttf" {
  const bytes: Uint8Array;
  export default bytes;
}

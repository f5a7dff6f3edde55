/** Node compiles WebAssembly; its types name what comes out of it, and not the function. */
declare namespace WebAssembly {
  function compile(bytes: Uint8Array): Promise<Module>;
}

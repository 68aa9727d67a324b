// Types of inputs.mjs.
export function seeded(seed: number): () => number;
export function corpus(root: string, format: { readonly name: string; readonly extensions: readonly string[] }): Buffer[];

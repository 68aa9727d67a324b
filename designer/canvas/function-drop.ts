// What is dropped where on the canvas. Types, and the name by which a dragged function is known. Imports nothing.

/** Where a line that is drawn from a source field ends. */
export type Drop = { readonly target: string } | { readonly node: string; readonly input: number };

/** Where a function of the palette was dropped: on an input, on a node, on a line, or on a target. */
export type FunctionDrop = Drop | { readonly node: string } | { readonly line: readonly string[] };

/** What is carried while a function of the palette is dragged. */
export const FUNCTION_TYPE = 'application/x-crossdock-function';

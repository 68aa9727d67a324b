// What a proof of equality is about: the compiler and the two references, each by its version. Imports nothing.

/** Counts up with every change of what compiled code does; every proof made before is then stale. */
export const COMPILER_VERSION = '4';
/** Of the installed package: what a mapping means. */
export const JSONATA_VERSION = '2.2.2';
/** Of the installed package: what a rule means. */
export const RULES_ENGINE_VERSION = '7.3.1';

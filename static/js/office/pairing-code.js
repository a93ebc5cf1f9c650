/** Pairing codes as people read and type them. Pure. */

/** 0123456789 -> 01234-56789 @param {string} code */
export const prettyPairing = (code) => code.replace(/^(.{5})(.{5})$/, '$1-$2');

/** Numbers that the server holds people to as well. */
export const REASON_LETTERS = 10;

/** Ten letters or digits are a reason, ten spaces are none. @param {string} text */
export const enough = (text) => text.replace(/[^\p{L}\p{N}]/gu, '').length >= REASON_LETTERS;

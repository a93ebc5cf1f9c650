// @ts-check

/** Lay words ready for pasting. @param {string} text @returns {Promise<boolean>} a browser without a safe origin has no clipboard */
export async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

// @ts-check
/** Times of a demo as they are typed: "9:00, 14h30; 16 giờ". Pure. */

/** @param {string} text @returns {string[] | null} "HH:MM" in order, each once; null when one of them is no time */
export function timesOf(text) {
  const parts = text.split(/[,;]|\s{2,}/).map((one) => one.trim()).filter(Boolean);
  const read = parts.map((one) => {
    const found = /^(\d{1,2})\s*(?:[:hg.]|giờ)?\s*(\d{2})?\s*$/i.exec(one);
    const [hour, minute] = [Number(found?.[1] ?? 99), Number(found?.[2] ?? 0)];
    return hour < 24 && minute < 60 ? `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}` : null;
  });
  return read.includes(null) ? null : /** @type {string[]} */ ([...new Set(read)]).sort();
}

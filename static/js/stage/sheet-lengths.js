// @ts-check
/**
 * Times and lengths as a crew types them. The twin of ops/stage/lengths.py for words (a page gets no cells of Excel);
 * tests/vectors/lengths.json holds both to the same answers.
 */

export const SECOND = 1000;
export const MINUTE = 60_000;
export const HOUR = 3_600_000;
export const DAY = 86_400_000;

const DATE = /^(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}\/\d{1,2}(?:\/\d{2,4})?|ngày \d{1,2}\/\d{1,2}(?:\/\d{2,4})?)[\sT,:-]+/;
const NEXT_DAY = /\s*\(?\+\s*(\d)\)?$/;
const ABOUT = /^(?:khoảng|chừng|tầm|dự kiến|~|≈|\+\/-|±)\s*|\s*\(?dự kiến\)?$/giu;
const FROM = /^từ\s+/iu;
/** A word boundary that knows Vietnamese letters. */
const BETWEEN = /\s*(?:-+>?|–|—|→|÷|~|(?<![\p{L}\p{N}_])(?:đến|tới)(?![\p{L}\p{N}_]))\s*/iu;
const CLOCK = /^(\d{1,2})\s*(?:[:.hg]|giờ)\s*(?:(\d{1,2})\s*(?:phút|p|')?)?(?:\s*:\s*(\d{1,2}))?$/u;
const EXCEL_SPAN = /^(?:(\d+) days?, )?(\d{1,2}):(\d{2}):(\d{2})(?:\.\d+)?$/;
const FRACTION = /^(\d+)[.,](\d+)\s*(phút|p|ph|'|′|’|h|giờ|tiếng)?$/u;
const CLOCK_LENGTH = /^(\d{1,2}):(\d{1,2})(?::(\d{1,2}))?$/;
const HOURS = /^(\d+)\s*(?:h|g|giờ|tiếng)\s*(?:(\d{1,2})\s*(?:m|p|ph|phút|'|′|’)?)?$/u;
const MINUTES = /^(\d+)\s*(?:m|p|ph|phút|'|′|’)?\s*(?:(\d{1,2})\s*(?:s|g|gi|giây|"|″|”|'')?)?$/u;
const SECONDS = /^(\d+)\s*(?:s|gi|giây|"|″|”|'')$/u;

/** @param {string} text */
const bared = (text) => text.normalize('NFC').trim().replace(ABOUT, '').trim();

/**
 * A clock reading or a range, in ms since midnight; null: it tells no time of day.
 * @param {string} text
 * @returns {{start: number, end: number | null} | null}
 */
export function readSpan(text) {
  const bare = bared(text).replace(DATE, '').replace(FROM, '');
  const cut = BETWEEN.exec(bare);
  const [first, second] = cut ? [bare.slice(0, cut.index), bare.slice(cut.index + cut[0].length)] : [bare, ''];
  const start = readClock(first);
  const end = second ? readClock(second) : null;
  return start === null || (second && end === null) ? null : { start, end };
}

/** One reading; "+1" behind it is the day after. @param {string} text */
function readClock(text) {
  const bare = text.trim().replace(DATE, '');
  const later = NEXT_DAY.exec(bare);
  const found = CLOCK.exec(bare.replace(NEXT_DAY, '').replace(/[. ]+$/, '').trim().toLowerCase());
  if (!found) return null;
  const [hours = 0, minutes = 0, seconds = 0] = found.slice(1).map((part) => Number(part ?? 0));
  if (hours > 47 || minutes > 59 || seconds > 59) return null;
  return hours * HOUR + minutes * MINUTE + seconds * SECOND + Number(later?.[1] ?? 0) * DAY;
}

/**
 * A length in ms; a bare number counts minutes. null: it tells none.
 * @param {string} text
 * @returns {number | null}
 */
export function readLength(text) {
  const bare = bared(text).toLowerCase();
  if (bare.startsWith('-') || bare.startsWith('\u2212')) {
    const found = readLength(bare.slice(1));
    return found === null ? null : -found;
  }
  if (/^\d+$/.test(bare)) return Number(bare) * MINUTE;
  const whole = EXCEL_SPAN.exec(bare.replace(DATE, ''));
  if (whole) return sum(whole.slice(1), [DAY, HOUR, MINUTE, SECOND]);
  const part = FRACTION.exec(bare);
  if (part) return Math.round(Number(`${part[1]}.${part[2]}`) * (['h', 'giờ', 'tiếng'].includes(part[3] ?? '') ? HOUR : MINUTE));
  return readPlain(bare);
}

/** @param {string} text */
function readPlain(text) {
  const clock = CLOCK_LENGTH.exec(text);
  if (clock) return clock[3] === undefined ? sum(clock.slice(1, 3), [MINUTE, SECOND]) : sum(clock.slice(1), [HOUR, MINUTE, SECOND]);
  const seconds = SECONDS.exec(text);
  if (seconds) return sum(seconds.slice(1), [SECOND]);
  const minutes = MINUTES.exec(text);
  if (minutes) return sum(minutes.slice(1), [MINUTE, SECOND]);
  const hours = HOURS.exec(text);
  return hours ? sum(hours.slice(1), [HOUR, MINUTE]) : null;
}

/** @param {(string | undefined)[]} parts @param {number[]} units */
const sum = (parts, units) => units.reduce((all, unit, i) => all + Number(parts[i] ?? 0) * unit, 0);

/** From one reading to the next, over midnight when the second is the smaller one. @param {number} start @param {number} end */
export const between = (start, end) => ((end - start) % DAY + DAY) % DAY;

/**
 * The instant that a clock reading means: of the days it may lie on, the one nearest to where the row stands now, and
 * never before the day of the event. Readings of 24:00 and later say their day themselves.
 * @param {number} clock ms since midnight @param {number} near @param {number} dayStart
 */
export function placeClock(clock, near, dayStart) {
  if (clock >= DAY) return dayStart + clock;
  const days = Math.max(0, Math.round((near - dayStart - clock) / DAY));
  return dayStart + clock + days * DAY;
}

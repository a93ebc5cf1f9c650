// @ts-check
/**
 * QR codes drawn on the device itself: the code of a booth changes every 30 seconds, also where there is no network for hours.
 * ISO/IEC 18004, versions 1 to 6 (addresses of ours need 2 to 4), levels M, Q and H. Pure.
 */

/** @typedef {'M' | 'Q' | 'H'} Level */
/** @typedef {{version: number, level: Level, mask: number, rows: boolean[][]}} Symbol true is dark; without the quiet zone */

export const QUIET = 4; // the white border that a reader needs
const SIGNS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';
/** Version -> level -> error correction words in each block, then the data words of each block. @type {Record<Level, [number, number[]][]>} */
const BLOCKS = {
  M: [[10, [16]], [16, [28]], [26, [44]], [18, [32, 32]], [24, [43, 43]], [16, [27, 27, 27, 27]]],
  Q: [[13, [13]], [22, [22]], [18, [17, 17]], [26, [24, 24]], [18, [15, 15, 16, 16]], [24, [19, 19, 19, 19]]],
  H: [[17, [9]], [28, [16]], [22, [13, 13]], [16, [9, 9, 9, 9]], [22, [11, 11, 12, 12]], [28, [15, 15, 15, 15]]],
};
const LEVEL_BITS = { M: 0, Q: 3, H: 2 };
const LEVELS = /** @type {Level[]} */ (['H', 'Q', 'M']);

// ---------- arithmetic of GF(256) over x^8 + x^4 + x^3 + x^2 + 1 ----------

const [EXP, LOG] = [new Uint8Array(255), new Uint8Array(256)];
for (let n = 0, x = 1; n < 255; n += 1, x = (x << 1) ^ (x & 0x80 ? 0x11d : 0)) [EXP[n], LOG[x]] = [x, n];

/** @param {number} a @param {number} b */
const times = (a, b) => (a && b ? EXP[(LOG[a] + LOG[b]) % 255] : 0);

/** (x - 1)(x - 2)(x - 4)..., without its leading one. @param {number} degree @returns {number[]} */
function generator(degree) {
  let made = [1];
  for (let n = 0; n < degree; n += 1) made = [...made, 0].map((one, i) => one ^ times(made[i - 1] ?? 0, EXP[n]));
  return made.slice(1);
}

/** The remainder of a block. @param {number[]} data @param {number[]} by */
function remainder(data, by) {
  let left = by.map(() => 0);
  for (const one of data) {
    const lead = one ^ left[0];
    left = by.map((factor, i) => (left[i + 1] ?? 0) ^ times(factor, lead));
  }
  return left;
}

// ---------- text to code words ----------

/** @param {number} value @param {number} length @returns {number[]} */
const bits = (value, length) => Array.from({ length }, (_, i) => (value >>> (length - 1 - i)) & 1);

/** Letters two in eleven bits where the text allows it, else bytes. @param {string} text @returns {number[]} */
export function bitsOf(text) {
  if ([...text].every((one) => SIGNS.includes(one))) {
    const pairs = text.match(/..?/g) ?? [];
    const words = pairs.flatMap((pair) => (pair.length === 2 ? bits(SIGNS.indexOf(pair[0]) * 45 + SIGNS.indexOf(pair[1]), 11) : bits(SIGNS.indexOf(pair), 6)));
    return [...bits(2, 4), ...bits(text.length, 9), ...words];
  }
  const bytes = [...new TextEncoder().encode(text)];
  return [...bits(4, 4), ...bits(bytes.length, 8), ...bytes.flatMap((one) => bits(one, 8))];
}

/** @param {Level} level @param {number} version */
const room = (level, version) => BLOCKS[level][version - 1][1].reduce((sum, one) => sum + one, 0);

/** The smallest version at level M, then the strongest level that this size still carries. @param {number} length bits @returns {{version: number, level: Level} | null} */
export function sizeFor(length) {
  const fits = (/** @type {Level} */ level, /** @type {number} */ version) => room(level, version) * 8 >= length;
  const version = [1, 2, 3, 4, 5, 6].find((one) => fits('M', one));
  return version ? { version, level: LEVELS.find((one) => fits(one, version)) ?? 'M' } : null;
}

/** Data with its padding, block after block, and the words that mend it, woven together. @param {number[]} data bits @param {number} version @param {Level} level */
function wordsOf(data, version, level) {
  const capacity = room(level, version) * 8;
  const padded = [...data, ...bits(0, Math.min(4, capacity - data.length))];
  padded.push(...bits(0, (8 - (padded.length % 8)) % 8));
  const words = Array.from({ length: padded.length / 8 }, (_, i) => padded.slice(i * 8, i * 8 + 8).reduce((sum, bit) => sum * 2 + bit, 0));
  for (let n = 0; words.length < capacity / 8; n += 1) words.push(n % 2 ? 0x11 : 0xec);
  const [extra, sizes] = BLOCKS[level][version - 1];
  let from = 0;
  const blocks = sizes.map((size) => words.slice(from, (from += size)));
  const by = generator(extra);
  return [...woven(blocks), ...woven(blocks.map((block) => remainder(block, by)))];
}

/** First of each, second of each. @param {number[][]} blocks */
const woven = (blocks) => Array.from({ length: Math.max(...blocks.map((one) => one.length)) }, (_, i) => blocks.flatMap((one) => (i < one.length ? [one[i]] : []))).flat();

// ---------- the square ----------

/** @type {((x: number, y: number) => boolean)[]} */
const MASKS = [
  (x, y) => (x + y) % 2 === 0, (_, y) => y % 2 === 0, (x) => x % 3 === 0, (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0, (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0, (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];

/** What is the same in every code of a version: null is free for data. @param {number} version @returns {(boolean | null)[][]} */
function frame(version) {
  const side = 17 + 4 * version;
  /** @type {(boolean | null)[][]} */
  const square = Array.from({ length: side }, () => Array(side).fill(null));
  const ring = (/** @type {number} */ cx, /** @type {number} */ cy, /** @type {number} */ reach, /** @type {(d: number) => boolean} */ dark) => {
    for (let y = Math.max(0, cy - reach); y <= Math.min(side - 1, cy + reach); y += 1) {
      for (let x = Math.max(0, cx - reach); x <= Math.min(side - 1, cx + reach); x += 1) square[y][x] = dark(Math.max(Math.abs(x - cx), Math.abs(y - cy)));
    }
  };
  for (let n = 0; n < side; n += 1) square[6][n] = square[n][6] = n % 2 === 0;
  for (const [x, y] of [[3, 3], [side - 4, 3], [3, side - 4]]) ring(x, y, 4, (d) => d !== 2 && d !== 4);
  if (version > 1) ring(side - 7, side - 7, 2, (d) => d !== 1);
  square[side - 8][8] = true;
  return square;
}

/** Fifteen bits that name level and mask, twice. @param {(boolean | null)[][]} square @param {Level} level @param {number} mask */
function sign(square, level, mask) {
  const side = square.length;
  const value = (LEVEL_BITS[level] << 3) | mask;
  let left = value;
  for (let n = 0; n < 10; n += 1) left = (left << 1) ^ (left & 0x200 ? 0x537 : 0);
  const told = bits(((value << 10) | left) ^ 0x5412, 15).map(Boolean);
  const upright = [0, 1, 2, 3, 4, 5, 7, 8].map((n) => [n, 8]).concat([[8, 7], [8, 5], [8, 4], [8, 3], [8, 2], [8, 1], [8, 0]]);
  const apart = [1, 2, 3, 4, 5, 6, 7].map((n) => [8, side - n]).concat([8, 7, 6, 5, 4, 3, 2, 1].map((n) => [side - n, 8]));
  told.forEach((dark, i) => {
    for (const [x, y] of [upright[i], apart[i]]) square[y][x] = dark;
  });
}

/** Places for data in their order: two columns at a time from the right, up and down. @param {(boolean | null)[][]} square */
function* places(square) {
  const side = square.length;
  for (let right = side - 1, up = true; right > 0; right -= 2, up = !up) {
    if (right === 6) right = 5; // the column of the timing marks
    for (let n = 0; n < side; n += 1) {
      for (const x of [right, right - 1]) yield [x, up ? side - 1 - n : n];
    }
  }
}

/** @param {number[]} words @param {number} version @param {Level} level @param {number} mask @returns {boolean[][]} */
function drawn(words, version, level, mask) {
  const square = frame(version);
  sign(square, level, mask);
  const taken = square.map((row) => row.map((one) => one !== null));
  const data = words.flatMap((one) => bits(one, 8));
  let n = 0;
  for (const [x, y] of places(square)) {
    if (taken[y][x]) continue;
    square[y][x] = Boolean(data[n] ?? 0) !== MASKS[mask](x, y);
    n += 1;
  }
  return /** @type {boolean[][]} */ (square);
}

/** How hard a square is to read: long runs, blocks of four, false finders, too dark or too light. @param {boolean[][]} rows */
function penalty(rows) {
  const side = rows.length;
  const lines = [...rows, ...rows.map((_, x) => rows.map((row) => row[x]))].map((line) => line.map((one) => (one ? '1' : '0')).join(''));
  let sum = 0;
  for (const line of lines) {
    for (const [run] of line.matchAll(/(.)\1{4,}/g)) sum += run.length - 2;
    for (let n = 0; n + 11 <= side; n += 1) if (['10111010000', '00001011101'].includes(line.slice(n, n + 11))) sum += 40;
  }
  for (let y = 1; y < side; y += 1) for (let x = 1; x < side; x += 1) if (rows[y][x] === rows[y - 1][x] && rows[y][x] === rows[y][x - 1] && rows[y][x] === rows[y - 1][x - 1]) sum += 3;
  const dark = rows.flat().filter(Boolean).length;
  return sum + 10 * Math.floor(Math.abs((dark * 20) / (side * side) - 10));
}

/**
 * The code of a text. @param {string} text up to 154 capitals or 106 bytes @param {number} [mask] only in tests: the best one is found
 * @returns {Symbol}
 */
export function qr(text, mask) {
  const data = bitsOf(text);
  const size = sizeFor(data.length);
  if (!size) throw new RangeError('too long for a code');
  const words = wordsOf(data, size.version, size.level);
  const tried = (mask === undefined ? MASKS.map((_, n) => n) : [mask]).map((n) => ({ ...size, mask: n, rows: drawn(words, size.version, size.level, n) }));
  return tried.map((one) => ({ one, bad: penalty(one.rows) })).reduce((best, next) => (next.bad < best.bad ? next : best)).one;
}

/** The dark runs as one path, quiet zone included: for `<path d>`. @param {boolean[][]} rows */
export const pathOf = (rows) => rows.flatMap((row, y) => [...row.map((one) => (one ? '1' : '0')).join('').matchAll(/1+/g)].map((run) => `M${run.index + QUIET} ${y + QUIET}h${run[0].length}v1h-${run[0].length}z`)).join('');

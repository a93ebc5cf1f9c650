/**
 * One call to our server. What is not our JSON is not an answer: a captive portal says 200 with a page of its own,
 * and a proxy in trouble says 502 with HTML.
 */

/**
 * @typedef {'staff' | 'device'} As
 * @typedef {{as?: As, timeout?: number}} CallOptions
 */

const TIMEOUT_MS = 8000;

export class ApiError extends Error {
  /**
   * @param {{code: string, message?: string, status?: number, fields?: Record<string, string>, answered?: boolean,
   *   retryAfter?: number | null}} about
   */
  constructor({ code, message, status = 0, fields = {}, answered = false, retryAfter = null }) {
    super(message || code);
    this.name = 'ApiError';
    this.code = code;
    this.status = status;
    this.fields = fields;
    /** True when our own server spoke; false when nobody knows whether the command was done. */
    this.answered = answered;
    /** Seconds to wait, when the server named them. */
    this.retryAfter = retryAfter;
  }
}

/** Who this page speaks as, unless a call says otherwise. @returns {As | undefined} */
function pageSpeaksAs() {
  const as = globalThis.document?.body?.dataset.as;
  return as === 'staff' || as === 'device' ? as : undefined;
}

/**
 * @param {string} method
 * @param {string} path
 * @param {unknown} [body]
 * @param {CallOptions} [options]
 * @returns {Promise<any>} the parsed JSON
 */
export async function call(method, path, body, options) {
  return (await callFull(method, path, body, options)).data;
}

/**
 * As `call`, with the response beside the data (for headers).
 * @param {string} method
 * @param {string} path
 * @param {unknown} [body]
 * @param {CallOptions} [options]
 * @returns {Promise<{data: any, response: Response}>}
 */
export async function callFull(method, path, body, { as, timeout = TIMEOUT_MS } = {}) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), timeout);
  try {
    const response = await send(method, path, body, as ?? pageSpeaksAs(), stop.signal);
    return { data: await readAnswer(response, stop.signal), response };
  } finally {
    clearTimeout(timer);
  }
}

/**
 * @param {string} method
 * @param {string} path
 * @param {unknown} body
 * @param {As | undefined} as
 * @param {AbortSignal} stop
 */
async function send(method, path, body, as, stop) {
  /** @type {Record<string, string>} */
  const headers = { Accept: 'application/json', 'Accept-Language': globalThis.document?.documentElement.lang || 'vi' };
  if (as) headers['Ops-As'] = as;
  if (method !== 'GET') headers['Content-Type'] = 'application/json';
  try {
    return await fetch(path, {
      method, headers, body: method === 'GET' ? undefined : JSON.stringify(body ?? {}),
      credentials: 'same-origin', cache: method === 'GET' ? 'no-cache' : 'no-store', signal: stop,
    });
  } catch {
    throw new ApiError({ code: stop.aborted ? 'no_answer_in_time' : 'no_network' });
  }
}

/**
 * @param {Response} response
 * @param {AbortSignal} stop
 */
async function readAnswer(response, stop) {
  const data = await readJson(response, stop);
  if (response.ok && data !== undefined && !response.redirected) return data;
  const error = data?.error;
  if (!error || typeof error.code !== 'string') {
    throw new ApiError({ code: 'not_our_answer', status: response.status });
  }
  throw new ApiError({
    code: error.code, message: error.message, status: response.status, fields: error.fields ?? {}, answered: true,
    retryAfter: Number(response.headers.get('Retry-After')) || null,
  });
}

/**
 * @param {Response} response
 * @param {AbortSignal} stop
 * @returns {Promise<any>} undefined when the body is not JSON
 */
async function readJson(response, stop) {
  if (!(response.headers.get('Content-Type') ?? '').includes('json')) return undefined;
  try {
    return await response.json();
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw new ApiError({ code: stop.aborted ? 'no_answer_in_time' : 'no_network' });
  }
}

/** A UUID; `crypto.randomUUID` is missing on plain http, the random source is not. */
export function newRef() {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/**
 * POST a command. Its `ref` makes a repeat harmless, so an unanswered one is sent once more.
 * @param {string} path
 * @param {Record<string, unknown>} [body]
 * @param {CallOptions} [options]
 */
export async function command(path, body = {}, options) {
  const full = { ...body, ref: body.ref ?? newRef() };
  try {
    return await call('POST', path, full, options);
  } catch (error) {
    if (!(error instanceof ApiError) || error.answered || error.code === 'not_our_answer') throw error;
    return call('POST', path, full, options);
  }
}

// @ts-check
/** Bytes of a file to the server, with the server's own words when it does not take them. */

import { ApiError } from '../core/api.js';
import { eventPath } from '../core/page.js';

/** @param {string} path below the event @param {Record<string, string>} query @param {Blob} file @returns {Promise<any>} */
export async function sendFile(path, query, file) {
  const headers = { 'Content-Type': 'application/octet-stream', 'Ops-As': 'staff', Accept: 'application/json' };
  /** @type {Response} */
  let answer;
  try {
    answer = await fetch(`${eventPath()}${path}?${new URLSearchParams(query)}`, { method: 'POST', headers, body: file, credentials: 'same-origin' });
  } catch {
    throw new ApiError({ code: 'no_network' });
  }
  const data = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new ApiError({ code: data.error?.code ?? 'not_our_answer', message: data.error?.message, fields: data.error?.fields, answered: Boolean(data.error) });
  return data;
}

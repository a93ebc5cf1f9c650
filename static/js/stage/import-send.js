/** The bytes of a file on their way to the server: sent again when a column was corrected, and when it is taken in. */

import { ApiError } from '../core/api.js';
import { eventPath } from '../core/page.js';

/** @param {'look' | ''} way @param {Record<string, string>} asked @param {ArrayBuffer} bytes */
export async function post(way, asked, bytes) {
  const path = `${eventPath()}/stage/import${way && `/${way}`}?${new URLSearchParams(asked)}`;
  const headers = { 'Content-Type': 'application/octet-stream', 'Ops-As': document.body.dataset.as || 'staff', Accept: 'application/json' };
  /** @type {Response} */
  let answer;
  try {
    answer = await fetch(path, { method: 'POST', headers, body: bytes, credentials: 'same-origin' });
  } catch {
    throw new ApiError({ code: 'no_network' });
  }
  const data = await answer.json().catch(() => ({}));
  if (answer.ok) return data;
  const { code, message, fields } = data.error ?? {};
  throw new ApiError({ code: code ?? 'not_our_answer', message, fields, answered: Boolean(data.error) });
}

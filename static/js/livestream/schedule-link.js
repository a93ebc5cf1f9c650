/** A host's own link: made here, shown once, copied into a chat. The one before opens nothing any more. */

import { command } from '../core/api.js';
import { eventPath } from '../core/page.js';
import { html, Icon, t, useState } from '../core/ui.js';
import { copied } from './copied.js';
import { refusal } from './schedule-words.js';

/** @param {{sc: import('./schedule-state.js').Schedule, person: string}} props */
export function HostLink({ sc, person }) {
  const [state, setState] = useState(/** @type {{asked?: boolean, words?: string, said?: string}} */ ({}));
  const row = sc.persons.value.get(person);
  if (!row || !sc.may.plan) return null;
  const make = async () => {
    try {
      const { url } = await command(`${eventPath()}/live/people/${encodeURIComponent(person)}/link`);
      const words = t('schedule.link.words', { name: row.name, url: url ?? '' });
      setState({ words, said: t((await copied(words)) ? 'schedule.link.copied' : 'schedule.link.select') });
    } catch (error) {
      setState({ said: refusal(error) });
    }
  };
  if (state.words) return html`<div class="stack"><p role="status">${state.said}</p><textarea class="link-words" readonly rows="4" aria-label=${t('schedule.link.label')} onFocus=${(/** @type {any} */ e) => e.currentTarget.select()}>${state.words}</textarea></div>`;
  if (state.asked) return html`<div class="confirm"><p>${t('schedule.link.again')}</p><p class="buttons"><button type="button" class="button main" onClick=${make}>${t('schedule.link.make')}</button><button type="button" class="button plain" onClick=${() => setState({})}>${t('core.act.cancel')}</button></p></div>`;
  return html`<p class="buttons"><button type="button" class="button" onClick=${() => (row.has_link ? setState({ asked: true }) : make())}><${Icon} name="copy" /> ${t('schedule.link', { name: row.name })}</button></p>${state.said && html`<p class="word-look">${state.said}</p>`}`;
}

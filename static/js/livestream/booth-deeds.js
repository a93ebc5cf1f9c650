// What a thumb does at the booth: decided here at once, shown at once, kept in the outbox, told to the server behind it.

import { clock } from '../core/clock.js';
import { hasWord, signal, t, timeHM, toast } from '../core/ui.js';
import { goodsChange } from './booth-acts.js';
import { decide } from './booth-decide.js';
import { smallPhoto } from './booth-photo.js';
import { askAgainAt } from './booth-slots.js';

/** @typedef {import('./booth-keep.js').Booth} Booth */
/** @typedef {import('./booth-slots.js').Slot} Slot */
/** @typedef {ReturnType<typeof createDeeds>} Deeds */

/** The answer to the last press that did not go, in words; it stands over the button until the next press. @type {import('../core/vendor.js').Signal<{slot: string, text: string} | null>} */
export const said = signal(null);

/** Instants of a refusal as times, lists as words. @param {string} code @param {any} value */
function asWords(code, value) {
  if (Array.isArray(value)) return value.map((one) => wordOf(code, one)).join(', ');
  return typeof value === 'number' && value > 1e11 ? timeHM(value) : value;
}

/** @param {string} code @param {any} one */
function wordOf(code, one) {
  const key = code === 'ticks' ? `live.booth.tick.${one}` : `live.conflict.${one}.title`;
  return hasWord(key) ? t(key) : String(one);
}

/** @param {string} code @param {Record<string, any>} [more] @param {string} [otherwise] the server's own sentence */
export function refusalWords(code, more = {}, otherwise = '') {
  const key = `live.refused.${code}`;
  if (otherwise && otherwise !== code) return otherwise;
  return hasWord(key) ? t(key, Object.fromEntries(Object.entries(more).map(([name, one]) => [name, asWords(code, one)]))) : t('core.error.other', { code });
}

/** @param {Booth} booth */
export function createDeeds(booth) {
  const device = () => /** @type {any} */ (booth.kept.identity.peek()?.device ?? { id: '' });

  /** @param {import('./booth-keep.js').Order} order @param {Omit<import('./booth-acts.js').About, 'ref' | 'at'>} about */
  async function keep(order, about) {
    const kept = await booth.order(order, about);
    if (!kept) toast(t('live.booth.not_kept'));
    return kept;
  }

  /** @param {Slot} slot @param {string} path */
  const at = (slot, path) => `live/slots/${encodeURIComponent(slot.id)}/${path}`;

  /** @param {Slot} slot @param {string} action */
  function step(slot, action) {
    const verdict = decide(booth.facts.peek(), slot, action, device(), Math.round(clock.now()));
    if (!verdict.ok) return void (said.value = { slot: slot.id, text: refusalWords(verdict.code, verdict.more) });
    said.value = null;
    if (verdict.already) return;
    if (action === 'end') booth.remember('stay', slot.id);
    void keep({ path: at(slot, 'step'), body: { do: action } }, { slot: slot.id, act: action, words: t(`live.booth.act.${action}`), patch: { set: verdict.set } });
  }

  /** @param {Slot} slot @param {string} what @param {boolean} on */
  function tick(slot, what, on) {
    const seen = on ? { by: `device:${device().id}`, at: Math.round(clock.now()) } : null;
    void keep({ path: at(slot, 'tick'), body: { what, on } }, { slot: slot.id, act: '', words: t(`live.booth.tick.${what}`), patch: { ticks: { [what]: seen } } });
  }

  /** @param {Slot} slot @param {number} minutes */
  function late(slot, minutes) {
    const verdict = decide(booth.facts.peek(), slot, 'late', device(), Math.round(clock.now()), { minutes });
    if (!verdict.ok) return void (said.value = { slot: slot.id, text: refusalWords(verdict.code, verdict.more) });
    said.value = null;
    void keep({ path: at(slot, 'late'), body: { minutes } }, { slot: slot.id, act: '', words: t('live.booth.act.late', { n: minutes }), patch: { set: verdict.set } });
  }

  /** @param {Slot} slot @param {any} item @param {'pin' | 'minus' | 'out' | 'back'} what */
  function goods(slot, item, what) {
    const values = goodsChange(item, what);
    void keep({ path: at(slot, `goods/${encodeURIComponent(item.product)}`), body: values }, { slot: slot.id, act: '', words: t(`live.booth.act.${what}`), patch: { goods: { product: item.product, values } } });
  }

  /** What is asked of the coordinator. @param {string} kind @param {string} slot @param {string} reason @param {Record<string, any>} [wanted] */
  const request = (kind, slot, reason, wanted = {}) => keep(
    { path: 'live/requests', body: { kind, slot, reason, wanted } },
    { slot: slot || '-', act: `request.${kind}`, words: t(`live.booth.act.${kind}`), patch: {} },
  );

  /** Price or stock is not what was planned; whoever closes the camera without a picture has still said so. @param {Slot} slot @param {string} product @param {'price' | 'stock' | 'other'} what @param {File | null} file */
  async function wrong(slot, product, what, file) {
    const photo = file && await smallPhoto(file);
    if (file && !photo) toast(t('live.booth.no_picture'));
    return keep(
      { path: at(slot, `goods/${encodeURIComponent(product)}`), body: { wrong: what }, photo: photo && { bytes: photo, name: `${product}.jpg` } },
      { slot: slot.id, act: 'request.wrong', words: t('live.booth.act.wrong'), patch: { goods: { product, values: { wrong: what } } } },
    );
  }

  /** @param {Slot} slot @param {Record<string, number | null>} values @param {Record<string, any>} [more] @param {Blob | null} [photo] */
  function figures(slot, values, more = {}, photo = null) {
    const platform = booth.facts.peek().channels[slot.channel]?.platform ?? '';
    const status = Object.values(values).every((one) => one === null) ? 'missing' : 'provisional';
    return keep(
      { path: 'live/figures', body: { slot: slot.id, platform, values, status, source: photo ? 'screenshot' : 'typed', ...more }, photo: photo && { bytes: photo, name: `${slot.id}.jpg` } },
      { slot: slot.id, act: 'figures', words: t('live.booth.act.figures'), patch: {} },
    );
  }

  /** @param {Slot} slot @param {import('./booth-numbers.js').Values} values */
  async function tell(slot, values) {
    if (!(await figures(slot, values))) return;
    if (values.gmv !== null) booth.remember('told', [...booth.told.peek(), slot.id].slice(-200));
    putOff(slot);
  }

  /** @param {Slot} slot @param {File | null} file */
  async function shot(slot, file) {
    if (!file) return;
    const photo = await smallPhoto(file);
    if (!photo) return void toast(t('live.booth.no_picture'));
    if (await figures(slot, { gmv: null, orders: null, peak: null }, {}, photo)) {
      toast(t('live.booth.figures.shot_kept'));
      putOff(slot);
    }
  }

  /** Not now: the page goes on, and asks again later. @param {Slot} slot */
  function putOff(slot) {
    booth.remember('later', { ...booth.later.peek(), [slot.id]: askAgainAt(slot, clock.now(), booth.facts.peek().offset_min) });
    booth.remember('stay', '');
  }

  /** @param {Slot} slot @param {number | null} peak null: not now */
  function peak(slot, peak) {
    booth.remember('nudged', [...booth.nudged.peek(), slot.id].slice(-200));
    if (peak !== null) void figures(slot, { peak });
  }

  return { step, tick, late, goods, request, wrong, tell, shot, putOff, peak };
}

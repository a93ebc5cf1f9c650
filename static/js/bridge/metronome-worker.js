// A classic worker that only keeps time: a page in the background may wake once a second, a worker as often as it likes.
// In: {every: ms} or {at: id, ms} or {drop: id}. Out: {tick: true} or {at: id}.

/** @type {ReturnType<typeof setInterval> | undefined} */
let ticking;
/** @type {Map<string, ReturnType<typeof setTimeout>>} */
const alarms = new Map();

self.addEventListener('message', ({ data }) => {
  if ('every' in data) {
    clearInterval(ticking);
    ticking = setInterval(() => self.postMessage({ tick: true }), data.every);
    return;
  }
  const id = data.at ?? data.drop;
  clearTimeout(alarms.get(id));
  alarms.delete(id);
  if ('at' in data) alarms.set(id, setTimeout(() => { alarms.delete(id); self.postMessage({ at: id }); }, data.ms));
});

// Runs before anything is drawn: one page for every tablet, so language and theme come from this device's own cookies.
// What takes long is asked for at once, while the page's script is still on its way: the words, and of the desk its roster.
{
  const chosen = (/** @type {string} */ name) => document.cookie.split('; ').find((one) => one.startsWith(`${name}=`))?.split('=')[1];
  if (chosen('ops_lang') === 'en') document.documentElement.lang = 'en';
  if (chosen('ops_theme') === 'stage') document.documentElement.dataset.theme = 'stage';

  /** A database that is not there yet is left to whoever knows its layout. @returns {Promise<IDBDatabase>} */
  const openMemory = () => new Promise((done, fail) => {
    const asked = indexedDB.open('ops-desk');
    asked.onupgradeneeded = () => asked.transaction?.abort();
    asked.onerror = () => fail(asked.error);
    asked.onsuccess = () => {
      asked.result.onversionchange = () => asked.result.close();
      done(asked.result);
    };
  });
  /** In one transaction: rows and position belong together. @param {IDBDatabase} db */
  const readRoster = (db) => new Promise((done, fail) => {
    const read = db.transaction(['meta', 'blob', 'row']);
    const row = read.objectStore('row');
    const [header, index, keys, rows] = [read.objectStore('meta').get('roster'), read.objectStore('blob').get('index'), row.getAllKeys(), row.getAll()];
    read.oncomplete = () => done({ header: header.result, index: index.result, keys: keys.result, rows: rows.result });
    read.onabort = () => fail(read.error);
  });

  const words = fetch(`/i18n/${document.documentElement.lang === 'en' ? 'en' : 'vi'}.json`, { credentials: 'same-origin' });
  const db = ['/desk', '/kiosk'].includes(location.pathname) ? openMemory() : Promise.reject(new Error('no roster here'));
  const kept = db.then(readRoster);
  for (const one of [words, db, kept]) one.catch(() => undefined); // whoever takes it hears it
  Object.assign(globalThis, { opsFirst: { words, db, kept } });
}

// Shapes that several modules of the tablet name. Only types: no page loads this file.

/** @import { Answer } from '../core/outbox.js' */
/** @import { Row } from '../core/store.js' */
/** @typedef {import('./desk-find.js').Recent} Recent */
/** @typedef {import('./scanner.js').ScannerState} ScannerState */

// The door's decisions (rules.js).
/**
 * @typedef {{id: string, categories: readonly string[], opens_at: number | null, closes_at: number | null,
 *   reentry: string, needs_confirmation: boolean, desk_override: boolean}} GateFacts  no categories: everybody
 * @typedef {{id: string, category: string, status: string, blocked: boolean, attention: boolean,
 *   code_revoked: boolean, unapproved?: boolean}} GuestFacts
 * @typedef {{at: number, direction: string, override: boolean, supervisor: boolean}} ScanFacts
 * @typedef {{reason: string, override: boolean, override_refused: boolean, attention: boolean,
 *   lifted: string | null}} Base
 * @typedef {{ref: string, at: number, device: string, dev_seq: number, direction: string, base: string,
 *   policy: string, told: boolean | null, override: boolean, undone: boolean,
 *   resolution: string | null}} Attempt
 * @typedef {{ref: string, admit: boolean, reason: string, state: string, first: string | null}} Standing
 * @typedef {{inside: boolean, entries: number, first_in: string | null, last_in: string | null,
 *   last_out: string | null, extra: number}} Presence
 * @typedef {[Standing, Presence]} Judged
 */

// The roster (roster.js, roster-file.js).
/** @typedef {Record<string, string[]>} Gone */
/** @typedef {{ event: string, epoch: string, seq: number, at: number, signed: boolean, file?: number }} Header `file`: which download the kept bytes are */
/** @typedef {{ header: Header | undefined, index: Index | undefined, keys: IDBValidKey[], rows: string[] }} Kept */
/**
 * `others`: rows that are no guests, as JSON.
 * @typedef {{ format: number, file: number, others: string, guests: GuestFile, names: import('./name-index.js').KeptNames }} Index
 */
/** Keys one after the other, and an open hash table of their numbers (0: free). @typedef {{ text: string, at: Int32Array, slots: Int32Array }} Table */
/** @typedef {{ bytes: Uint8Array<ArrayBuffer>, at: Int32Array }} Block rows as JSON text, one after the other */
/** `holders`: of each code the row * 2, + 1 when it was replaced. @typedef {{ ids: Table, codes: Table, holders: Int32Array, blocks: Block[] }} GuestFile */

// The page (desk-state.js).
/** @typedef {'loading' | 'first_offline' | 'no_storage' | 'insecure' | 'unpaired' | 'second_tab' | 'start' | 'work' | 'revoked' | 'over'} Phase */
/** @typedef {{ device: Record<string, any>, event: Record<string, any>, roster_key: string, public_key: string, epoch: string, now: string }} Identity */
/** `ref`: the scan on whose card this was asked for. @typedef {{ kind: string, guest?: string, delegation?: string, ref?: string, text?: string }} Sheet */

// The card and the flow of a scan (desk-scan.js, desk-verdict.js).
/** @typedef {{ code: string | null, row: Row | null, revoked: boolean, method: string }} Subject */
/**
 * @typedef {object} Card
 * @property {string} ref
 * @property {string} reason
 * @property {import('./desk-senses.js').Tone} tone
 * @property {string} icon
 * @property {Row | null} row
 * @property {boolean} admit
 * @property {boolean} saving
 * @property {boolean} sent
 * @property {boolean} attention
 * @property {boolean} mayOverride
 * @property {'in' | 'out'} direction
 * @property {import('./desk-decide.js').First | null} first
 * @property {Subject | null} subject
 * @property {string | null} overrideReason
 * @property {string | null} [failure]
 * @property {Answer['other_event']} [otherEvent]
 * @property {string[]} [changedSince]
 * @property {number} at ms, this page's own clock: when the card was opened
 * @property {boolean} [late] the server's word came after this tablet's
 */
/** @typedef {{ ref: string, item: Record<string, any>, about: Record<string, any> }} Scanned */
/** @typedef {{ ref: string, reason: string, row: Row | null, answer: Answer, during?: string }} Alert `during`: ref of the card that covered the place of notices when it came */
/**
 * @typedef {object} Desk what the flow needs of the page
 * @property {import('../core/store.js').Store} store
 * @property {ReturnType<typeof import('../core/outbox.js').createOutbox>} outbox
 * @property {ReturnType<typeof import('./roster.js').createRoster>} roster
 * @property {() => any} identity
 * @property {() => CryptoKey} key
 * @property {() => string} operator
 * @property {(ref: string, undone: boolean) => void} [onDone]
 * @property {(delegation: string) => void} [onGroup] the code of a whole delegation was read
 * @property {() => void} [onCard] a verdict is about to be drawn: what belongs to it is drawn with it
 */
/** @typedef {NonNullable<Answer['first']>} Before */
/**
 * @typedef {object} CardProps
 * @property {Card} card
 * @property {import('../core/store.js').Store} store
 * @property {Row | null} gate
 * @property {boolean} offline
 * @property {number} unsent entries of this guest's delegation that the server does not know yet
 * @property {(() => number) | null} undoLeft ms of the minute; null when there is nothing to take back
 * @property {() => void} onClose
 * @property {() => void} onUndo
 * @property {() => void} onSearch
 * @property {(kind: string) => void} onMore a form or the list of the delegation
 * @property {() => void} onAgain decide anew with what the server has sent
 * @property {(reason: string) => void} onOverride
 */

// Two tablets, one guest (desk-clash.js).
/** @typedef {{ gate: string, device: string, by: string, at: string | null }} Other the scan of the other tablet */
/** @typedef {{ ref: string, guest: string | null, name: string, other: Other }} Clash `ref`: the scan made here */
/** @typedef {Map<string, Record<string, any>>} Issues */
/** @typedef {Map<string, { guest: string | null, told: boolean }>} Mine scans made here by ref; `told`: its conflict has been said */

// The line to the server (desk-link.js).
/**
 * @typedef {object} LineParts
 * @property {import('../core/store.js').Store} store
 * @property {import('../core/local-db.js').Local} local
 * @property {ReturnType<typeof import('../core/outbox.js').createOutbox>} outbox
 * @property {ReturnType<typeof import('./roster.js').createRoster>} roster
 * @property {ReturnType<typeof import('./desk-scan.js').createScan>} scan
 * @property {ReturnType<typeof import('./desk-own.js').createOwn>} own
 * @property {() => void} onOnline
 * @property {() => void} onRevoked
 */

export {};

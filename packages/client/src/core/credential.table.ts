import { NO_CREDENTIAL, type Credential, type CredentialEvent } from './credential.ts'

/** When every cell of the table happens, in milliseconds. */
export const NOW = 50_000

/** What can happen, by whose token it is about. */
export type EventName =
  | 'needed'
  | 'given: another'
  | 'given: the refused one'
  | 'given: nothing'
  | 'withheld'
  | 'accepted: this'
  | 'accepted: another'
  | 'refused: this'
  | 'refused: another'

/** Each name as an event; tokens are A, then B, then C. */
export const EVENTS: Record<EventName, CredentialEvent> = {
  needed: { type: 'needed', now: NOW },
  'given: another': { type: 'given', token: 'C' },
  'given: the refused one': { type: 'given', token: 'A' },
  'given: nothing': { type: 'given', token: '' },
  withheld: { type: 'withheld', now: NOW, random: 0.5 },
  'accepted: this': { type: 'accepted', token: 'B' },
  'accepted: another': { type: 'accepted', token: 'A' },
  'refused: this': { type: 'refused', token: 'B' },
  'refused: another': { type: 'refused', token: 'A' },
}

/** The phases, told apart by what they remember. */
export type Situation =
  | 'none'
  | 'none, asked in vain'
  | 'asking'
  | 'asking after a refusal'
  | 'held'
  | 'held after a refusal'
  | 'held and proven'
  | 'refused'

/** One credential in each situation. */
export const SITUATIONS: Record<Situation, Credential> = {
  none: NO_CREDENTIAL,
  'none, asked in vain': { phase: 'none', refusedToken: undefined, askAt: NOW + 1, failures: 1 },
  asking: { phase: 'asking', refusedToken: undefined, failures: 1 },
  'asking after a refusal': { phase: 'asking', refusedToken: 'A', failures: 0 },
  held: { phase: 'held', token: 'B', proven: false, refusedToken: undefined },
  'held after a refusal': { phase: 'held', token: 'B', proven: false, refusedToken: 'A' },
  'held and proven': { phase: 'held', token: 'B', proven: true, refusedToken: undefined },
  refused: { phase: 'refused' },
}

/** The credential afterwards, and whether the callback is asked; `same`: the very same object, and nothing is asked. */
export type Cell = 'same' | { readonly to: Credential; readonly ask: boolean }

const to = (credential: Credential): Cell => ({ to: credential, ask: false })
const ask = (refusedToken: string | undefined, failures: number): Cell => ({
  to: { phase: 'asking', refusedToken, failures },
  ask: true,
})
const held = (token: string, refusedToken: string | undefined): Cell =>
  to({ phase: 'held', token, proven: false, refusedToken })
const PROVEN = to({ phase: 'held', token: 'B', proven: true, refusedToken: undefined })
const REFUSED = to({ phase: 'refused' })

/** Every situation and every event: the compiler demands each cell. */
export const CREDENTIAL_TABLE: Record<Situation, Record<EventName, Cell>> = {
  none: {
    needed: ask(undefined, 0),
    'given: another': 'same',
    'given: the refused one': 'same',
    'given: nothing': 'same',
    withheld: 'same',
    'accepted: this': 'same',
    'accepted: another': 'same',
    'refused: this': 'same',
    'refused: another': 'same',
  },
  'none, asked in vain': {
    needed: 'same',
    'given: another': 'same',
    'given: the refused one': 'same',
    'given: nothing': 'same',
    withheld: 'same',
    'accepted: this': 'same',
    'accepted: another': 'same',
    'refused: this': 'same',
    'refused: another': 'same',
  },
  asking: {
    needed: 'same',
    'given: another': held('C', undefined),
    'given: the refused one': held('A', undefined),
    'given: nothing': REFUSED,
    withheld: to({ phase: 'none', refusedToken: undefined, askAt: NOW + 1_125, failures: 2 }),
    'accepted: this': 'same',
    'accepted: another': 'same',
    'refused: this': 'same',
    'refused: another': 'same',
  },
  'asking after a refusal': {
    needed: 'same',
    'given: another': held('C', 'A'),
    'given: the refused one': REFUSED,
    'given: nothing': REFUSED,
    withheld: to({ phase: 'none', refusedToken: 'A', askAt: NOW + 625, failures: 1 }),
    'accepted: this': 'same',
    'accepted: another': 'same',
    'refused: this': 'same',
    'refused: another': 'same',
  },
  held: {
    needed: 'same',
    'given: another': 'same',
    'given: the refused one': 'same',
    'given: nothing': 'same',
    withheld: 'same',
    'accepted: this': PROVEN,
    'accepted: another': 'same',
    'refused: this': ask('B', 0),
    'refused: another': 'same',
  },
  'held after a refusal': {
    needed: 'same',
    'given: another': 'same',
    'given: the refused one': 'same',
    'given: nothing': 'same',
    withheld: 'same',
    'accepted: this': PROVEN,
    'accepted: another': 'same',
    'refused: this': REFUSED,
    'refused: another': 'same',
  },
  'held and proven': {
    needed: 'same',
    'given: another': 'same',
    'given: the refused one': 'same',
    'given: nothing': 'same',
    withheld: 'same',
    'accepted: this': 'same',
    'accepted: another': 'same',
    'refused: this': ask('B', 0),
    'refused: another': 'same',
  },
  refused: {
    needed: 'same',
    'given: another': 'same',
    'given: the refused one': 'same',
    'given: nothing': 'same',
    withheld: 'same',
    'accepted: this': 'same',
    'accepted: another': 'same',
    'refused: this': 'same',
    'refused: another': 'same',
  },
}

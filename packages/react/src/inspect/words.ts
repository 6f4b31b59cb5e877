import type { HeldReason, HiddenReason, InspectorEntry, StartReason, StopReason } from '@nowtyping/client/inspect'

const WHY_START = {
  key: 'it began',
  resend: 're-send: it goes on',
  retry: 'the one before had no answer',
  'stopped-elsewhere': 'another device of mine said stop',
} as const satisfies Record<StartReason, string>

const WHY_STOP = {
  stop: 'it ended',
  idle: 'idle: no key for a while',
  consent: 'consent was withdrawn',
  'page-hidden': 'the page was hidden',
  closed: 'the client closed',
  slept: 'time was slept through',
  retry: 'the one before had no answer',
  confirm: 'a start might be late',
} as const satisfies Record<StopReason, string>

const WHY_HELD = {
  offline: 'offline',
  hidden: 'the page is hidden',
  'not-connected': 'not connected yet',
  credentials: 'no credentials yet',
  'not-wanted': 'the server does not want it',
  'server-pause': 'the server asked for a pause',
  rate: 'our own limits',
} as const satisfies Record<HeldReason, string>

const WHY_HIDDEN = {
  stopped: 'stopped',
  expired: 'expired',
  message: 'their message is here',
  ignored: 'ignored',
  'not-shown': 'others are not shown',
  'trust-lost': 'what was heard is too old',
  closed: 'the client closed',
} as const satisfies Record<HiddenReason, string>

/** What happened, without who and where. */
export function what(entry: InspectorEntry): string {
  switch (entry.type) {
    case 'sent': {
      const mark = entry.typing ? 'start' : 'stop'
      return entry.activity === 'typing' ? `${mark} sent` : `${mark} of ${entry.activity} sent`
    }
    case 'held':
      return 'held back'
    case 'silenced':
      return 'not told any more'
    case 'shown':
      return 'shown'
    case 'hidden':
      return 'hidden'
    case 'status':
      return `connection ${entry.status}`
    case 'error':
      return `error ${entry.code}`
  }
}

/** Why it happened; undefined where that goes without saying. */
export function why(entry: InspectorEntry): string | undefined {
  switch (entry.type) {
    case 'sent':
      return entry.typing ? WHY_START[entry.because] : WHY_STOP[entry.because]
    case 'held':
      return WHY_HELD[entry.because]
    case 'hidden':
      return WHY_HIDDEN[entry.because]
    case 'silenced':
      return 'the server refused for good'
    case 'shown':
    case 'status':
    case 'error':
      return undefined
  }
}

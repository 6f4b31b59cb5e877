import { TypingError } from '../../protocol/errors.ts'
import type { SessionInput } from './exchange.ts'
import { NEW_SESSION, type Session, type SessionOptions, type SessionPhase } from './session.ts'
import { stepSession } from './session-step.ts'
import { placeOf } from './target.ts'

/** When every cell of the table happens, in milliseconds. */
export const NOW = 100_000

/** Somebody with a token, who hears of messages too. */
export const OPTIONS: SessionOptions = { way: { type: 'token' }, messages: false }

const ROOM = placeOf('room', undefined)
const OTHER = placeOf('other', undefined)

const text = (frame: object): string => JSON.stringify(frame)
const frame = (of: object, socket = 1): SessionInput => ({ type: 'frame', socket, text: text(of) })

/** What leads from one phase to the next: the ids are those that a session gives, one after the other. */
const CONNECTED = frame({ msg: 'connected', session: 's' })
const DOCUMENT = frame({ msg: 'added', collection: 'users', id: 'me', fields: { username: 'ann', name: 'Ann' } })
const LOGGED_IN = frame({ msg: 'result', id: '1', result: { id: 'me', token: 'T' } })
const SETTINGS = frame({ msg: 'result', id: '4', result: [{ _id: 'UI_Use_Real_Name', value: false }] })
const INFO: SessionInput = { type: 'info', socket: 1, text: '{"version":"8.8"}' }
const READY = frame({ msg: 'ready', subs: ['5'] })
const SEND: SessionInput = { type: 'send', send: 7, place: ROOM, typing: true, activity: 'typing' }

const WAY: readonly (readonly [phase: SessionPhase, ...SessionInput[]])[] = [
  ['opening', { type: 'open' }, { type: 'watch', place: ROOM }, { type: 'token', token: 'T' }],
  ['greeting', { type: 'socket-opened', socket: 1 }],
  ['entering', CONNECTED],
  ['orienting', DOCUMENT, LOGGED_IN],
  ['subscribing', INFO, SETTINGS],
  ['open', READY],
]

function situations(): Record<SessionPhase, Session> {
  let session = NEW_SESSION
  const through = (...inputs: readonly SessionInput[]): Session => {
    for (const input of inputs) session = stepSession(session, input, { options: OPTIONS, now: NOW, random: 0.5 }).session
    return session
  }
  const found = new Map<SessionPhase, Session>()
  for (const [phase, ...inputs] of WAY) found.set(phase, through(...inputs))
  found.set('parting', through(SEND, { type: 'close' }))
  found.set('ended', through({ type: 'abandon', send: 7 }))
  const of = (phase: SessionPhase): Session => {
    const there = found.get(phase)
    if (there?.phase !== phase) throw new Error(`the way does not lead to ${phase}`)
    return there
  }
  session = of('open')
  found.set('waiting', through({ type: 'socket-closed', socket: 1 }))
  return {
    waiting: of('waiting'),
    opening: of('opening'),
    greeting: of('greeting'),
    entering: of('entering'),
    orienting: of('orienting'),
    subscribing: of('subscribing'),
    open: of('open'),
    parting: of('parting'),
    ended: of('ended'),
  }
}

/** One session in each phase. */
export const SITUATIONS: Record<SessionPhase, Session> = situations()

/** What can happen. */
export type EventName =
  | 'open'
  | 'socket opened'
  | 'another socket opened'
  | 'connected'
  | 'failed'
  | 'ping'
  | 'logged in'
  | 'login refused'
  | 'login failed'
  | 'too many logins'
  | 'settings'
  | 'version'
  | 'subscriptions ready'
  | 'subscription refused'
  | 'too many subscriptions'
  | 'somebody types'
  | 'write taken'
  | 'write refused'
  | 'nonsense'
  | 'socket closed'
  | 'another socket closed'
  | 'another socket speaks'
  | 'secret given'
  | 'secret withheld'
  | 'platform lacks something'
  | 'send'
  | 'abandon'
  | 'watch'
  | 'unwatch'
  | 'call'
  | 'session'
  | 'wake'
  | 'due: 20 s of silence'
  | 'due: 30 s'
  | 'close'

/** Each name as an input, and how long after `NOW` it comes, in milliseconds. */
export const EVENTS: Record<EventName, readonly [input: SessionInput, laterMs?: number]> = {
  open: [{ type: 'open' }],
  'socket opened': [{ type: 'socket-opened', socket: 1 }],
  'another socket opened': [{ type: 'socket-opened', socket: 9 }],
  connected: [CONNECTED],
  failed: [frame({ msg: 'failed', version: '2' })],
  ping: [frame({ msg: 'ping', id: 'x' })],
  'logged in': [LOGGED_IN],
  'login refused': [frame({ msg: 'result', id: '1', error: { error: 403, reason: 'logged out' } })],
  'login failed': [frame({ msg: 'result', id: '1', error: { error: 500 } })],
  'too many logins': [frame({ msg: 'result', id: '1', error: { error: 'too-many-requests', details: { timeToReset: 9_000 } } })],
  settings: [SETTINGS],
  version: [INFO],
  'subscriptions ready': [READY],
  'subscription refused': [frame({ msg: 'nosub', id: '5', error: { error: 'not-allowed' } })],
  'too many subscriptions': [frame({ msg: 'nosub', id: '5', error: { error: 'too-many-requests', details: { timeToReset: 9_000 } } })],
  'somebody types': [
    frame({ msg: 'changed', collection: 'stream-notify-room', id: 'id', fields: { eventName: 'room/user-activity', args: ['bob', ['user-typing'], {}] } }),
  ],
  'write taken': [frame({ msg: 'result', id: '6' })],
  'write refused': [frame({ msg: 'result', id: '6', error: { error: 'too-many-requests', details: { timeToReset: 9_000 } } })],
  nonsense: [{ type: 'frame', socket: 1, text: '{' }],
  'socket closed': [{ type: 'socket-closed', socket: 1 }],
  'another socket closed': [{ type: 'socket-closed', socket: 9 }],
  'another socket speaks': [frame({ msg: 'ping', id: 'x' }, 9)],
  'secret given': [{ type: 'token', token: 'T2' }],
  'secret withheld': [{ type: 'no-token' }],
  'platform lacks something': [{ type: 'unsupported', error: new TypingError('unsupported', 'unable to connect; lacking') }],
  send: [SEND],
  abandon: [{ type: 'abandon', send: 7 }],
  watch: [{ type: 'watch', place: OTHER }],
  unwatch: [{ type: 'unwatch', place: ROOM }],
  call: [{ type: 'call', call: 3, method: 'm', params: [] }],
  session: [{ type: 'session', call: 4 }],
  wake: [{ type: 'wake' }],
  'due: 20 s of silence': [{ type: 'due' }, 20_000],
  'due: 30 s': [{ type: 'due' }, 30_000],
  close: [{ type: 'close' }],
}

/** The phase afterwards, and what is done, in words; `same`: the very same session, and nothing is done. */
export type Cell = string

/** Every phase and every event: the compiler demands each cell. */
export const SESSION_TABLE: Record<SessionPhase, Record<EventName, Cell>> = {
  waiting: {
    open: 'opening: connect 2, ask-info',
    'socket opened': 'same',
    'another socket opened': 'same',
    connected: 'same',
    failed: 'same',
    ping: 'same',
    'logged in': 'same',
    'login refused': 'same',
    'login failed': 'same',
    'too many logins': 'same',
    settings: 'same',
    version: 'same',
    'subscriptions ready': 'same',
    'subscription refused': 'same',
    'too many subscriptions': 'same',
    'somebody types': 'same',
    'write taken': 'same',
    'write refused': 'same',
    nonsense: 'same',
    'socket closed': 'same',
    'another socket closed': 'same',
    'another socket speaks': 'same',
    'secret given': 'waiting',
    'secret withheld': 'same',
    'platform lacks something': 'ended: disconnect, failed unsupported',
    send: 'waiting: sent 7 unsent',
    abandon: 'waiting: sent 7 unknown',
    watch: 'waiting',
    unwatch: 'waiting',
    call: 'waiting',
    session: 'waiting',
    wake: 'opening: connect 2, ask-info',
    'due: 20 s of silence': 'opening: connect 2, ask-info',
    'due: 30 s': 'opening: connect 2, ask-info',
    close: 'ended: disconnect',
  },
  opening: {
    open: 'same',
    'socket opened': 'greeting: connect',
    'another socket opened': 'same',
    connected: 'same',
    failed: 'same',
    ping: 'same',
    'logged in': 'same',
    'login refused': 'same',
    'login failed': 'same',
    'too many logins': 'same',
    settings: 'same',
    version: 'opening',
    'subscriptions ready': 'same',
    'subscription refused': 'same',
    'too many subscriptions': 'same',
    'somebody types': 'same',
    'write taken': 'same',
    'write refused': 'same',
    nonsense: 'same',
    'socket closed': 'waiting: disconnect, cleared, lost unreachable 625',
    'another socket closed': 'same',
    'another socket speaks': 'same',
    'secret given': 'opening',
    'secret withheld': 'same',
    'platform lacks something': 'ended: disconnect, failed unsupported',
    send: 'opening: sent 7 unsent',
    abandon: 'opening: sent 7 unknown',
    watch: 'opening',
    unwatch: 'opening',
    call: 'opening',
    session: 'opening',
    wake: 'same',
    'due: 20 s of silence': 'same',
    'due: 30 s': 'waiting: disconnect, cleared, lost unreachable 625',
    close: 'ended: disconnect',
  },
  greeting: {
    open: 'same',
    'socket opened': 'same',
    'another socket opened': 'same',
    connected: 'entering: method 1 login',
    failed: 'ended: disconnect, failed unsupported',
    ping: 'greeting: pong x',
    'logged in': 'greeting',
    'login refused': 'greeting',
    'login failed': 'greeting',
    'too many logins': 'greeting',
    settings: 'greeting',
    version: 'greeting',
    'subscriptions ready': 'greeting',
    'subscription refused': 'greeting',
    'too many subscriptions': 'greeting',
    'somebody types': 'greeting',
    'write taken': 'greeting',
    'write refused': 'greeting',
    nonsense: 'greeting: error bad-response',
    'socket closed': 'waiting: disconnect, cleared, lost unreachable 625',
    'another socket closed': 'same',
    'another socket speaks': 'same',
    'secret given': 'greeting',
    'secret withheld': 'same',
    'platform lacks something': 'ended: disconnect, failed unsupported',
    send: 'greeting: sent 7 unsent',
    abandon: 'greeting: sent 7 unknown',
    watch: 'greeting',
    unwatch: 'greeting',
    call: 'greeting',
    session: 'greeting',
    wake: 'same',
    'due: 20 s of silence': 'same',
    'due: 30 s': 'waiting: disconnect, cleared, lost unreachable 625',
    close: 'ended: disconnect',
  },
  entering: {
    open: 'same',
    'socket opened': 'same',
    'another socket opened': 'same',
    connected: 'entering',
    failed: 'entering',
    ping: 'entering: pong x',
    'logged in': 'orienting: sub 2 stream-notify-all public-settings-changed, sub 3 stream-notify-logged Users:NameChanged, method 4 public-settings/get',
    'login refused': 'entering: ask-token',
    'login failed': 'waiting: disconnect, cleared, lost unreachable 625',
    'too many logins': 'waiting: disconnect, cleared, lost rate-limited 9000',
    settings: 'entering',
    version: 'entering',
    'subscriptions ready': 'entering',
    'subscription refused': 'entering',
    'too many subscriptions': 'entering',
    'somebody types': 'entering',
    'write taken': 'entering',
    'write refused': 'entering',
    nonsense: 'entering: error bad-response',
    'socket closed': 'waiting: disconnect, cleared, lost unreachable 625',
    'another socket closed': 'same',
    'another socket speaks': 'same',
    'secret given': 'entering',
    'secret withheld': 'same',
    'platform lacks something': 'ended: disconnect, failed unsupported',
    send: 'entering: sent 7 unsent',
    abandon: 'entering: sent 7 unknown',
    watch: 'entering',
    unwatch: 'entering',
    call: 'entering',
    session: 'entering',
    wake: 'entering: ping 2',
    'due: 20 s of silence': 'entering: ping 2',
    'due: 30 s': 'waiting: disconnect, cleared, lost unreachable 625',
    close: 'ended: disconnect',
  },
  orienting: {
    open: 'same',
    'socket opened': 'same',
    'another socket opened': 'same',
    connected: 'orienting',
    failed: 'orienting',
    ping: 'orienting: pong x',
    'logged in': 'orienting',
    'login refused': 'orienting',
    'login failed': 'orienting',
    'too many logins': 'orienting',
    settings: 'orienting',
    version: 'orienting',
    'subscriptions ready': 'orienting',
    'subscription refused': 'orienting',
    'too many subscriptions': 'orienting',
    'somebody types': 'orienting',
    'write taken': 'orienting',
    'write refused': 'orienting',
    nonsense: 'orienting: error bad-response',
    'socket closed': 'waiting: disconnect, cleared, lost unreachable 625',
    'another socket closed': 'same',
    'another socket speaks': 'same',
    'secret given': 'orienting',
    'secret withheld': 'same',
    'platform lacks something': 'ended: disconnect, failed unsupported',
    send: 'orienting: sent 7 unsent',
    abandon: 'orienting: sent 7 unknown',
    watch: 'orienting',
    unwatch: 'orienting',
    call: 'orienting: method 5 m',
    session: 'orienting: logged-in 4 me',
    wake: 'orienting: ping 5',
    'due: 20 s of silence': 'subscribing: self ann, sub 5 stream-notify-room room/user-activity, ping 6',
    'due: 30 s': 'subscribing: self ann, sub 5 stream-notify-room room/user-activity, ping 6',
    close: 'ended: disconnect',
  },
  subscribing: {
    open: 'same',
    'socket opened': 'same',
    'another socket opened': 'same',
    connected: 'subscribing',
    failed: 'subscribing',
    ping: 'subscribing: pong x',
    'logged in': 'subscribing',
    'login refused': 'subscribing',
    'login failed': 'subscribing',
    'too many logins': 'subscribing',
    settings: 'subscribing',
    version: 'subscribing',
    'subscriptions ready': 'open: opened',
    'subscription refused': 'open: snapshot, error forbidden, opened',
    'too many subscriptions': 'open: opened',
    'somebody types': 'subscribing: started room bob',
    'write taken': 'subscribing',
    'write refused': 'subscribing',
    nonsense: 'subscribing: error bad-response',
    'socket closed': 'waiting: disconnect, cleared, lost unreachable 625',
    'another socket closed': 'same',
    'another socket speaks': 'same',
    'secret given': 'subscribing',
    'secret withheld': 'same',
    'platform lacks something': 'ended: disconnect, failed unsupported',
    send: 'subscribing: sent 7 unsent',
    abandon: 'subscribing: sent 7 unknown',
    watch: 'subscribing: sub 6 stream-notify-room other/user-activity',
    unwatch: 'open: unsub 5, opened',
    call: 'subscribing: method 6 m',
    session: 'subscribing: logged-in 4 me',
    wake: 'subscribing: ping 6',
    'due: 20 s of silence': 'open: opened, ping 6',
    'due: 30 s': 'open: opened, ping 6',
    close: 'ended: disconnect',
  },
  open: {
    open: 'same',
    'socket opened': 'same',
    'another socket opened': 'same',
    connected: 'open',
    failed: 'open',
    ping: 'open: pong x',
    'logged in': 'open',
    'login refused': 'open',
    'login failed': 'open',
    'too many logins': 'open',
    settings: 'open',
    version: 'open',
    'subscriptions ready': 'open',
    'subscription refused': 'open: snapshot, error forbidden',
    'too many subscriptions': 'open',
    'somebody types': 'open: started room bob',
    'write taken': 'open',
    'write refused': 'open',
    nonsense: 'open: error bad-response',
    'socket closed': 'waiting: disconnect, cleared, lost unreachable 625',
    'another socket closed': 'same',
    'another socket speaks': 'same',
    'secret given': 'open',
    'secret withheld': 'same',
    'platform lacks something': 'ended: disconnect, failed unsupported',
    send: 'open: method 6 stream-notify-room room/user-activity ann',
    abandon: 'open: sent 7 unknown',
    watch: 'open: sub 6 stream-notify-room other/user-activity',
    unwatch: 'open: unsub 5',
    call: 'open: method 6 m',
    session: 'open: logged-in 4 me',
    wake: 'open: ping 6',
    'due: 20 s of silence': 'open: ping 6',
    'due: 30 s': 'open: ping 6',
    close: 'ended: disconnect',
  },
  parting: {
    open: 'same',
    'socket opened': 'same',
    'another socket opened': 'same',
    connected: 'parting',
    failed: 'parting',
    ping: 'parting: pong x',
    'logged in': 'parting',
    'login refused': 'parting',
    'login failed': 'parting',
    'too many logins': 'parting',
    settings: 'parting',
    version: 'same',
    'subscriptions ready': 'parting',
    'subscription refused': 'parting',
    'too many subscriptions': 'parting',
    'somebody types': 'parting',
    'write taken': 'ended: sent 7 ok, disconnect',
    'write refused': 'ended: sent 7 limited, disconnect',
    nonsense: 'parting: error bad-response',
    'socket closed': 'ended: disconnect, sent 7 unknown',
    'another socket closed': 'same',
    'another socket speaks': 'same',
    'secret given': 'same',
    'secret withheld': 'same',
    'platform lacks something': 'same',
    send: 'parting: sent 7 unsent',
    abandon: 'ended: sent 7 unknown, disconnect',
    watch: 'same',
    unwatch: 'same',
    call: 'parting: refused 3 not-connected',
    session: 'parting: refused 4 not-connected',
    wake: 'same',
    'due: 20 s of silence': 'same',
    'due: 30 s': 'same',
    close: 'same',
  },
  ended: {
    open: 'same',
    'socket opened': 'same',
    'another socket opened': 'same',
    connected: 'same',
    failed: 'same',
    ping: 'same',
    'logged in': 'same',
    'login refused': 'same',
    'login failed': 'same',
    'too many logins': 'same',
    settings: 'same',
    version: 'same',
    'subscriptions ready': 'same',
    'subscription refused': 'same',
    'too many subscriptions': 'same',
    'somebody types': 'same',
    'write taken': 'same',
    'write refused': 'same',
    nonsense: 'same',
    'socket closed': 'same',
    'another socket closed': 'same',
    'another socket speaks': 'same',
    'secret given': 'same',
    'secret withheld': 'same',
    'platform lacks something': 'same',
    send: 'ended: sent 7 unsent',
    abandon: 'ended: sent 7 unknown',
    watch: 'same',
    unwatch: 'same',
    call: 'ended: refused 3 not-connected',
    session: 'ended: refused 4 not-connected',
    wake: 'same',
    'due: 20 s of silence': 'same',
    'due: 30 s': 'same',
    close: 'same',
  },
}

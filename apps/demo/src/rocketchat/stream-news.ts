import { member, numberMember, textMember } from '../chat/json.ts'
import type { StreamEvent } from './ddp.ts'

/** Somebody said something, in the shape of the room methods' messages. */
export interface SaidMessage {
  readonly _id: string
  readonly rid: string
  readonly msg: string
  readonly ts: Date
  readonly u: { readonly username: string; readonly name?: string | undefined }
  readonly t?: string | undefined
  readonly tmid?: string | undefined
}

/** How I stand to a room, in the shape of the room methods' subscriptions. */
export interface RoomStanding {
  readonly rid: string
  readonly t: string
  readonly name?: string | undefined
  readonly fname?: string | undefined
  readonly open?: boolean | undefined
  readonly f?: boolean | undefined
  readonly unread?: number | undefined
}

/** What a stream tells a chat. */
export type StreamNews =
  | { readonly kind: 'message'; readonly message: SaidMessage }
  | { readonly kind: 'room'; readonly standing: RoomStanding }
  | { readonly kind: 'gone'; readonly rid: string }

/** Reads an event; undefined where it tells nothing that is shown. */
export function readNews({ stream, event, args }: StreamEvent): StreamNews | undefined {
  if (stream === 'stream-room-messages') {
    const message = readMessage(args[0])
    return message === undefined ? undefined : { kind: 'message', message }
  }
  if (stream !== 'stream-notify-user' || !event.endsWith('/subscriptions-changed')) return undefined
  const [change, document] = args
  const rid = textMember(document, 'rid')
  if (rid === undefined) return undefined
  if (change === 'removed') return { kind: 'gone', rid }
  return {
    kind: 'room',
    standing: {
      rid,
      t: textMember(document, 't') ?? 'c',
      name: textMember(document, 'name'),
      fname: textMember(document, 'fname'),
      open: member(document, 'open') !== false,
      f: member(document, 'f') === true,
      unread: numberMember(document, 'unread'),
    },
  }
}

function readMessage(value: unknown): SaidMessage | undefined {
  const [_id, rid, msg] = [textMember(value, '_id'), textMember(value, 'rid'), textMember(value, 'msg')]
  const ts = member(value, 'ts')
  const author = member(value, 'u')
  const username = textMember(author, 'username')
  if (_id === undefined || rid === undefined || msg === undefined || username === undefined) return undefined
  const u = { username, name: textMember(author, 'name') }
  const at = ts instanceof Date ? ts : new Date()
  return { _id, rid, msg, ts: at, u, t: textMember(value, 't'), tmid: textMember(value, 'tmid') }
}

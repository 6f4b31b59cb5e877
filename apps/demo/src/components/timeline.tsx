import { useEffect, useLayoutEffect, useRef, type ReactElement, type ReactNode } from 'react'
import type { Message } from '../chat/message.ts'
import { displayName, repliesIn, saidIn, type Room } from '../chat/room.ts'
import { Avatar } from './avatar.tsx'
import { inTurns } from './turns.ts'

/** Props of `Timeline`. */
export interface TimelineProps {
  readonly room: Room
  /** Key of the message whose thread is shown; undefined for the room. */
  readonly thread: string | undefined
  readonly label: string
  /** My user id. */
  readonly me: string
  readonly onResend: (roomId: string, message: Message) => void
  /** Undefined where there are no threads. */
  readonly onOpenThread: ((messageKey: string) => void) | undefined
  /** What stands before the first message. */
  readonly earlier: ReactNode
}

/** Pixels from the end within which somebody still reads the end. */
const AT_END_PX = 48

const CLOCK = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' })

/** What was said, oldest first; it stays at its end unless somebody reads further up. */
export function Timeline({ room, thread, label, me, onResend, onOpenThread, earlier }: TimelineProps): ReactElement {
  const messages = saidIn(room, thread)
  const replies = repliesIn(room)
  const list = useRef<HTMLDivElement>(null)
  const isAtEnd = useRef(true)
  const mineOnTheWay = room.pending.length

  useLayoutEffect(() => {
    if (isAtEnd.current || mineOnTheWay > 0) scrollToEnd(list.current)
  }, [messages.length, mineOnTheWay])

  // A keyboard that comes up on a phone, or a draft of several lines, makes the list lower.
  useEffect(() => {
    const element = list.current
    if (element === null) return undefined
    const observer = new ResizeObserver(() => {
      if (isAtEnd.current) scrollToEnd(element)
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [])

  return (
    <div
      ref={list}
      className="timeline"
      role="log"
      aria-label={label}
      tabIndex={0}
      onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
        isAtEnd.current = scrollHeight - scrollTop - clientHeight < AT_END_PX
      }}
    >
      {earlier}
      {messages.length === 0 && <p className="timeline-empty">Nobody has said anything yet.</p>}
      {inTurns(messages).map(({ sender, said: [first, ...rest] }) => (
        <div key={first.key} className="turn" data-mine={sender === me}>
          {sender !== me && <Avatar name={displayName(room, sender)} />}
          <p className="turn-head">
            <span className={sender === me ? 'said-only' : 'turn-name'}>
              {sender === me ? 'You' : displayName(room, sender)}
            </span>{' '}
            <time dateTime={new Date(first.atMs).toISOString()}>{CLOCK.format(first.atMs)}</time>
          </p>
          {[first, ...rest].map((message) => (
            <Bubble
              key={message.key}
              message={message}
              replies={replies.get(message.key) ?? 0}
              onResend={() => onResend(room.id, message)}
              onOpenThread={thread === undefined ? onOpenThread : undefined}
            />
          ))}
        </div>
      ))}
    </div>
  )
}

function scrollToEnd(element: HTMLElement | null): void {
  if (element !== null) element.scrollTop = element.scrollHeight
}

interface BubbleProps {
  readonly message: Message
  /** Messages in its thread. */
  readonly replies: number
  readonly onResend: () => void
  readonly onOpenThread: TimelineProps['onOpenThread']
}

function Bubble({ message, replies, onResend, onOpenThread }: BubbleProps): ReactElement {
  const { key, text, delivery } = message
  return (
    <div className="bubble" data-delivery={delivery}>
      <p dir="auto">{text}</p>
      {delivery === 'failed' && (
        <p className="bubble-failed">
          Not sent.{' '}
          <button type="button" onClick={onResend}>
            Try again
          </button>
        </p>
      )}
      {onOpenThread !== undefined && delivery === 'delivered' && (
        <button type="button" className="bubble-thread" data-replies={replies} onClick={() => onOpenThread(key)}>
          {replies === 0 ? 'Reply' : `${replies} ${replies === 1 ? 'reply' : 'replies'}`}
          <span className="said-only"> in a thread to “{text}”</span>
        </button>
      )}
    </div>
  )
}

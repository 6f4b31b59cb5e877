/** What a socket tells: `opened` at most once, then texts, and `closed` exactly once unless it was closed by us. */
export interface SocketListener {
  readonly opened: () => void
  /** A text; frames that are no text are left out. */
  readonly text: (text: string) => void
  /** It is over, or was never opened. */
  readonly closed: () => void
}

/** One attempt at a socket: it does not try again. */
export interface Socket {
  /** Whether the text was handed on; it is dropped where the socket is not open. */
  readonly send: (text: string) => boolean
  /** Closes it; nothing is told afterwards. */
  readonly close: () => void
}

/**
 * Makes an attempt. Nothing is told before it has returned.
 * @throws TypingError `unsupported` where the platform has no sockets.
 */
export type OpenSocket = (listener: SocketListener) => Socket
